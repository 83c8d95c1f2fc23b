import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUser } from '../testing/create-user.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { createTokenFactory } from '../testing/token-factory.ts'
import { deleteAccount } from './delete-account.ts'

const password = 'SecurePass123!'

test('a deleted account’s tokens are dead when the call returns', async () => {
  const auth = await createTestAuth()
  const user = await createUser(auth, { password })
  const { access } = await createTokenFactory(auth).pair(user)
  assert.equal(await deleteAccount(auth.system, user), 'deleted')
  assert.equal((await auth.visit(access)).status, 401)
  assert.deepEqual(auth.reasonsOf('user.deleted'), ['owner'])
})

test('a deletion that an older password allowed deletes nothing', async () => {
  const auth = await createTestAuth()
  const user = await createUser(auth, { password })
  const { access } = await auth.login(user.email)
  await auth.changePassword(access, 'AnotherPass456!')
  assert.equal(await deleteAccount(auth.system, user), 'superseded')
  assert.deepEqual(auth.reasonsOf('user.deleted'), [])
})

test('an account that was deleted before is gone, without a second event', async () => {
  const auth = await createTestAuth()
  const user = await createUser(auth, { password })
  await deleteAccount(auth.system, user)
  assert.equal(await deleteAccount(auth.system, user), 'gone')
  assert.equal(auth.reasonsOf('user.deleted').length, 1)
})

test('an id is never given again', async () => {
  const auth = await createTestAuth()
  const user = await createUser(auth, { password })
  await deleteAccount(auth.system, user)
  assert.notEqual((await createUser(auth, { password })).id, user.id)
})

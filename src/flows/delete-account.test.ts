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
  assert.equal(await deleteAccount(auth.system, user, 'operator'), 'deleted')
  assert.equal((await auth.visit(access)).status, 401)
  assert.deepEqual(auth.reasonsOf('user.deleted'), ['operator'])
})

test('an owner whose password changed meanwhile has proven nothing; an operator needs no proof', async () => {
  const auth = await createTestAuth()
  const user = await createUser(auth, { password })
  await auth.changePassword((await auth.login(user.email)).access, 'AnotherPass456!')
  assert.equal(await deleteAccount(auth.system, user, 'owner'), 'superseded')
  assert.equal(await deleteAccount(auth.system, user, 'operator'), 'deleted')
})

test('deleting twice is told apart, and tells of itself once', async () => {
  const auth = await createTestAuth()
  const user = await createUser(auth, { password })
  await deleteAccount(auth.system, user, 'owner')
  assert.equal(await deleteAccount(auth.system, user, 'operator'), 'gone')
  assert.equal(auth.reasonsOf('user.deleted').length, 1)
})

test('an id is never given again', async () => {
  const auth = await createTestAuth()
  const user = await createUser(auth, { password })
  await deleteAccount(auth.system, user, 'operator')
  assert.notEqual((await createUser(auth, { password })).id, user.id)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../testing/test-auth.ts'
import { testPassword } from '../testing/test-client.ts'
import { type Credentials, checkPassword, completeLogin, type LoginParts } from './login.ts'
import type { ClaimsOf } from './user-claims.ts'

async function login(system: LoginParts, credentials: Credentials, claimsOf?: ClaimsOf) {
  return await completeLogin(system, await checkPassword(system, credentials), claimsOf)
}

const email = 'alice@example.com'
const newPassword = 'AnotherPass456!'

test('a password change ends every session of the user, that of the caller too', async () => {
  const auth = await createTestAuth()
  const bob = await auth.register('bob@example.com')
  const [own, other] = [await auth.register(email), await auth.login(email)]
  assert.equal((await auth.changePassword(own.access, newPassword)).status, 200)
  for (const { access, refresh } of [own, other]) {
    assert.equal((await auth.visit(access)).status, 401)
    assert.equal((await auth.refresh(refresh)).status, 401)
  }
  assert.equal((await auth.visit(bob.access)).status, 200)
  await assert.rejects(auth.login(email), /got 401/)
  await auth.login(email, newPassword)
})

test('keepCurrentSession keeps the session of the caller and no other', async () => {
  const auth = await createTestAuth({ keepCurrentSession: true })
  const [own, other] = [await auth.register(email), await auth.login(email)]
  await auth.changePassword(own.access, newPassword)
  assert.equal((await auth.visit(own.access)).status, 200)
  assert.equal((await auth.refresh(own.refresh)).status, 200)
  assert.equal((await auth.visit(other.access)).status, 401)
})

test('a wrong current password changes nothing and ends nothing', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  const reply = await auth.changePassword(access, newPassword, 'not it')
  assert.deepEqual([reply.status, reply.json], [400, { old_password: ['Current password is incorrect.'] }])
  assert.equal((await auth.visit(access)).status, 200)
  await auth.login(email)
})

test('of two password changes at once one wins', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  const passwords = ['FirstWish456!', 'SecondWish456!']
  const replies = await Promise.all(passwords.map(password => auth.changePassword(access, password)))
  const won = passwords.filter((_, index) => replies[index]?.status === 200)
  assert.equal(won.length, 1)
  await auth.login(email, won[0])
})

test('a login in the same second as the password change lives', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  await auth.changePassword(access, newPassword)
  const pair = await auth.login(email, newPassword)
  assert.equal((await auth.visit(pair.access)).status, 200)
  assert.equal((await auth.refresh(pair.refresh)).status, 200)
})

test('a login that was under way with the old password does not survive the change', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  const changeMeanwhile = async () => {
    assert.equal((await auth.changePassword(access, newPassword)).status, 200)
    return {}
  }
  const underWay = login(auth.system, { login: email, password: testPassword }, changeMeanwhile)
  await assert.rejects(underWay, { code: 'no_active_account', reason: 'account_changed_meanwhile' })
  assert.equal(auth.store.database.prepare('SELECT sid FROM sessions WHERE ended_at IS NULL').get(), undefined)
})

test('in compat access tokens live to their end, and refresh tokens are refused', async () => {
  const auth = await createTestAuth({ compat: 'simplejwt' })
  const { access, refresh } = await auth.register(email)
  assert.equal((await auth.changePassword(access, newPassword)).status, 200)
  assert.equal((await auth.visit(access)).status, 200)
  assert.equal((await auth.refresh(refresh)).status, 401)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '../kernel/secret.ts'
import { createUser } from '../testing/create-user.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import {
  canHaveTokens,
  findUserOf,
  hasCurrentPassword,
  hasUsablePassword,
  requireStatus,
  revokeClaim,
} from './user-status.ts'

const checks = { checkRevokeToken: true, revokeTokenClaim: 'hash_password', checkUserIsActive: true }

async function withUser(about: Parameters<typeof createUser>[1] = {}) {
  const auth = await createTestAuth()
  return { auth, user: await createUser(auth, { email: 'alice@example.com', password: 'SecurePass123!', ...about }) }
}

test('an id in a claim finds its user, and nothing is coerced into one', async () => {
  const { auth, user } = await withUser()
  for (const user_id of [1, '1']) assert.deepEqual(await findUserOf(auth.system, { user_id }), user)
  for (const user_id of [true, ' 1', '1.0', '01', 1.5, null, undefined, [1], '1; DROP TABLE users']) {
    assert.equal(await findUserOf(auth.system, { user_id }), undefined, String(user_id))
  }
})

test('a name in a claim is compared exactly, though logins fold it', async () => {
  const auth = await createTestAuth({ userIdField: 'email', userIdClaim: 'user_id' })
  await createUser(auth, { email: 'Alice@example.com' })
  assert.equal((await findUserOf(auth.system, { user_id: 'Alice@example.com' }))?.email, 'Alice@example.com')
  assert.equal(await findUserOf(auth.system, { user_id: 'alice@example.com' }), undefined)
})

test('a missing, an inactive and a stale user are told apart', async () => {
  const { user } = await withUser()
  const claims = revokeClaim(checks, user)
  assert.equal(requireStatus(checks, claims, user), user)
  assert.throws(() => requireStatus(checks, claims, undefined), { code: 'user_not_found' })
  assert.throws(() => requireStatus(checks, claims, { ...user, isActive: false }), { code: 'user_inactive' })
  assert.throws(() => requireStatus(checks, {}, user), { code: 'password_changed' })
})

test('a changed password refuses older tokens where the setting asks for it, and nowhere else', async () => {
  const { user } = await withUser()
  const claims = revokeClaim(checks, user)
  const changed = { ...user, password: new Secret('argon2$another') }
  assert.equal(hasCurrentPassword(checks, claims, user), true)
  assert.equal(hasCurrentPassword(checks, claims, changed), false)
  const off = { ...checks, checkRevokeToken: false }
  assert.deepEqual(revokeClaim(off, user), {})
  assert.equal(hasCurrentPassword(off, {}, changed), true)
})

test('the revoke claim is SimpleJWT’s digest, and not the hash', async () => {
  const { user } = await withUser()
  const { hash_password: digest = '' } = revokeClaim(checks, user)
  assert.match(digest, /^[0-9A-F]{32}$/)
  assert.ok(!user.password.reveal().includes(digest))
})

test('who can have tokens: active users, verified ones where that is asked, or what the rule says', async () => {
  const { user } = await withUser()
  const rules = { checkUserIsActive: true, requireVerifiedEmail: false, userAuthenticationRule: undefined }
  assert.equal(await canHaveTokens(rules, user), true)
  assert.equal(await canHaveTokens(rules, undefined), false)
  assert.equal(await canHaveTokens(rules, { ...user, isActive: false }), false)
  assert.equal(await canHaveTokens({ ...rules, requireVerifiedEmail: true }, user), false)
  const staffOnly = { ...rules, userAuthenticationRule: (one: typeof user | undefined) => one?.isStaff === true }
  assert.equal(await canHaveTokens(staffOnly, user), false)
})

test('an account without a password has no usable one', async () => {
  const { auth, user } = await withUser()
  assert.equal(hasUsablePassword(user), true)
  assert.equal(hasUsablePassword(await createUser(auth, { email: 'bob@example.com' })), false)
})

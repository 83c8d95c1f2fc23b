import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth } from '../testing/mail-auth.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { createAccount, register, unusablePassword } from './register.ts'

const alice = { email: 'Alice@EXAMPLE.com', password: 'SecurePass123!' }

test('an address is stored as Django normalises it', async () => {
  const { system } = await createTestAuth()
  const registered = await register(system, alice, 'no_login')
  assert.notEqual(registered, 'duplicate')
  if (registered !== 'duplicate')
    assert.deepEqual([registered.user.email, registered.tokens], ['Alice@example.com', undefined])
})

test('of registrations of one address at once, one opens an account', async () => {
  const { system } = await createTestAuth()
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => register(system, alice, 'login')))
  assert.equal(outcomes.filter(outcome => outcome !== 'duplicate').length, 1)
})

test('a verification mail goes out within the share of its address, and no further (mail bombing)', async () => {
  const auth = await createMailAuth({ verifyEmailAtRegistration: true, throttling: true, mailRate: '1/hour' })
  await auth.post('email/verify', { email: 'bob@example.com' })
  for (const email of ['bob@example.com', 'carol@example.com']) {
    await register(auth.system, { email, password: alice.password }, 'login')
  }
  await auth.deliverMail()
  assert.deepEqual([auth.mailbox.to('bob@example.com').length, auth.mailbox.to('carol@example.com').length], [0, 1])
})

test('an account without a password has one that nothing matches, and no two alike', async () => {
  const { system } = await createTestAuth()
  const account = await createAccount(system, { email: 'bob@example.com' })
  assert.notEqual(account, 'duplicate')
  if (account !== 'duplicate') assert.match(account.password.reveal(), /^![0-9a-f]{40}$/)
  assert.notEqual(unusablePassword(system), unusablePassword(system))
})

/** Mail bombing: somebody makes us write to a stranger, or to very many. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth } from '../../src/testing/mail-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'

const email = 'alice@example.com'

test('one address gets a limited number of mails an hour, however it is spelt and whoever asks', async () => {
  const auth = await createMailAuth({
    throttling: true,
    verifyEmailAtRegistration: false,
    trustedProxies: ['192.0.2.1'],
  })
  await auth.register(email)
  const statuses: number[] = []
  for (let n = 0; n < 20; n += 1) {
    const path = n % 2 === 0 ? 'password/reset' : 'email/verify'
    const headers = { 'x-forwarded-for': `198.51.100.${n}` }
    const json = { email: n % 3 === 0 ? 'ALICE@Example.COM' : email }
    statuses.push((await auth.request('POST', `/api/auth/${path}/`, { json, headers })).status)
  }
  await auth.deliverMail()
  assert.deepEqual(statuses, [...Array(15).fill(200), ...Array(5).fill(429)])
  // Five an hour, and ten a day for clients that have not asked before.
  assert.equal(auth.mailbox.mails.length, 15)
  auth.clock.advance(3_600_000)
  assert.equal((await auth.post('password/reset', { email })).status, 200)
})

test('reset requests of a stranger do not use up those of the owner (denial of service)', async () => {
  const auth = await createMailAuth({ throttling: true, trustedProxies: ['192.0.2.1'] })
  await auth.register(email)
  const ask = (from: string) =>
    auth.request('POST', '/api/auth/password/reset/', { json: { email }, headers: { 'x-forwarded-for': from } })
  for (let n = 0; n < 9; n += 1) await ask('203.0.113.1')
  assert.deepEqual([(await ask('203.0.113.1')).status, (await ask('198.51.100.7')).status], [429, 200])
})

test('an address without an account is refused after as many', async () => {
  const auth = await createMailAuth({ throttling: true })
  const statuses: number[] = []
  for (let n = 0; n < 7; n += 1) statuses.push((await auth.post('password/reset', { email: 'no@example.com' })).status)
  assert.deepEqual(statuses, [...Array(5).fill(200), 429, 429])
})

test('one client can ask for a limited number of mails, over all addresses and in parallel', async () => {
  const auth = await createMailAuth({ throttling: true })
  const asked = Array.from({ length: 30 }, (_, n) => auth.post('password/reset', { email: `p${n}@example.com` }))
  const answers = await Promise.all(asked)
  assert.equal(answers.filter(({ status }) => status === 200).length, 20)
  assert.ok(answers.every(({ status, headers }) => status === 200 || Number(headers.get('retry-after')) > 0))
})

test('opening accounts with one address again and again does not flood it', async () => {
  const auth = await createMailAuth({ throttling: true, accounts: 'username' })
  for (let n = 0; n < 9; n += 1) {
    const json = { username: `bot${n}`, email, password: testPassword, password_confirm: testPassword }
    assert.equal((await auth.post('register', json)).status, 201)
  }
  assert.equal(auth.mailbox.to(email).length, 5)
})

test('a stolen token cannot mail many addresses by changing the account’s, and the old address hears of each change', async () => {
  const auth = await createMailAuth({ throttling: true, verifyEmailAtRegistration: false })
  const { access: token } = await auth.register(email)
  const statuses: number[] = []
  for (let n = 0; n < 8; n += 1) {
    const answer = await auth.request('PATCH', '/api/auth/profile/', {
      json: { email: `n${n}@example.com`, current_password: testPassword },
      token,
    })
    statuses.push(answer.status)
  }
  await auth.deliverMail()
  assert.deepEqual(statuses, [...Array(5).fill(200), ...Array(3).fill(429)])
  assert.equal(auth.mailbox.to(email).length, 5)
})

test('using up the limit of an address does not hide from its owner that the account moves', async () => {
  const auth = await createMailAuth({ throttling: true })
  const { access: token } = await auth.register(email)
  for (let n = 0; n < 9; n += 1) await auth.post('password/reset', { email })
  await auth.request('PATCH', '/api/auth/profile/', {
    json: { email: 'thief@example.com', current_password: testPassword },
    token,
  })
  await auth.deliverMail()
  assert.match(auth.mailbox.to(email).at(-1)?.subject ?? '', /A new address was requested/)
})

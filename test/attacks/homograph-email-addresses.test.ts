/**
 * Requirement 24: addresses that only look alike, or that other folding rules make one, are neither one account nor a
 * way into somebody else's. ASCII case is folded and nothing else is.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'

const victim = 'mike@example.com'
const fields = { password: testPassword, password_confirm: testPassword }

test('an address in other ASCII letters is the same account: no second one, and its owner logs in', async () => {
  const auth = await createTestAuth()
  await auth.register(victim)
  for (const email of ['Mike@example.com', 'MIKE@EXAMPLE.COM', ' mike@example.com ']) {
    const reply = await auth.request('POST', '/api/auth/register/', { json: { email, ...fields } })
    assert.equal(reply.status, 400, email)
    await auth.login(email)
  }
})

test('the Kelvin sign, a dotless i, full-width letters and blanks inside open no account of another', async () => {
  const auth = await createTestAuth()
  await auth.register(victim)
  const alike = [
    'mi\u212ae@example.com', // Kelvin sign: toLowerCase makes it a k
    'm\u0131ke@example.com', // dotless i: toUpperCase makes it an I
    'm\u0130ke@example.com',
    'mike\uff20example.com',
    '\uff4dike@example.com',
    'mike@example\u3002com',
    'mike@e\u0445ample.com',
    'mi\u00adke@example.com',
    'mike\u200b@example.com',
    'mike@example.com\u0000',
    'mike@example.com.',
    'mike@example.com,eve@example.com',
    'eve@example.com\nmike@example.com',
  ]
  for (const email of alike) {
    const login = await auth.request('POST', '/api/auth/login/', { json: { email, password: testPassword } })
    assert.ok([400, 401].includes(login.status), `${JSON.stringify(email)}: ${login.status}`)
  }
})

test('an address that registers logs in, one that is refused is not stored, and neither is the victim’s', async () => {
  const auth = await createTestAuth()
  await auth.register(victim)
  for (const email of ['mi\u212ae@example.com', 'm\u0131ke@example.com', '"mike"@example.com', 'mike@[127.0.0.1]']) {
    const { status, json } = await auth.request('POST', '/api/auth/register/', { json: { email, ...fields } })
    const stored = (await auth.store.directory.list({ limit: 100 })).users.map(user => user.email)
    assert.equal(stored.includes(email), status === 201, email)
    if (status !== 201) continue
    assert.notEqual(json.user.id, 1)
    await auth.login(email)
  }
})

test('DNS makes one name of a domain’s spellings, so they are one account', async () => {
  const auth = await createTestAuth()
  await auth.register('mike@exakple.com')
  const json = { email: 'mike@exa\u212aple.com', ...fields }
  assert.equal((await auth.request('POST', '/api/auth/register/', { json })).status, 400)
})

test('a domain that DNS writes otherwise opens no second account of one mailbox', async () => {
  const auth = await createTestAuth()
  await auth.register(victim)
  for (const domain of [
    'exam\u00adple.com',
    'exam\u200bple.com',
    'example.com\ufe0f',
    '\uff45xample.com',
    'example\u3002com',
  ]) {
    const json = { email: `mike@${domain}`, ...fields }
    assert.equal((await auth.request('POST', '/api/auth/register/', { json })).status, 400, JSON.stringify(domain))
  }
  await auth.register('mike@ex\u00c4mple.com')
})

test('fifty registrations of one address at once, in all spellings, open one account and give 400', async () => {
  const auth = await createTestAuth()
  const spellings = ['mike@example.com', 'Mike@example.com', 'MIKE@example.com', 'mike@EXAMPLE.com', 'mIkE@eXample.com']
  const tries = Array.from({ length: 50 }, (_, index) => {
    const json = { email: spellings[index % spellings.length], ...fields }
    return auth.request('POST', '/api/auth/register/', { json })
  })
  const statuses = (await Promise.all(tries)).map(({ status }) => status)
  assert.equal(statuses.filter(status => status === 201).length, 1)
  assert.equal(statuses.filter(status => status === 400).length, 49)
})

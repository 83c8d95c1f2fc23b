/** Which texts are the same password, user name or mailbox. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '../../src/kernel/secret.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'

const email = 'alice@example.com'
const composed = 'Caf\u00e9-Br\u00fbl\u00e9e-9'.normalize('NFC')
const decomposed = composed.normalize('NFD')
const mixed = composed.replace('\u00e9', 'e\u0301')

test('a password typed in another Unicode form is the same password, wherever it is typed', async () => {
  const auth = await createTestAuth()
  const members = { email, password: composed, password_confirm: decomposed }
  assert.equal((await auth.request('POST', '/api/auth/register/', { json: members })).status, 201)
  for (const password of [composed, decomposed, mixed]) await auth.login(email, password)
  const pair = await auth.login(email, decomposed)
  const changed = { old_password: mixed, new_password: `${decomposed}!`, new_password_confirm: `${composed}!` }
  const reply = await auth.request('POST', '/api/auth/password/change/', { token: pair.access, json: changed })
  assert.equal(reply.status, 200, reply.text)
  for (const password of [`${composed}!`, `${decomposed}!`]) await auth.login(email, password)
})

for (const hashed of [decomposed, mixed]) {
  test(`a hash of another form (${hashed.length} units) is found by any form that its owner types, and replaced`, async () => {
    const [auth, exact] = [await createTestAuth(), await createTestAuth({ passwordForm: 'exact' })]
    await auth.register(email)
    const user = (await auth.store.users.findByLogin(email)) ?? assert.fail()
    await auth.store.users.upgradePassword(user.id, user.password, new Secret(await exact.system.hasher.hash(hashed)))
    await auth.login(email, hashed)
    await auth.login(email, composed)
    const stored = (await auth.store.users.findByLogin(email))?.password.reveal() ?? ''
    assert.equal(await exact.system.hasher.verify(composed, stored), true)
  })
}

test('a password without another form costs one hash, one with others as many for an unknown user as for a known one', async () => {
  const auth = await createTestAuth()
  const { hasher } = auth.system
  assert.equal(await hasher.check('plain', await hasher.hash('plain')), 'matches')
  assert.equal(await hasher.check(decomposed, hasher.decoy), 'differs')
})

test('under compat a password is what was typed, as in Django', async () => {
  const auth = await createTestAuth({ compat: 'simplejwt', accounts: 'email' })
  await auth.register(email, composed)
  await auth.login(email, composed)
  await assert.rejects(auth.login(email, decomposed), /401/)
})

test('a password that cannot be seen is refused wherever one is set', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  for (const password of [
    ' '.repeat(12),
    '\t'.repeat(12),
    '\u3000'.repeat(12),
    '\u200b'.repeat(12),
    '\u00a0 '.repeat(6),
  ]) {
    const account = { email: 'bob@example.com', password, password_confirm: password }
    const registered = await auth.request('POST', '/api/auth/register/', { json: account })
    assert.deepEqual([registered.status, registered.json.password], [400, ['This field may not be blank.']])
    assert.equal((await auth.changePassword(access, password)).status, 400)
  }
})

test('with usernameCase fold a name in another case is the same name', async () => {
  const auth = await createTestAuth({ accounts: 'username', usernameCase: 'fold' })
  const post = (path: string, json: object) => auth.request('POST', `/api/auth/${path}/`, { json })
  const password = 'SecurePass123!'
  const account = { username: 'J\u00fcrgen', email, password, password_confirm: password }
  assert.equal((await post('register', account)).status, 201)
  assert.equal((await post('register', { ...account, username: 'j\u00dcRGEN' })).status, 400)
  for (const username of ['j\u00fcrgen', 'JU\u0308RGEN', '\uff2a\u00fcrgen']) {
    const { status, json } = await post('login', { username, password })
    assert.deepEqual([status, json.user?.username], [200, 'J\u00fcrgen'], username)
  }
})

test('by default user names in another case are other names, as in Django', async () => {
  const auth = await createTestAuth({ accounts: 'username' })
  const password = 'SecurePass123!'
  const post = (username: string) =>
    auth.request('POST', '/api/auth/register/', { json: { username, email, password, password_confirm: password } })
  assert.deepEqual([(await post('alice')).status, (await post('Alice')).status], [201, 201])
})

test('a domain in letters and in punycode is one mailbox', async () => {
  const auth = await createTestAuth()
  await auth.register('alice@m\u00fcnchen.de')
  for (const typed of ['alice@xn--mnchen-3ya.de', 'Alice@M\u00dcNCHEN.de', 'alice@mu\u0308nchen.de'])
    await auth.login(typed)
  await assert.rejects(auth.register('alice@xn--mnchen-3ya.de'), /already exists/)
  const user = await auth.store.users.findByLogin('alice@xn--mnchen-3ya.de')
  assert.equal(user?.email, 'alice@m\u00fcnchen.de')
  assert.deepEqual(await auth.store.outbox.findRecipients('alice@xn--mnchen-3ya.de'), [user.id])
})

/** The second factors of an account, which an operator sees and removes where their owner has lost them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MailMessage } from '../../../ports/mailer.ts'
import { addApp, beginLogin } from '../../../testing/second-factors.ts'
import type { TestAuth } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'
import { type Credentials, logIn, openAdmin } from './callers.ts'

const email = 'ada@example.com'

/** An account with an app, and one that has begun to add one. */
async function addPeople(auth: TestAuth) {
  await addApp(auth, await auth.register(email))
  const waiting = await auth.register('waiting@example.com')
  const json = { current_password: testPassword }
  await auth.request('POST', '/api/auth/mfa/totp/', { token: waiting.access, json })
  return (await auth.store.users.findByLogin(email)) ?? assert.fail()
}

const list = async (auth: TestAuth, credentials: Credentials, query: string) => {
  const { json } = await auth.request('GET', `/api/admin/users/?${query}`, { headers: credentials })
  return json.results.map((user: { readonly email: string }) => user.email)
}

test('an operator sees which factors an account has, and nothing that opens anything', async t => {
  const auth = await openAdmin(t)
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const ada = await addPeople(auth)
  const { json, text } = await auth.request('GET', `/api/admin/users/${ada.id}/factors/`, { headers: credentials })
  const [{ id, created_at: createdAt, ...factor }] = json.factors
  assert.deepEqual([typeof id, typeof createdAt], ['string', 'string'])
  assert.deepEqual(Object.keys(factor), ['kind', 'name', 'last_used_at', 'synced'])
  assert.deepEqual([factor.kind, json.factors.length], ['totp', 1])
  assert.deepEqual([json.methods, json.recovery_codes, json.trusted_devices], [['totp', 'recovery_code'], 10, []])
  assert.doesNotMatch(text, /secret|digest|public_key/)
})

test('accounts are found by whether they have a factor; one that was begun is none', async t => {
  const auth = await openAdmin(t)
  const { user, credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const ada = await addPeople(auth)
  assert.deepEqual(await list(auth, credentials, 'has_mfa=true'), [email])
  assert.deepEqual(await list(auth, credentials, 'has_mfa=false'), ['root@example.com', 'waiting@example.com'])
  const shown = async (id: unknown) =>
    (await auth.request('GET', `/api/admin/users/${id}/`, { headers: credentials })).json.has_mfa
  assert.deepEqual([await shown(ada.id), await shown(user.id)], [true, false])
})

test('a reset removes all factors, tells the owner, and the password alone signs in again', async t => {
  const sent: MailMessage[] = []
  const auth = await openAdmin(t, { sendMail: message => void sent.push(message), debug: true })
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const ada = await addPeople(auth)
  assert.equal((await beginLogin(auth, email)).json.code, 'mfa_required')
  await auth.deliverMail()
  sent.length = 0
  const path = `/api/admin/users/${ada.id}/factors/`
  assert.equal((await auth.request('DELETE', path, { headers: credentials })).status, 204)
  const { json } = await auth.request('GET', path, { headers: credentials })
  assert.deepEqual(json, { factors: [], methods: [], recovery_codes: 0, trusted_devices: [] })
  assert.equal((await beginLogin(auth, email)).status, 200)
  await auth.deliverMail()
  assert.deepEqual(
    sent.map(({ to }) => to),
    [email],
  )
  const history = await auth.request('GET', `/api/admin/audit/?user=${ada.id}&actor=1`, { headers: credentials })
  assert.ok(
    history.json.results.some((row: { readonly event: string }) => /^factor/.test(row.event)),
    history.text,
  )
})

/** The export of an account: what is in it, what is not, who gets it, and what stays on record. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { defineUserFields } from '../../../index.ts'
import type { Config } from '../../../settings/settings.ts'
import { createUser } from '../../../testing/create-user.ts'
import { addApp } from '../../../testing/second-factors.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'
import type { User } from '../../../users/user.ts'
import { createApiKey } from '../../api-keys/flows/create-api-key.ts'

const path = '/api/auth/account/export/'
const agent = 'Firefox of Grace'
const address = '203.0.113.7'
/** Through the proxy that test requests come from. */
const from = (client: string) => ({ 'x-forwarded-for': client })

const customer = defineUserFields(
  z.object({
    phone: charField({ required: false, allowBlank: true, maxLength: 20 }),
    plan: readOnlyField('string'),
    note: charField({ required: false, allowBlank: true, maxLength: 100 }),
  }),
  { atRegistration: ['phone'], inProfile: ['phone', 'plan'] },
)

async function open(t: { after(end: () => unknown): void }, config: Config = {}) {
  const auth = await createTestAuth({ userFields: customer, trustedProxies: ['192.0.2.1'], ...config })
  t.after(() => auth.close())
  const make = (name: string, more = {}) =>
    createUser(auth, { email: `${name}@example.com`, username: name, password: testPassword, ...more })
  const grace = await make('grace', {
    firstName: 'Grace',
    fields: { phone: '+1 555', plan: 'gold', note: 'difficult' },
  })
  const mallory = await make('mallory', { firstName: 'Mallory' })
  const ada = await make('ada', { isStaff: true, isSuperuser: true })
  return { auth, grace, mallory, ada }
}

async function logIn(auth: TestAuth, { username, email }: User, userAgent = agent) {
  const byEmail = auth.system.settings.accounts === 'email'
  const json = { ...(byEmail ? { email } : { username }), password: testPassword }
  const reply = await auth.request('POST', '/api/auth/login/', {
    json,
    headers: { ...from(address), 'user-agent': userAgent },
  })
  assert.equal(reply.status, 200, reply.text)
  return reply.json as { readonly access: string; readonly refresh: string }
}

/** Each has a key and a linked account. Returns the texts of the keys. */
async function giveThings({ store, system }: TestAuth, people: readonly User[]): Promise<readonly string[]> {
  const now = system.clock.now()
  const texts: string[] = []
  for (const { id: userId, username } of people) {
    const made = await createApiKey(system, { userId, name: `key of ${username}`, scopes: [], lifetime: null })
    texts.push(typeof made === 'string' ? assert.fail(made) : made.text)
    const email = `${username}@acme.example`
    await store.socialAccounts.link({ provider: 'acme', subject: `${username}-there`, email, userId, now })
  }
  return texts
}

const optional = [
  {},
  { accounts: 'username' },
  { userIdField: 'email' },
  { userIds: 'uuid' },
  { compat: 'simplejwt' },
  { disabledEndpoints: ['api_key_*', 'social_*', 'session_*', 'user_profile'], console: 'off', accountPages: 'off' },
  { accountPages: 'on', console: 'on', auditRefusals: false },
] as const satisfies readonly Config[]

for (const config of optional) {
  test(`the document has all that is kept, and nothing of another account (${JSON.stringify(config)})`, async t => {
    const { auth, grace, mallory } = await open(t, config)
    const [key = ''] = await giveThings(auth, [grace, mallory])
    const { access, refresh } = await logIn(auth, grace)
    await logIn(auth, mallory, 'Chrome of Mallory')
    const reply = await auth.request('GET', path, { token: access, headers: from(address) })
    assert.equal(reply.status, 200, reply.text)
    assert.equal(reply.headers.get('content-type'), 'application/json')
    assert.equal(reply.headers.get('content-disposition'), 'attachment; filename="account.json"')
    assert.equal(reply.headers.get('cache-control'), 'no-store')
    const { profile, sessions, api_keys: keys, linked_accounts: linked, history } = reply.json
    assert.deepEqual([profile.id, profile.email, profile.first_name], [grace.id, 'grace@example.com', 'Grace'])
    assert.deepEqual([profile.phone, profile.plan], ['+1 555', 'gold'])
    assert.deepEqual([sessions.length, sessions[0].user_agent, sessions[0].current], [1, agent, true])
    assert.deepEqual([keys.length, keys[0].name], [1, 'key of grace'])
    assert.deepEqual([linked.length, linked[0].email], [1, 'grace@acme.example'])
    const events = history.map(({ event }: { readonly event: string }) => event)
    assert.equal(events[0], 'user.exported')
    for (const event of ['user.created', 'session.started', 'social.linked']) assert.ok(events.includes(event), event)
    assert.doesNotMatch(reply.text, /mallory|Mallory/)
    assert.doesNotMatch(reply.text, /argon2|difficult|"note"|password_hash|digest|[0-9a-f]{64}/)
    for (const secret of [access, refresh, key]) assert.ok(!reply.text.includes(secret.slice(-20)))
  })
}

test('second factors are told by name, and what opens anything is not', async t => {
  const { auth, grace } = await open(t)
  const { pair, recoveryCodes } = await addApp(auth, await logIn(auth, grace))
  const { json, text } = await auth.request('GET', path, { token: pair.access })
  assert.deepEqual(
    json.second_factors.map(({ kind }: { readonly kind: string }) => kind),
    ['totp'],
  )
  assert.deepEqual(json.trusted_browsers, [])
  const [factor] = await auth.store.factors.listOf(grace.id)
  const secret = factor?.kind === 'totp' ? factor.secret : assert.fail()
  for (const hidden of [secret, ...recoveryCodes]) assert.ok(!text.includes(hidden))
})

test('what an operator did is told without name, address and device of the operator', async t => {
  const { auth, grace, ada } = await open(t)
  const operator = await logIn(auth, ada, 'Safari of Ada')
  const json = { first_name: 'Gracie', note: 'very difficult' }
  const headers = { ...from('198.51.100.9'), 'user-agent': 'Safari of Ada' }
  const changed = await auth.request('PATCH', `/api/admin/users/${grace.id}/`, {
    json,
    headers,
    token: operator.access,
  })
  assert.equal(changed.status, 200, changed.text)
  const { access } = await logIn(auth, grace)
  const { json: exported, text } = await auth.request('GET', path, { token: access, headers: from(address) })
  const entries: readonly Record<string, unknown>[] = exported.history
  const entry = entries.find(({ event }) => event === 'user.changed') ?? assert.fail('no row')
  assert.deepEqual([entry.by_operator, entry.address], [true, null])
  assert.deepEqual(entry.changes, { firstName: ['Grace', 'Gracie'] })
  const own = entries.find(({ event }) => event === 'session.started') ?? assert.fail('no row')
  assert.deepEqual([own.by_operator, own.address], [false, address])
  assert.doesNotMatch(text, /198\.51|Safari|ada@|"actor"|difficult/)
})

test('an export is on record before it leaves, and an operator reads who took it', async t => {
  const { auth, grace } = await open(t)
  const { access } = await logIn(auth, grace)
  await auth.request('GET', path, { token: access, headers: from(address) })
  const { entries } = await auth.store.audit.list({ user: grace.id, event: 'user.exported', limit: 9 })
  assert.deepEqual(
    entries.map(({ userId, address: seen, actor }) => [userId, seen, actor]),
    [[grace.id, address, undefined]],
  )
  assert.equal(auth.reasonsOf('user.exported').length, 1)
})

test('an export takes a recent login, whatever the account has; the settings can do without', async t => {
  for (const [config, status] of [
    [{}, 403],
    [{ reauthenticateForChanges: false }, 200],
  ] as const) {
    const { auth, grace } = await open(t, { accessTokenLifetime: '1h', ...config })
    const { access } = await logIn(auth, grace)
    auth.clock.advance(11 * 60_000)
    const reply = await auth.request('GET', path, { token: access })
    assert.equal(reply.status, status, reply.text)
    if (status !== 403) continue
    assert.equal(reply.headers.get('latchkey-code'), 'recent_login_required')
    assert.deepEqual((await auth.store.audit.list({ event: 'user.exported', limit: 9 })).entries, [])
    assert.equal((await auth.request('GET', path, { token: (await logIn(auth, grace)).access })).status, 200)
  }
})

test('no API key exports, nobody without a login, and nothing answers HEAD', async t => {
  for (const config of [{}, { reauthenticateForChanges: false }]) {
    const { auth, grace } = await open(t, config)
    const [key = ''] = await giveThings(auth, [grace])
    const byKey = await auth.request('GET', path, { headers: { 'x-api-key': key } })
    assert.ok([401, 403].includes(byKey.status), String(byKey.status))
    const asToken = await auth.request('GET', path, { token: key })
    assert.ok([401, 403].includes(asToken.status), String(asToken.status))
    assert.equal((await auth.request('GET', path)).status, 401)
    const { access } = await logIn(auth, grace)
    assert.equal((await auth.request('HEAD', path, { token: access })).status, 405)
    assert.deepEqual((await auth.store.audit.list({ event: 'user.exported', limit: 9 })).entries, [])
  }
})

test('a long history is written in pieces, whole and once', async t => {
  const { auth, grace } = await open(t)
  const { access } = await logIn(auth, grace)
  const at = auth.clock.now()
  const many = Array.from({ length: 2300 }, (_, n) => ({
    event: 'login.failed',
    at: at - n - 1,
    userId: grace.id,
    code: `n${n}`,
  }))
  await auth.store.audit.append(many)
  const { json } = await auth.request('GET', path, { token: access })
  const codes = json.history.flatMap(({ code }: { readonly code: string | null }) => code ?? [])
  assert.deepEqual(
    codes,
    many.map(({ code }) => code),
  )
})

test('an export has the organizations of the account, with its role, and those of no other', async t => {
  const { auth, grace, mallory } = await open(t)
  const now = auth.clock.now()
  for (const [owner, slug] of [
    [grace, 'hopper'],
    [mallory, 'other'],
  ] as const) {
    const id = `org_${slug.padEnd(32, '0')}`
    await auth.store.organizations.create({ id, slug, name: slug, owner: owner.id, now, by: undefined })
  }
  const { access: token } = await logIn(auth, grace)
  const { organizations } = (await auth.request('GET', path, { token })).json
  const found = organizations.map(({ slug, role }: { slug: string; role: string }) => [slug, role])
  assert.deepEqual(found, [['hopper', 'owner']])
})

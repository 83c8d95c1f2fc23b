/** Accounts that came from a provider and have no password: each way on has an answer, and a stolen token has none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../src/settings/settings.ts'
import { actingAs } from '../../src/testing/acting-as.ts'
import { createUser } from '../../src/testing/create-user.ts'
import { createMailAuth } from '../../src/testing/mail-auth.ts'

const email = 'alice@example.com'
const fresh = { new_password: 'AnotherPass456!', new_password_confirm: 'AnotherPass456!' }
const change = '/api/auth/password/change/'
const deletion = '/api/auth/account/delete/'

const social = { acme: { clientId: 'a', clientSecret: 'b', issuer: 'https://acme.example' } }
const withProvider = { social, publicUrl: 'https://example.com', socialRedirects: ['/'] }

async function fromProvider(config: Config = {}, emailVerified = true) {
  const auth = await createMailAuth({ accessTokenLifetime: '1d', ...config })
  const user = await createUser(auth, { email, username: 'alice', emailVerified })
  return { auth, user, actor: await actingAs(auth, user) }
}

for (const config of [
  {},
  { accounts: 'username' },
  { userIdField: 'email' },
  { compat: 'simplejwt' },
  { reauthenticateForChanges: false },
] as const satisfies readonly Config[]) {
  test(`a recent login sets a first password, ends all sessions, and later takes the old one (${JSON.stringify(config)})`, async () => {
    const { auth, actor, user } = await fromProvider(config)
    assert.equal((await actor.post(change, fresh)).status, 200)
    const stored = (await auth.store.users.findById(user.id)) ?? assert.fail('no user')
    assert.equal(await auth.system.hasher.verify('AnotherPass456!', stored.password.reveal()), true)
    await auth.deliverMail()
    if (!('compat' in config)) assert.equal((await actor.get('/api/auth/profile/')).status, 401)
    const again = await actingAs(auth, stored)
    assert.deepEqual((await again.post(change, fresh)).json, { old_password: ['This field is required.'] })
  })

  test(`an old login neither sets a password nor deletes the account (${JSON.stringify(config)})`, async () => {
    const { auth, actor, user } = await fromProvider(config)
    auth.clock.advance(10 * 60_000 + 1)
    for (const [path, body] of [
      [change, fresh],
      [change, { ...fresh, old_password: 'a guess' }],
      [deletion, {}],
      [deletion, { password: 'a guess' }],
    ] as const) {
      const reply = await actor.post(path, body)
      assert.deepEqual([reply.status, reply.headers.get('latchkey-code')], [403, 'recent_login_required'])
      assert.deepEqual([reply.json.providers, reply.json.has_usable_password], [[], false])
    }
    assert.ok(await auth.store.users.findById(user.id))
    const later = await actingAs(auth, user)
    assert.equal((await later.post(deletion, {})).status, 204)
    assert.equal(await auth.store.users.findById(user.id), undefined)
  })
}

test('another user’s recent login does not count, and neither does a poor password', async () => {
  const { auth, actor } = await fromProvider()
  const poor = await actor.post(change, { new_password: 'short', new_password_confirm: 'short' })
  assert.deepEqual([poor.status, Object.keys(poor.json)], [400, ['new_password']])
  auth.clock.advance(10 * 60_000 + 1)
  await actingAs(auth, await createUser(auth, { email: 'mallory@example.com', username: 'mallory' }))
  assert.equal((await actor.post(change, fresh)).status, 403)
})

test('the owner hears of the first password', async () => {
  const { auth, actor } = await fromProvider()
  await actor.post(change, fresh)
  await auth.deliverMail()
  assert.equal(auth.mailbox.to(email).length, 1)
})

test('a mail sets the first password of a verified address, and the account keeps its providers', async () => {
  const { auth, user } = await fromProvider()
  const link = { userId: user.id, provider: 'acme', subject: '1', email, now: auth.clock.now() }
  assert.equal(await auth.store.socialAccounts.link(link), 'linked')
  await auth.post('password/reset', { email })
  const token = auth.mailbox.tokenFor(email)
  assert.equal((await auth.post('password/reset/confirm', { token, ...fresh })).status, 200)
  await auth.login(email, 'AnotherPass456!')
  assert.equal((await auth.store.socialAccounts.listOf(user.id)).length, 1)
})

test('no mail sets a first password for an unverified address (pre-hijacking), nor under compat, as in Django', async () => {
  for (const [config, emailVerified] of [
    [{}, false],
    [{ compat: 'simplejwt' }, true],
  ] as const) {
    const { auth } = await fromProvider(config, emailVerified)
    await auth.post('password/reset', { email })
    assert.deepEqual(auth.mailbox.to(email), [])
  }
})

test('an old login is told which providers sign in again: those that are linked and still in the settings', async () => {
  const { auth, user, actor } = await fromProvider(withProvider)
  for (const provider of ['acme', 'gone']) {
    await auth.store.socialAccounts.link({ userId: user.id, provider, subject: '1', email, now: auth.clock.now() })
  }
  auth.clock.advance(10 * 60_000 + 1)
  for (const [path, body] of [
    [change, fresh],
    [deletion, {}],
    ['/api/auth/social/acme/link/', {}],
  ] as const) {
    const { status, json } = await actor.post(path, body)
    const { detail: _, ...ways } = json
    assert.deepEqual([status, ways], [403, { providers: ['acme'], has_usable_password: false }], path)
  }
})

for (const config of [{}, { compat: 'simplejwt' }] as const satisfies readonly Config[]) {
  test(`OPTIONS requires a password of who has one, and documents say so (${JSON.stringify(config)})`, async () => {
    const { auth, actor } = await fromProvider(config)
    const other = await actingAs(auth, { email: 'second@example.com', password: 'StrongPass123!' })
    const { paths } = (await auth.request('GET', '/openapi.json')).json
    for (const [path, name] of [
      [change, 'old_password'],
      [deletion, 'password'],
    ] as const) {
      const asked = [actor, other].map(async ({ headers }) => (await auth.request('OPTIONS', path, { headers })).json)
      const [without, having] = (await Promise.all(asked)).map(body => body.actions.POST[name].required)
      assert.deepEqual([without, having], [false, true], path)
      const { schema } = paths[path].post.requestBody.content['application/json']
      assert.equal((schema.required ?? []).includes(name), false)
      assert.match(schema.properties[name].description, /required of an account that has one/)
    }
  })
}

for (const [config, has] of [
  [withProvider, [false, true]],
  [{ ...withProvider, accounts: 'username', userIds: 'uuid' }, [false, true]],
  [{}, [undefined, undefined]],
  [{ ...withProvider, compat: 'simplejwt' }, [undefined, undefined]],
] as const satisfies readonly (readonly [Config, readonly unknown[]])[]) {
  test(`the profile says whether there is a password, where accounts may have none (${JSON.stringify(config)})`, async () => {
    const { auth, actor } = await fromProvider(config)
    const second = { email: 'second@example.com', username: 'second', password: 'StrongPass123!' }
    const other = await actingAs(auth, second)
    const profiles = [await actor.get('/api/auth/profile/'), await other.get('/api/auth/profile/')]
    assert.deepEqual(
      profiles.map(({ json }) => json.has_usable_password),
      has,
    )
    const patched = await other.patch('/api/auth/profile/', { first_name: 'B' })
    assert.deepEqual([patched.status, patched.json.has_usable_password], [200, has[1]])
  })
}

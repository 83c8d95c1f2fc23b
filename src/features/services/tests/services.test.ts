/** What services of other languages are told of tokens, under each setting that decides it. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { generateKeyPair } from '../../../keys/generate.ts'
import type { Config } from '../../../settings/settings.ts'
import { mintForeignPair } from '../../../testing/foreign-tokens.ts'
import { createMailAuth } from '../../../testing/mail-auth.ts'
import { tokenIn } from '../../../testing/mailbox.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'

const secret = 'k3Zp9vQw7LxT2mNc8RfYb5HsJd4GtXaE1uWi6oPz'
const next = 'Yq2Rk8Vn4Sd7Jf1Lw9Tc5Xb3Mz6Hg0PaUeIoKtBy'
const basic = (id: string, text: string) => `Basic ${Buffer.from(`${id}:${text}`).toString('base64')}`
const introspect = '/api/auth/introspect/'
const revoke = '/api/auth/revoke/'

async function open(t: TestContext, config: Config = {}) {
  const auth = await createTestAuth({ serviceClients: { orders: [secret, next] }, ...config })
  t.after(() => auth.close())
  const ask = async (
    path: string,
    form: Record<string, string>,
    authorization: string | undefined = basic('orders', secret),
  ) => {
    const reply = await auth.request('POST', path, {
      body: new URLSearchParams(form).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(authorization === '' ? {} : { authorization }),
      },
    })
    return { status: reply.status, json: reply.text === '' ? undefined : reply.json, headers: reply.headers }
  }
  const isActive = async (token: string, more: Record<string, string> = {}) => {
    const { status, json } = await ask(introspect, { token, ...more })
    assert.equal(status, 200)
    return json.active
  }
  return { auth, ask, isActive }
}

test('an access token is active, and its claims are told in the names of RFC 7662', async t => {
  const { auth, ask } = await open(t, { issuer: 'https://auth.example.com', audience: 'orders' })
  const { access } = await auth.register('alice@example.com')
  const user = (await auth.store.users.findByLogin('alice@example.com')) ?? assert.fail()
  const { status, json, headers } = await ask(introspect, { token: access })
  assert.equal(status, 200)
  const { active, sub, username, token_type, iss, aud, exp, iat, jti, sid } = json
  assert.deepEqual([active, sub, username, token_type], [true, String(user.id), 'alice@example.com', 'Bearer'])
  assert.deepEqual([iss, aud, exp - iat], ['https://auth.example.com', 'orders', 900])
  assert.ok(jti !== '' && sid !== '')
  assert.equal(headers.get('cache-control'), 'no-store')
})

test('a token that is forged, expired, revoked or of a closed account is inactive, and no more is said', async t => {
  const { auth, ask, isActive } = await open(t)
  const { access, refresh } = await auth.register('alice@example.com')
  const other = await auth.register('bob@example.com')
  for (const token of ['x', `${access}x`, access.replace(/\.[^.]*$/, '.'), 'lk_0000000000000000_'.padEnd(63, 'A')])
    assert.deepEqual((await ask(introspect, { token })).json, { active: false })
  assert.equal(await isActive(access), true)
  await auth.request('POST', '/api/auth/logout/', { token: access, json: { refresh } })
  assert.deepEqual((await ask(introspect, { token: access })).json, { active: false })
  assert.equal(await isActive(other.access), true)
  const bob = (await auth.store.users.findByLogin('bob@example.com')) ?? assert.fail()
  await auth.store.directory.setFlags(bob.id, { isActive: false }, auth.clock.now())
  assert.equal(await isActive(other.access), false)
  const third = await auth.register('carol@example.com')
  auth.clock.advance(3_600_000)
  assert.equal(await isActive(third.access), false)
})

test('a refresh token is active only where the question says that it is about one', async t => {
  const { auth, ask, isActive } = await open(t)
  const { access, refresh } = await auth.register('alice@example.com')
  const hint = { token_type_hint: 'refresh_token' }
  assert.equal(await isActive(refresh), false)
  assert.equal(await isActive(refresh, { token_type_hint: 'access_token' }), false)
  assert.equal(await isActive(access, hint), false)
  const { json } = await ask(introspect, { token: refresh, ...hint })
  assert.deepEqual([json.active, json.username, json.token_type], [true, 'alice@example.com', undefined])
  const { json: rotated } = await auth.request('POST', '/api/auth/token/refresh/', { json: { refresh } })
  auth.clock.advance(60_000)
  assert.equal(await isActive(refresh, hint), false)
  assert.equal(await isActive(rotated.refresh, hint), true, 'a question spends nothing')
  assert.equal(
    (await auth.request('POST', '/api/auth/token/refresh/', { json: { refresh: rotated.refresh } })).status,
    200,
  )
})

test('an API key is active with its scopes, until it is revoked', async t => {
  const { auth, ask, isActive } = await open(t)
  const { access } = await auth.register('alice@example.com')
  const made = await auth.request('POST', '/api/auth/api-keys/', {
    token: access,
    json: { name: 'job', scopes: 'orders:read orders:write', current_password: testPassword },
  })
  assert.equal(made.status, 201, made.text)
  const { json } = await ask(introspect, { token: made.json.key })
  assert.deepEqual([json.active, json.scope, json.username], [true, 'orders:read orders:write', 'alice@example.com'])
  assert.equal((await ask(revoke, { token: made.json.key })).status, 200)
  assert.equal(await isActive(made.json.key), false)
})

test('a token of a mail is never active, and stays good for what it is for', async t => {
  const auth = await createMailAuth({ serviceClients: { orders: secret } })
  t.after(() => auth.close())
  await auth.register('alice@example.com')
  await auth.request('POST', '/api/auth/password/reset/', { json: { email: 'alice@example.com' } })
  await auth.deliverMail()
  const tokens = auth.mailbox.mails.map(mail => tokenIn(mail) ?? assert.fail(mail.text))
  assert.equal(tokens.length, 2)
  for (const token of tokens)
    for (const token_type_hint of ['', 'refresh_token']) {
      const json = { token, token_type_hint, client_id: 'orders', client_secret: secret }
      assert.deepEqual((await auth.request('POST', introspect, { json })).json, { active: false })
      assert.equal((await auth.request('POST', revoke, { json })).status, 200)
    }
  const [token] = tokens.slice(-1)
  const changed = { new_password: 'AnotherPass456!', new_password_confirm: 'AnotherPass456!' }
  const reply = await auth.request('POST', '/api/auth/password/reset/confirm/', { json: { token, ...changed } })
  assert.equal(reply.status, 200, reply.text)
})

test('either secret of a service is good, in the header or in the body, and any other is refused', async t => {
  const { ask } = await open(t)
  const body = (client_id: string, client_secret: string) => ({ token: 'x', client_id, client_secret })
  for (const [form, header] of [
    [{ token: 'x' }, basic('orders', secret)],
    [{ token: 'x' }, basic('orders', next).replace('Basic', 'basic')],
    [body('orders', secret), ''],
    [body('orders', next), ''],
  ] as const)
    assert.equal((await ask(introspect, form, header)).status, 200)
  for (const [form, header] of [
    [{ token: 'x' }, ''],
    [{ token: 'x' }, basic('orders', `${secret}x`)],
    [{ token: 'x' }, basic('invoices', secret)],
    [{ token: 'x' }, basic('toString', secret)],
    [{ token: 'x' }, basic('', secret)],
    [{ token: 'x' }, `Bearer ${secret}`],
    [{ token: 'x' }, 'Basic ????'],
    [{ token: 'x' }, basic('orders', '%E0%A4%A')],
    [body('orders', 'wrong'), ''],
    [{ token: 'x', client_id: 'orders' }, ''],
  ] as const) {
    const { status, json, headers } = await ask(revoke, form, header)
    assert.deepEqual([status, json.error], [401, 'invalid_client'], header)
    assert.match(headers.get('www-authenticate') ?? '', /^Basic realm=/)
    assert.equal(headers.get('latchkey-code'), 'invalid_client')
  }
  assert.deepEqual((await ask(introspect, body('orders', secret))).json.error, 'invalid_request')
  assert.deepEqual((await ask(introspect, {})).json.error, 'invalid_request')
})

test('a secret with signs of its own is sent as a form value, as RFC 6749 has it', async t => {
  const odd = 'a+b:c%d e/f=g?h&i"j\\k0123456789äöü'
  const { ask } = await open(t, { serviceClients: { orders: odd } })
  const encoded = new URLSearchParams({ '': odd }).toString().slice(1)
  assert.equal((await ask(introspect, { token: 'x' }, basic('orders', encoded))).status, 200)
  assert.equal((await ask(introspect, { token: 'x', client_id: 'orders', client_secret: odd }, '')).status, 200)
})

test('a revoked token ends its session, whichever of the two it was, and again is no error', async t => {
  for (const kind of ['access', 'refresh'] as const) {
    const { auth, ask, isActive } = await open(t)
    const pair = await auth.register('alice@example.com')
    const other = (
      await auth.request('POST', '/api/auth/login/', { json: { email: 'alice@example.com', password: testPassword } })
    ).json
    for (let time = 0; time < 2; time += 1) {
      const { status, json } = await ask(revoke, { token: pair[kind], token_type_hint: 'whatever' })
      assert.deepEqual([status, json], [200, undefined])
    }
    assert.equal(await isActive(pair.access), false)
    assert.equal(await isActive(pair.refresh, { token_type_hint: 'refresh_token' }), false)
    assert.equal(await isActive(other.access), true)
    assert.equal((await ask(revoke, { token: 'never was one' })).status, 200)
  }
})

test('where access tokens live to their end, one is not said to be revoked', async t => {
  for (const config of [{ compat: 'simplejwt' }, { revokeAccessTokens: false }] as const) {
    const { auth, ask, isActive } = await open(t, config)
    const { access, refresh } = await auth.register('alice@example.com')
    const refused = await ask(revoke, { token: access })
    assert.deepEqual([refused.status, refused.json.error], [400, 'unsupported_token_type'])
    assert.equal((await ask(revoke, { token: refresh })).status, 200)
    assert.equal(await isActive(refresh, { token_type_hint: 'refresh_token' }), false)
    assert.equal(await isActive(access), true)
  }
})

test('a token without a session is revoked by its id, and without an id it is not said to be', async t => {
  const hint = { token_type_hint: 'refresh_token' }
  for (const config of [{}, { tokenTypeClaim: null }, { rotateRefreshTokens: false }] as const) {
    const { auth, ask, isActive } = await open(t, config)
    await auth.register('alice@example.com')
    const { access, refresh } = mintForeignPair(auth.system, 1)
    for (const [token, more] of [
      [access, {}],
      [refresh, hint],
    ] as const) {
      assert.equal(await isActive(token, more), true)
      assert.equal((await ask(revoke, { token })).status, 200)
      assert.equal(await isActive(token, more), false, JSON.stringify(config))
    }
  }
  const { auth, ask, isActive } = await open(t, { jtiClaim: null })
  await auth.register('alice@example.com')
  const { access, refresh } = mintForeignPair(auth.system, 1)
  for (const token of [access, refresh]) {
    const refused = await ask(revoke, { token })
    assert.deepEqual([refused.status, refused.json.error], [400, 'unsupported_token_type'])
  }
  assert.deepEqual([await isActive(access), await isActive(refresh, hint)], [true, true])
})

test('without services there is no one to ask, and a weak secret stops the start', async t => {
  const auth = await createTestAuth({})
  t.after(() => auth.close())
  for (const path of [introspect, revoke]) assert.equal((await auth.request('POST', path, { json: {} })).status, 404)
  for (const orders of [
    'short',
    'a'.repeat(40),
    'change-me-change-me-change-me-1234567890',
    `${secret}\n`,
    [],
    7,
    [secret, ''],
  ])
    await assert.rejects(createTestAuth({ serviceClients: { orders } as never }), /serviceClients/)
  await assert.rejects(createTestAuth({ serviceClients: { 'a b': secret } }), /serviceClients/)
})

test('the metadata names the keys and the endpoints where they are', async t => {
  const { privatePem } = generateKeyPair('ES256')
  const { auth } = await open(t, {
    issuer: 'https://auth.example.com/tenant',
    publicUrl: 'https://app.example.com',
    apiUrl: 'https://api.example.com',
    algorithm: 'ES256',
    signingKey: privatePem,
    keyId: '2026-11',
    paths: { token_revoke: '/gone/' },
  })
  for (const path of ['/.well-known/oauth-authorization-server', '/.well-known/oauth-authorization-server/tenant']) {
    const methods = ['client_secret_basic', 'client_secret_post']
    assert.deepEqual((await auth.request('GET', path)).json, {
      issuer: 'https://auth.example.com/tenant',
      jwks_uri: 'https://api.example.com/.well-known/jwks.json',
      response_types_supported: [],
      grant_types_supported: [],
      introspection_endpoint: 'https://api.example.com/api/auth/introspect/',
      introspection_endpoint_auth_methods_supported: methods,
      revocation_endpoint: 'https://api.example.com/gone/',
      revocation_endpoint_auth_methods_supported: methods,
    })
  }
})

test('an issuer without an address, or of others, has no metadata; one with a secret alone publishes no keys', async t => {
  const path = '/.well-known/oauth-authorization-server'
  const plain = await createTestAuth({ issuer: 'https://auth.example.com', publicUrl: 'https://app.example.com' })
  const named = await createTestAuth({ issuer: 'my-service' })
  const none = await createTestAuth({})
  t.after(() => Promise.all([plain, named, none].map(each => each.close())))
  assert.deepEqual((await plain.request('GET', path)).json, {
    issuer: 'https://auth.example.com',
    response_types_supported: [],
    grant_types_supported: [],
  })
  for (const auth of [named, none]) assert.equal((await auth.request('GET', path)).status, 404)
})

test('the subject is whom tokens name, whatever the claim and the field', async t => {
  for (const config of [
    { userIdField: 'email', userIdClaim: 'sub' },
    { userIdField: 'email' },
    { userIdClaim: 'sub', tokenTypeClaim: null },
    { authTokenClasses: ['sliding', 'access'], readUser: 'always' },
    { compat: 'simplejwt', checkRevokeToken: true },
    { basePath: '/v1', rotateRefreshTokens: false },
  ] as const) {
    const { auth, ask } = await open(t, config)
    const at = 'basePath' in config ? config.basePath : ''
    const json = { email: 'alice@example.com', password: testPassword, password_confirm: testPassword }
    const { tokens } = (await auth.request('POST', `${at}/api/auth/register/`, { json })).json
    const user = (await auth.store.users.findByLogin('alice@example.com')) ?? assert.fail()
    const wanted = 'userIdField' in config ? 'alice@example.com' : String(user.id)
    const found = await ask(`${at}${introspect}`, { token: tokens.access })
    assert.deepEqual([found.json.active, found.json.sub], [true, wanted], JSON.stringify(config))
    const hinted = await ask(`${at}${introspect}`, { token: tokens.refresh, token_type_hint: 'refresh_token' })
    assert.deepEqual([hinted.json.active, hinted.json.sub], [true, wanted], JSON.stringify(config))
  }
})

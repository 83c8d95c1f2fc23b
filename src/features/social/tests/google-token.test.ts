/** Tutorial 4's login with a Google token, with a provider that issues real tokens. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runGoogleApp } from './google-app.ts'
import { alice, postJson } from './social-app.ts'
import { tokensFrom } from './tokens-from.ts'

test('an access token issued for us logs in: a pair, and whether the account is new', async t => {
  const app = await runGoogleApp(t)
  const { access_token: token } = await tokensFrom(app)
  const first = await postJson(app, '/api/auth/google/', { token })
  assert.deepEqual(
    [first.status, Object.keys(first.json), first.json.created],
    [200, ['refresh', 'access', 'created'], true],
  )
  const second = await postJson(app, '/api/auth/google/', { token })
  assert.equal(second.json.created, false)
  assert.equal((await app.auth.visit(second.json.access)).json.email, 'alice@example.com')
  assert.equal((await app.auth.refresh(first.json.refresh)).status, 200)
})

test('an ID token issued for us logs in', async t => {
  const people = { bob: { ...alice, sub: '2', email: 'bob@example.com' } }
  const app = await runGoogleApp(t, { people, config: { debug: true } })
  const { id_token: token } = await tokensFrom(app)
  const reply = await postJson(app, '/api/auth/google/', { token })
  // This provider's ID tokens have no address: known users sign in with them, new ones cannot.
  assert.deepEqual([reply.status, reply.headers.get('latchkey-code')], [403, 'social_email_unverified'])
  const { access_token } = await tokensFrom(app)
  assert.equal((await postJson(app, '/api/auth/google/', { token: access_token })).status, 200)
  const again = await postJson(app, '/api/auth/google/', { token })
  assert.deepEqual([again.status, again.json.created], [200, false])
})

test('without a secret, an address and the rows of redirects, the token endpoint works, and it alone is served', async t => {
  const app = await runGoogleApp(t, {
    social: issuer => ({
      google: {
        clientId: 'latchkey',
        issuer,
        tokenInfoUrl: `${issuer}/tokeninfo`,
        userInfoUrl: `${issuer}/me`,
      },
    }),
    config: { disabledEndpoints: ['social_login', 'social_link', 'social_callback', 'social_token'] },
    hasPublicUrl: false,
  })
  // The tests' provider gives its tokens to a client with a secret: as an app of ours would get them from Google.
  const { access_token, id_token } = await tokensFrom(app)
  assert.equal((await postJson(app, '/api/auth/google/', { token: access_token })).status, 200)
  assert.equal((await postJson(app, '/api/auth/google/', { token: id_token })).status, 200)
  const { paths } = (await app.auth.request('GET', '/openapi.json')).json
  const social = Object.keys(paths).filter(path => /social|google/.test(path))
  assert.deepEqual(social, ['/api/auth/google/', '/api/auth/social/accounts/', '/api/auth/social/accounts/{provider}/'])
  assert.equal((await app.auth.request('GET', '/api/auth/social/google/')).status, 404)
})

test('anything but a Google token is refused with the tutorial’s message', async t => {
  const app = await runGoogleApp(t)
  for (const body of [
    { token: 'nonsense' },
    { token: '' },
    {},
    { token: 7 },
    { token: 'a b' },
    { token: 'x'.repeat(9000) },
  ]) {
    const { status, json, headers } = await postJson(app, '/api/auth/google/', body)
    assert.deepEqual([status, json], [400, { error: 'Invalid Google token' }])
    assert.equal(headers.get('latchkey-code'), 'invalid_google_token')
  }
})

test('with accounts by user name, the user name is the address, as in the tutorial', async t => {
  const app = await runGoogleApp(t, { config: { accounts: 'username' } })
  const { access_token: token } = await tokensFrom(app)
  assert.equal((await postJson(app, '/api/auth/google/', { token })).status, 200)
  assert.equal((await app.auth.store.users.findByLogin('alice@example.com'))?.username, 'alice@example.com')
})

test('the endpoint counts toward the limit of logins', async t => {
  const app = await runGoogleApp(t, { config: { throttling: true } })
  const statuses = []
  for (let tries = 0; tries < 6; tries += 1)
    statuses.push((await postJson(app, '/api/auth/google/', { token: 'x' })).status)
  assert.deepEqual(statuses, [400, 400, 400, 400, 400, 429])
})

test('if Google is unavailable the answer is 503, and does not say whether the token is valid', async t => {
  const app = await runGoogleApp(t, {
    social: () => ({
      google: {
        clientId: 'x',
        clientSecret: 'x',
        issuer: 'http://127.0.0.1:1',
        tokenInfoUrl: 'http://127.0.0.1:1/',
        userInfoUrl: 'http://127.0.0.1:1/',
      },
    }),
  })
  for (const token of ['ya29.secret', 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA']) {
    const { status, headers } = await postJson(app, '/api/auth/google/', { token })
    assert.deepEqual([status, headers.get('latchkey-code')], [503, 'provider_unavailable'])
  }
  assert.doesNotMatch(JSON.stringify(app.auth.events), /ya29|eyJ/)
})

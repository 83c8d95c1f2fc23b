/** A sign-in with a provider is one factor: where the account has a second one, it is asked for by each way that ends in tokens. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { addApp } from '../../../testing/second-factors.ts'
import { runGoogleApp } from './google-app.ts'
import { postJson, runSocialApp, signIn } from './social-app.ts'
import { tokensFrom } from './tokens-from.ts'

const verifier = 'a-verifier-that-is-long-enough-to-be-one-of-those'
const challenge = createHash('sha256').update(verifier).digest('base64url')

test('by cookies, the browser is led to the page for the factor, and from there to where it wanted to go', async t => {
  const app = await runSocialApp(t)
  const { browser: first } = await signIn(app)
  const access = first.cookies(app.url).get('access_token') ?? assert.fail()
  const { code } = await addApp(app.auth, { access, refresh: '' }, {})
  const { page, browser } = await signIn(app, 'alice', { query: `?next=${encodeURIComponent('/welcome?from=social')}` })
  assert.equal(new URL(page.location ?? '', app.url).pathname, '/account/mfa/')
  const cookies = browser.cookies(app.url)
  assert.deepEqual([...cookies.keys()], ['__Host-mfa_token'])
  const entered = await app.auth.request('POST', '/account/mfa/', {
    body: `code=${code()}`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: `__Host-mfa_token=${cookies.get('__Host-mfa_token')}`,
    },
  })
  assert.equal(entered.status, 303, entered.text)
  assert.equal(entered.headers.get('location'), `${app.url}/welcome?from=social`)
  const names = entered.headers.getSetCookie().map(each => each.split('=')[0])
  assert.deepEqual(names, ['access_token', 'refresh_token', '__Host-mfa_token'])
})

test('without account pages the browser goes where it wanted to, with an error and without tokens', async t => {
  const app = await runSocialApp(t, { config: { accountPages: 'off', console: 'off' } })
  const { browser: first } = await signIn(app)
  const access = first.cookies(app.url).get('access_token') ?? assert.fail()
  await addApp(app.auth, { access, refresh: '' }, {})
  const { page, browser } = await signIn(app)
  assert.equal(page.location, `${app.url}/?error=mfa_required`)
  assert.deepEqual([...browser.cookies(app.url).keys()], ['__Host-mfa_token'])
})

test('in code mode the exchange asks, and ends in what it would have answered', async t => {
  const app = await runSocialApp(t)
  const exchange = async () => {
    const { page } = await signIn(app, 'alice', { query: `?mode=code&code_challenge=${challenge}` })
    const code = new URL(page.location ?? '').searchParams.get('code')
    return await postJson(app, '/api/auth/social/token/', { code, code_verifier: verifier })
  }
  const { code } = await addApp(app.auth, (await exchange()).json, {})
  const asked = await exchange()
  assert.deepEqual([asked.status, asked.json.code, asked.json.access], [401, 'mfa_required', undefined])
  const entered = await postJson(app, '/api/auth/mfa/verify/', { mfa_token: asked.json.mfa_token, code: code() })
  assert.deepEqual([entered.status, Object.keys(entered.json)], [200, ['refresh', 'access', 'created']])
})

test('a Google token asks, and ends in what it would have answered', async t => {
  const app = await runGoogleApp(t)
  const { access_token: token } = await tokensFrom(app)
  const first = await postJson(app, '/api/auth/google/', { token })
  const { code } = await addApp(app.auth, first.json, {})
  const asked = await postJson(app, '/api/auth/google/', { token })
  assert.deepEqual([asked.status, asked.json.code, asked.json.access], [401, 'mfa_required', undefined])
  const entered = await postJson(app, '/api/auth/mfa/verify/', { mfa_token: asked.json.mfa_token, code: code() })
  assert.deepEqual([entered.status, Object.keys(entered.json)], [200, ['refresh', 'access', 'created']])
})

/** Sign-in with a real provider, over real sockets. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { testPassword } from '../../../testing/test-client.ts'
import { createHttpBrowser } from './http-browser.ts'
import { alice, postJson, runSocialApp, type SocialApp, signIn, visitProvider } from './social-app.ts'

const verifier = 'a-verifier-that-is-long-enough-to-be-one-of-those'
const challenge = createHash('sha256').update(verifier).digest('base64url')

async function whoIs(app: SocialApp, token: string) {
  return (await app.auth.visit(token)).json
}

const accessOf = (app: SocialApp, { browser }: Awaited<ReturnType<typeof signIn>>) =>
  browser.cookies(app.url).get('access_token') ?? assert.fail('no access cookie')

test('the first sign-in creates an account and logs in by cookies, the next one finds it', async t => {
  const app = await runSocialApp(t)
  const first = await signIn(app)
  assert.equal(first.page.status, 303)
  assert.equal(first.page.location, `${app.url}/`)
  const user = await whoIs(app, accessOf(app, first))
  assert.deepEqual([user.email, user.full_name], ['alice@example.com', 'Alice Wonder'])
  const row = await app.auth.store.users.findByLogin('alice@example.com')
  assert.equal(row?.emailVerified, true)
  assert.match(row?.password.reveal() ?? '', /^!/)

  const second = await signIn(app)
  assert.equal((await whoIs(app, accessOf(app, second))).id, user.id)
  assert.deepEqual(
    app.auth.events.map(({ name }) => name).filter(name => /login|registered|linked/.test(name)),
    ['user.registered', 'social.linked', 'login.succeeded', 'login.succeeded'],
  )
  const [session] = await app.auth.store.sessions.listLive(user.id, app.auth.clock.now())
  assert.deepEqual(session?.factors, ['social:acme'])
})

test('the provider is called with PKCE, state and nonce, and redirects to the allowed address', async t => {
  const app = await runSocialApp(t)
  const start = await createHttpBrowser().open(
    `${app.url}/api/auth/social/acme/?next=${encodeURIComponent('/welcome?from=social')}`,
  )
  assert.equal(start.status, 302)
  const to = new URL(start.location ?? '')
  assert.equal(to.origin, app.provider.issuer)
  assert.equal(to.searchParams.get('code_challenge_method'), 'S256')
  assert.equal(to.searchParams.get('redirect_uri'), `${app.url}/api/auth/social/acme/callback/`)
  for (const name of ['state', 'nonce', 'code_challenge']) assert.equal(to.searchParams.get(name)?.length, 43, name)
  assert.match(
    start.headers.getSetCookie()[0] ?? '',
    /^__Host-social_acme=[\w-]+; HttpOnly; Max-Age=600; Path=\/; SameSite=Lax; Secure$/,
  )
  const { page } = await signIn(app, 'alice', { query: `?next=${encodeURIComponent('/welcome?from=social')}` })
  assert.equal(page.location, `${app.url}/welcome?from=social`)
})

test('in code mode the page gets a code, and exchanges it with its verifier for a pair, once', async t => {
  const app = await runSocialApp(t)
  const { page, browser } = await signIn(app, 'alice', { query: `?mode=code&code_challenge=${challenge}` })
  assert.equal(browser.cookies(app.url).size, 0)
  const code = new URL(page.location ?? '').searchParams.get('code') ?? ''
  const wrong = await postJson(app, '/api/auth/social/token/', { code, code_verifier: `${verifier}-not` })
  assert.deepEqual([wrong.status, wrong.headers.get('latchkey-code')], [400, 'social_code_invalid'])
  const right = await postJson(app, '/api/auth/social/token/', { code, code_verifier: verifier })
  assert.deepEqual([right.status, Object.keys(right.json)], [200, ['refresh', 'access', 'created']])
  assert.equal(right.json.created, true)
  assert.equal((await whoIs(app, right.json.access)).email, 'alice@example.com')
  assert.equal((await postJson(app, '/api/auth/social/token/', { code, code_verifier: verifier })).status, 400)
})

test('a code expires after a minute', async t => {
  const app = await runSocialApp(t)
  const { page } = await signIn(app, 'alice', { query: `?mode=code&code_challenge=${challenge}` })
  const code = new URL(page.location ?? '').searchParams.get('code')
  app.auth.clock.advance(61_000)
  assert.equal((await postJson(app, '/api/auth/social/token/', { code, code_verifier: verifier })).status, 400)
})

test('the code mode requires a challenge, and an unknown mode is refused', async t => {
  const app = await runSocialApp(t)
  const browser = createHttpBrowser()
  for (const query of ['mode=code', 'mode=code&code_challenge=short', 'mode=tokens']) {
    assert.equal((await browser.open(`${app.url}/api/auth/social/acme/?${query}`)).status, 400, query)
  }
})

test('a user who cancels at the provider comes back with an error', async t => {
  const app = await runSocialApp(t)
  const { page, browser } = await signIn(app, '')
  assert.equal(page.location, `${app.url}/?error=social_refused`)
  assert.equal(browser.cookies(app.url).size, 0)
  const refused = app.auth.events.find(({ name }) => name === 'request.refused')
  assert.deepEqual(refused?.data && 'evidence' in refused.data && refused.data.evidence, {
    provider: 'acme',
    code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
    error: 'access_denied',
  })
})

test('an inactive user is refused, as at every login', async t => {
  const app = await runSocialApp(t)
  await signIn(app)
  const user = (await app.auth.store.users.findByLogin('alice@example.com')) ?? assert.fail()
  await app.auth.store.directory.setFlags(user.id, { isActive: false }, app.auth.clock.now())
  const { page, browser } = await signIn(app)
  assert.equal(page.location, `${app.url}/?error=no_active_account`)
  assert.equal(browser.cookies(app.url).size, 0)
})

test('with accounts by user name, the address becomes the user name, with a suffix if that is taken', async t => {
  const people = { bob: { ...alice, sub: '2', email: "bob!'s@example.com" } }
  const app = await runSocialApp(t, { people, config: { accounts: 'username' } })
  await signIn(app)
  assert.ok(await app.auth.store.users.findByLogin('alice@example.com'))
  const register = { username: 'bobs@example.com', email: '', password: testPassword, password_confirm: testPassword }
  assert.equal((await postJson(app, '/api/auth/register/', register)).status, 201)
  const { page } = await signIn(app, 'bob')
  assert.equal(page.location, `${app.url}/`)
  const { directory } = app.auth.store
  const names = (await directory.list({ search: 'bob', limit: 9 })).users.map(({ username }) => username)
  assert.equal(names.length, 2)
  assert.match(names[1] ?? '', /^bobs@example\.com-[0-9a-f]{8}$/)
})

test('an unavailable provider is a 503, and is asked again at the next sign-in', async t => {
  const app = await runSocialApp(t, {
    social: () => ({ acme: { clientId: 'latchkey', clientSecret: 'x', issuer: 'http://127.0.0.1:1' } }),
  })
  for (const _ of [1, 2]) {
    const page = await createHttpBrowser().open(`${app.url}/api/auth/social/acme/`)
    assert.deepEqual([page.status, page.headers.get('retry-after')], [503, '10'])
  }
})

test('a provider that responds with form_post (Apple) returns by POST, with a SameSite=None cookie', async t => {
  const app = await runSocialApp(t, {
    social: issuer => ({
      form: {
        clientId: 'latchkey',
        clientSecret: 'a secret that the provider and its client share',
        issuer,
        responseMode: 'form_post',
      },
    }),
  })
  const browser = createHttpBrowser()
  const start = await browser.follow(`${app.url}/api/auth/social/form/`)
  const asked = await browser.open(start.url, { method: 'POST', body: new URLSearchParams({ login: 'alice' }) })
  const form = await browser.follow(asked.location ?? '')
  const inputs = form.text.matchAll(/name="(\w+)" value="([^"]*)"/g)
  const body = new URLSearchParams([...inputs].map(([, name = '', value = '']): [string, string] => [name, value]))
  assert.ok(body.has('code'), form.text)
  const callback = `${app.url}/api/auth/social/form/callback/`
  assert.equal((await browser.open(`${callback}?${body}`)).status, 405)
  const page = await browser.open(callback, { method: 'POST', body, headers: { origin: app.provider.issuer } })
  assert.deepEqual([page.status, page.location], [303, `${app.url}/`])
  assert.ok(browser.cookies(app.url).has('access_token'))
  const other = await createHttpBrowser().open(`${app.url}/api/auth/social/form/`)
  assert.match(other.headers.getSetCookie()[0] ?? '', /^__Host-social_form=.*SameSite=None; Secure$/)
})

test('a logged-in user links a provider with the password, lists it, and unlinks it', async t => {
  const app = await runSocialApp(t)
  const { access } = await app.auth.register('alice@work.example')
  const bearer = { authorization: `Bearer ${access}` }
  const browser = createHttpBrowser()
  const link = async (body: object) =>
    await browser.open(`${app.url}/api/auth/social/acme/link/`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  assert.equal((await link({})).status, 400)
  assert.equal((await link({ current_password: 'wrong' })).status, 400)
  const begun = await link({ current_password: testPassword })
  assert.equal(begun.status, 200)
  const back = await visitProvider(browser, JSON.parse(begun.text).location)
  assert.equal((await browser.open(back)).location, `${app.url}/`)
  assert.equal(browser.cookies(app.url).size, 0)

  const listed = await app.auth.request('GET', '/api/auth/social/accounts/', { token: access })
  assert.deepEqual(
    listed.json.map((each: { provider: string; email: string }) => [each.provider, each.email]),
    [['acme', 'alice@example.com']],
  )
  const signedIn = await signIn(app)
  assert.equal((await whoIs(app, accessOf(app, signedIn))).email, 'alice@work.example')

  const unlink = (json: object) =>
    app.auth.request('DELETE', '/api/auth/social/accounts/acme/', { token: access, json })
  assert.deepEqual((await unlink({})).json, { current_password: ['This field is required.'] })
  assert.equal((await unlink({ current_password: testPassword })).status, 204)
  assert.equal((await unlink({ current_password: testPassword })).status, 404)
})

test('a user without a password cannot unlink the last provider', async t => {
  const app = await runSocialApp(t)
  const token = accessOf(app, await signIn(app))
  const reply = await app.auth.request('DELETE', '/api/auth/social/accounts/acme/', { token })
  assert.deepEqual([reply.status, reply.headers.get('latchkey-code')], [409, 'social_last_login'])
})

test('GitHub: the user and the verified address come from the API', async t => {
  const people = { bob: { ...alice, sub: '2002', email: 'bob@example.com', email_verified: false } }
  const app = await runSocialApp(t, {
    people,
    social: issuer => ({
      github: {
        clientId: 'latchkey',
        clientSecret: 'a secret that the provider and its client share',
        issuer,
        authorizationUrl: `${issuer}/auth`,
        tokenUrl: `${issuer}/token`,
        userInfoUrl: `${issuer}/api/user`,
        emailsUrl: `${issuer}/api/user/emails`,
      },
    }),
  })
  const signedIn = await signIn(app, 'alice', { provider: 'github' })
  const user = await whoIs(app, accessOf(app, signedIn))
  assert.deepEqual([user.email, user.full_name], ['alice@example.com', 'Alice Wonder'])
  const { page } = await signIn(app, 'bob', { provider: 'github' })
  assert.equal(page.location, `${app.url}/?error=social_email_unverified`)
})

test('without a configured provider the endpoints do not exist', async t => {
  const app = await runSocialApp(t, { social: () => ({}) })
  for (const path of ['social/acme/', 'social/accounts/', 'google/']) {
    assert.equal((await app.auth.request('GET', `/api/auth/${path}`)).status, 404)
  }
})

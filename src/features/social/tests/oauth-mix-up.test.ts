/** Codes and tokens of one sign-in used in another: code injection, replayed nonces, provider mix-up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHttpBrowser } from './http-browser.ts'
import { alice, runSocialApp, type SocialApp, signIn, visitProvider } from './social-app.ts'

const people = { mallory: { ...alice, sub: '6666', email: 'mallory@example.com' } }

async function startSignIn(app: SocialApp, login = 'alice', provider = 'acme') {
  const browser = createHttpBrowser()
  const back = new URL(await visitProvider(browser, `${app.url}/api/auth/social/${provider}/`, login))
  return { browser, back }
}

async function assertRefused(app: SocialApp, browser: ReturnType<typeof createHttpBrowser>, back: URL, code: string) {
  const page = await browser.open(String(back))
  assert.equal(page.location, `${app.url}/?error=social_refused`)
  assert.equal(browser.cookies(app.url).has('access_token'), false)
  const { data } = app.auth.events.find(({ name }) => name === 'request.refused') ?? {}
  assert.equal(data && 'evidence' in data && data.evidence?.code, code)
}

test('an attacker’s code injected into a sign-in is refused by PKCE', async t => {
  const app = await runSocialApp(t, { people })
  const victim = await startSignIn(app)
  const mallory = await startSignIn(app, 'mallory')
  victim.back.searchParams.set('code', mallory.back.searchParams.get('code') ?? '')
  await assertRefused(app, victim.browser, victim.back, 'OAUTH_RESPONSE_BODY_ERROR')
})

test('an ID token of an earlier sign-in is refused by its nonce (replay)', async t => {
  const app = await runSocialApp(t, { people })
  await signIn(app)
  const [earlier = ''] = app.provider.idTokens
  app.provider.lie.rewrite = () => earlier
  const { browser, back } = await startSignIn(app, 'mallory')
  await assertRefused(app, browser, back, 'OAUTH_JWT_CLAIM_COMPARISON_FAILED')
})

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** ID tokens whose signature is missing or does not match. */
const unsigned: Readonly<Record<string, (header: string, payload: string, signature: string) => string>> = {
  'without a signature': (header, payload) => `${header}.${payload}.`,
  'with another signature': (header, payload, signature) => `${header}.${payload}.${signature.slice(0, -6)}AAAAAA`,
  'with alg none': (_, payload) => `${encode({ alg: 'none' })}.${payload}.`,
  'about another user': (header, payload, signature) => {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return `${header}.${encode({ ...claims, sub: '1001' })}.${signature}`
  },
}

for (const [what, rewrite] of Object.entries(unsigned)) {
  test(`an ID token ${what} is refused`, async t => {
    const app = await runSocialApp(t, { people })
    const { browser, back } = await startSignIn(app, 'mallory')
    app.provider.lie.rewrite = idToken => {
      const [header = '', payload = '', signature = ''] = idToken.split('.')
      return rewrite(header, payload, signature)
    }
    const page = await browser.open(String(back))
    assert.equal(page.location, `${app.url}/?error=social_refused`)
    assert.equal(browser.cookies(app.url).has('access_token'), false)
  })
}

test('a response of one provider at the callback of another is refused (mix-up)', async t => {
  const app = await runSocialApp(t)
  const { browser, back } = await startSignIn(app)
  const elsewhere = new URL(String(back).replace('/social/acme/', '/social/other/'))
  assert.equal((await browser.open(String(elsewhere))).headers.get('latchkey-code'), 'social_state_invalid')
  // Also with the cookie renamed for the other provider: it was sealed for the first.
  browser.setCookie(app.url, '__Host-social_other', browser.cookies(app.url).get('__Host-social_acme') ?? '')
  assert.equal((await browser.open(String(elsewhere))).headers.get('latchkey-code'), 'social_state_invalid')
})

test('a response with another issuer, or without a promised one, is refused before any code is sent (RFC 9207)', async t => {
  const app = await runSocialApp(t)
  for (const iss of [app.other.issuer, `${app.provider.issuer}/`, undefined]) {
    const { browser, back } = await startSignIn(app)
    if (iss === undefined) back.searchParams.delete('iss')
    else back.searchParams.set('iss', iss)
    await assertRefused(app, browser, back, 'OAUTH_INVALID_RESPONSE')
  }
  assert.deepEqual(app.provider.idTokens, [])
})

test('the same subject at two providers is two users', async t => {
  const app = await runSocialApp(t, { people })
  await signIn(app, 'mallory')
  // At the other provider, Mallory has the same id, and Alice's address.
  const { page } = await signIn(app, 'mallory', { provider: 'other' })
  assert.equal(page.location, `${app.url}/`)
  const { users } = await app.auth.store.directory.list({ limit: 9 })
  assert.deepEqual(users.map(({ email }) => email).sort(), ['alice@example.com', 'mallory@example.com'])
})

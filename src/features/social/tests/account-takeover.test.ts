/** Account takeover: with an address that was never verified (pre-hijacking), and with links made by an attacker. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailbox } from '../../../testing/mailbox.ts'
import { testPassword } from '../../../testing/test-client.ts'
import { createHttpBrowser } from './http-browser.ts'
import type { Person } from './identity-provider.ts'
import { alice, runSocialApp, type SocialApp, signIn, visitProvider } from './social-app.ts'

async function toAuthError(app: SocialApp, login = 'alice') {
  const { page, browser } = await signIn(app, login)
  assert.equal(browser.cookies(app.url).has('access_token'), false)
  return new URL(page.location ?? '').searchParams.get('error')
}

test('pre-hijacking: an unverified account of an attacker is not linked to the sign-in of the address’s owner', async t => {
  const app = await runSocialApp(t)
  const mallory = await app.auth.register('Alice@Example.com')
  assert.equal(await toAuthError(app), 'social_email_taken')
  const linked = await app.auth.request('GET', '/api/auth/social/accounts/', { token: mallory.access })
  assert.deepEqual(linked.json, [])
  assert.equal((await app.auth.store.directory.list({ limit: 9 })).users.length, 1)
})

test('an account whose address is verified here and at the provider is linked, and stays one account', async t => {
  const app = await runSocialApp(t)
  await app.auth.register('alice@example.com')
  const { users } = app.auth.store
  const { id, email } = (await users.findByLogin('alice@example.com')) ?? assert.fail()
  const spends = { jti: 'a mail', iat: 1, exp: Math.floor(app.auth.clock.now() / 1000) + 60 }
  await users.verifyEmail({ userId: id, email, spends, now: app.auth.clock.now() })
  const { page, browser } = await signIn(app)
  assert.equal(page.location, `${app.url}/`)
  const access = browser.cookies(app.url).get('access_token') ?? ''
  assert.equal((await app.auth.visit(access)).json.id, id)
})

test('the owner’s first sign-in puts an impostor out whose registration the owner confirmed (pre-hijacking)', async t => {
  const mailbox = createMailbox()
  const { sendMail } = mailbox.settings
  const config = { sendMail, mailFrom: 'no-reply@example.com', requireVerifiedEmail: true }
  const app = await runSocialApp(t, { config })
  const { auth } = app
  const [email, password] = ['alice@example.com', testPassword]
  await auth.request('POST', '/api/auth/register/', {
    json: { email, password, password_confirm: password, first_name: 'A', last_name: 'B' },
  })
  await auth.deliverMail()
  await auth.request('POST', '/api/auth/email/verify/confirm/', { json: { token: mailbox.tokenFor(email) } })
  const impostor = await auth.login(email)
  const own = (await signIn(app)).browser.cookies(app.url).get('access_token') ?? ''
  assert.equal((await auth.visit(own)).json.email, email)
  assert.equal((await auth.visit(impostor.access)).status, 401)
  assert.equal((await auth.refresh(impostor.refresh)).status, 401)
  assert.equal((await auth.request('POST', '/api/token/', { json: { email, password } })).status, 401)
  // The owner may have a password, too: by mail.
  await auth.request('POST', '/api/auth/password/reset/', { json: { email } })
  for (let rounds = 0; rounds < 2; rounds += 1) await auth.deliverMail()
  const chosen = 'AnotherSecurePass456!'
  const json = { token: mailbox.tokenFor(email), new_password: chosen, new_password_confirm: chosen }
  assert.equal((await auth.request('POST', '/api/auth/password/reset/confirm/', { json })).status, 200)
  await auth.login(email, chosen)
})

const unproven: Readonly<Record<string, Partial<Person>>> = {
  'says that the address is not verified': { email_verified: false },
  'says it with a string instead of a boolean': { email_verified: 'false' },
  'names no address': { email: '' },
  'names an invalid address': { email: 'alice' },
  'names two addresses in one': { email: 'mallory@evil.example,alice@example.com' },
}

for (const [what, about] of Object.entries(unproven)) {
  test(`a provider that ${what} is refused, with an account here or without`, async t => {
    const people = { mallory: { ...alice, sub: '6666', ...about } }
    const app = await runSocialApp(t, { people })
    assert.equal(await toAuthError(app, 'mallory'), 'social_email_unverified')
    await signIn(app)
    assert.equal(await toAuthError(app, 'mallory'), 'social_email_unverified')
  })
}

test('a provider that does not say whether it verified the address is refused, unless every address there is trusted', async t => {
  const { email_verified: _, ...person } = alice
  const people = { quiet: { ...person, sub: '7' } }
  assert.equal(await toAuthError(await runSocialApp(t, { people }), 'quiet'), 'social_email_unverified')
  const trusting = await runSocialApp(t, {
    people,
    social: issuer => ({
      acme: {
        clientId: 'latchkey',
        clientSecret: 'a secret that the provider and its client share',
        issuer,
        trustsEveryEmail: true,
      },
    }),
  })
  assert.equal((await signIn(trusting, 'quiet')).page.location, `${trusting.url}/`)
})

test('an address that only looks like another does not open its account (homograph)', async t => {
  const people = { kelvin: { ...alice, sub: '8', email: '\u212Aim@example.com' } }
  const app = await runSocialApp(t, { people })
  await app.auth.register('kim@example.com')
  assert.equal(await toAuthError(app, 'kelvin'), 'social_email_unverified')
})

async function beginLink(app: SocialApp, token: string, headers: Readonly<Record<string, string>> = {}) {
  const browser = createHttpBrowser()
  const page = await browser.open(`${app.url}/api/auth/social/acme/link/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ current_password: testPassword }),
  })
  return { browser, page }
}

test('a link cannot be finished in another browser than it began in (CSRF)', async t => {
  const app = await runSocialApp(t)
  const mallory = await app.auth.register('mallory@example.com')
  const { page } = await beginLink(app, mallory.access)
  const victim = createHttpBrowser()
  const back = await visitProvider(victim, JSON.parse(page.text).location)
  assert.equal((await victim.open(back)).headers.get('latchkey-code'), 'social_state_invalid')
  const linked = await app.auth.request('GET', '/api/auth/social/accounts/', { token: mallory.access })
  assert.deepEqual(linked.json, [])
})

test('a link is not made when the session has ended meanwhile', async t => {
  const app = await runSocialApp(t)
  const pair = await app.auth.register('bob@example.com')
  const { page, browser } = await beginLink(app, pair.access)
  const back = await visitProvider(browser, JSON.parse(page.text).location)
  await app.auth.logout(pair)
  assert.equal((await browser.open(back)).location, `${app.url}/?error=social_state_invalid`)
  assert.equal((await signIn(app)).page.location, `${app.url}/`)
})

test('an account of a provider that is linked to one user cannot be linked to another', async t => {
  const app = await runSocialApp(t)
  await signIn(app)
  const bob = await app.auth.register('bob@example.com')
  const { page, browser } = await beginLink(app, bob.access)
  const back = await visitProvider(browser, JSON.parse(page.text).location)
  assert.equal((await browser.open(back)).location, `${app.url}/?error=social_already_linked`)
})

test('pre-hijacking: a linked account of an attacker is unlinked when the owner of the address resets the password', async t => {
  const people = { mallory: { ...alice, sub: '6666', email: 'mallory@example.com' } }
  const mailbox = createMailbox()
  const { sendMail } = mailbox.settings
  const app = await runSocialApp(t, { people, config: { sendMail, mailFrom: 'no-reply@example.com' } })
  const { access } = await app.auth.register('alice@example.com')
  const { page, browser } = await beginLink(app, access)
  await browser.open(await visitProvider(browser, JSON.parse(page.text).location, 'mallory'))
  assert.equal((await signIn(app, 'mallory')).page.location, `${app.url}/`)

  await app.auth.request('POST', '/api/auth/password/reset/', { json: { email: 'alice@example.com' } })
  for (let rounds = 0; rounds < 2; rounds += 1) await app.auth.deliverMail()
  const token = mailbox.tokenFor('alice@example.com')
  const password = 'AnotherSecurePass456!'
  const json = { token, new_password: password, new_password_confirm: password }
  assert.equal((await app.auth.request('POST', '/api/auth/password/reset/confirm/', { json })).status, 200)

  const alices = await app.auth.store.users.findByLogin('alice@example.com')
  const again = (await signIn(app, 'mallory')).browser.cookies(app.url).get('access_token') ?? ''
  assert.notEqual((await app.auth.visit(again)).json.id, alices?.id)
  const own = (await signIn(app)).browser.cookies(app.url).get('access_token') ?? ''
  assert.equal((await app.auth.visit(own)).json.id, alices?.id)
})

test('another site cannot begin a link with a visitor’s cookies (CSRF)', async t => {
  const app = await runSocialApp(t)
  const { access } = await app.auth.register('bob@example.com')
  const { page } = await beginLink(app, access, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })
  assert.deepEqual([page.status, page.headers.getSetCookie()], [403, []])
})

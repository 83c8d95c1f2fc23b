/** No row that hands out tokens goes past the second factor: a new one that does fails here, by name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { builtInEndpoints } from '../../../auth/routes.ts'
import type { Method } from '../../../http/endpoints/endpoint.ts'
import { entryName } from '../../../http/endpoints/entry-name.ts'
import { Secret } from '../../../kernel/secret.ts'
import { mintForeignPair } from '../../../testing/foreign-tokens.ts'
import { createMailAuth, type MailAuth } from '../../../testing/mail-auth.ts'
import { type LoginMail, lastLoginMail, logInByMail } from '../../../testing/mail-logins.ts'
import { mintNow } from '../../../testing/mint-now.ts'
import { addApp, type Protected, registerProtected, verify } from '../../../testing/second-factors.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'
import { testPassword as password, type Reply } from '../../../testing/test-client.ts'
import { cookiesOf } from '../../../testing/test-cookies.ts'
import { slidingToken } from '../../../tokens/sliding.ts'

const email = 'alice@example.com'

/** A request with the first factor of the account. */
type Entering = (auth: TestAuth) => Promise<Reply>

const credentials = { email, password }
const post =
  (path: string, json: unknown): Entering =>
  auth =>
    auth.request('POST', path, { json })

const foreign = (auth: TestAuth) => mintForeignPair(auth.system, 1)

/** Asks at the page, and sends what the mail says to one of its pages. */
async function enterAtPage(
  auth: MailAuth,
  page: string,
  read: (mail: LoginMail) => Readonly<Record<string, string>>,
): Promise<Reply> {
  const send = (path: string, members: Readonly<Record<string, string>>, cookie = '') =>
    auth.request('POST', `/account/${path}`, {
      body: new URLSearchParams(members).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
    })
  const asked = await send('mail-login/', { email })
  await auth.deliverMail()
  return await send(page, read(lastLoginMail(auth, email)), asked.headers.getSetCookie()[0]?.split(';')[0])
}

/** Each is asked of an account with a factor: it refuses, and goes on after the factor. */
const gated: Readonly<Record<string, Entering>> = {
  token_obtain_pair: post('/api/token/', credentials),
  login: post('/api/auth/login/', credentials),
  token_obtain_sliding: post('/api/sliding/token/', credentials),
  cookie_login: post('/api/auth/cookie/login/', credentials),
  account_login: auth =>
    auth.request('POST', '/account/login/', {
      body: new URLSearchParams(credentials).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  mail_login_confirm: auth => logInByMail(auth as MailAuth, email),
  cookie_mail_login_confirm: async auth => {
    const { mailbox } = auth as MailAuth
    const asked = await auth.request('POST', '/api/auth/cookie/login/mail/', { json: { email } })
    await auth.deliverMail()
    return await auth.request('POST', '/api/auth/cookie/login/mail/confirm/', {
      json: { code: lastLoginMail({ mailbox }, email).code },
      headers: { cookie: asked.headers.getSetCookie()[0]?.split(';')[0] ?? '' },
    })
  },
  account_mail_login: auth => enterAtPage(auth as MailAuth, 'mail-login/', ({ code }) => ({ code })),
  account_mail_login_link: auth => enterAtPage(auth as MailAuth, 'mail-login/link/', ({ token }) => ({ token })),
  token_refresh: auth => auth.request('POST', '/api/token/refresh/', { json: { refresh: foreign(auth).refresh } }),
  cookie_refresh: auth =>
    auth.request('POST', '/api/auth/cookie/refresh/', {
      headers: { cookie: `refresh_token=${foreign(auth).refresh}` },
    }),
  token_refresh_sliding: auth =>
    auth.request('POST', '/api/sliding/token/refresh/', {
      json: { token: mintNow(auth.system, slidingToken, { userId: 1 }).text },
    }),
}

/** Why another row that hands out tokens is none of these. */
const others: Readonly<Record<string, string>> = {
  register: 'the account is new, so it has no factor; with mfaRequired there are no tokens: see policy.test.ts',
  cookie_register: 'as register',
  account_register: 'as register',
  invitation_register: 'as register',
  account_invitation_register: 'as register',
  mfa_verify: 'the second factor itself',
  account_mfa: 'the second factor itself',
  mfa_totp_confirm: 'within a session, or at the end of a sign-in that waits for an enrolment: see policy.test.ts',
  mfa_passkeys: 'as mfa_totp_confirm',
  passkey_login: 'a passkey is two factors in one',
  cookie_passkey_login: 'as passkey_login',
  reauthenticate: 'within a session; with a factor where the account has one: see step-up.test.ts',
  cookie_reauthenticate: 'as reauthenticate',
  social_token: 'see social/tests/second-factor.test.ts',
  social_google_token: 'as social_token',
  social_callback: 'as social_token',
  api_key_list: 'a key is no token: it is made within a session, and shows no factor',
}

const config = { authTokenClasses: ['access', 'sliding'], mailLogin: 'both', organizations: 'on' } as const

/** Its address is proven: a factor of another may be an impostor's, and goes when the owner comes by mail. */
async function openAuth(): Promise<MailAuth> {
  return await createMailAuth({ ...config, verifyEmailAtRegistration: false })
}

async function proveAddress(auth: MailAuth): Promise<void> {
  await auth.post('email/verify', { email })
  await auth.post('email/verify/confirm', { token: auth.mailbox.tokenFor(email) })
}

async function everyRow() {
  const auth = await createMailAuth({ ...config, social: googleSettings })
  return builtInEndpoints(auth.system.settings, [], () => [])
}

const googleSettings = { google: { clientId: 'id', clientSecret: 'secret' } }

test('every row that can answer with tokens is gated, or has a reason why not', async () => {
  const giving = (await everyRow()).filter(({ methods }) => Object.values(methods).some(handsOutTokens))
  const names = new Set(giving.map(entryName))
  assert.deepEqual(
    [...names].filter(name => !(name in gated) && !(name in others)),
    [],
  )
  for (const name of Object.keys(gated)) assert.ok(names.has(name), `${name} hands out no tokens any more`)
})

/** By what its documents say of its answer, or by what it sets. */
function handsOutTokens({ output, resume }: Method): boolean {
  if (resume !== undefined || output?.namesUser === true) return true
  const text = output?.body === undefined ? '' : JSON.stringify(z.toJSONSchema(output.body, { unrepresentable: 'any' }))
  return /"(access|refresh|token|tokens|key)":/.test(text)
}

for (const [name, enter] of Object.entries(gated)) {
  test(`${name}: no token without the factor, and with it the very answer of an account without one`, async () => {
    const auth = await openAuth()
    const pair = await auth.register(email)
    await proveAddress(auth)
    const { code } = await addApp(auth, pair)
    const refused = await enter(auth)
    assert.deepEqual(tokensOf(refused), [], refused.text)
    const kept = cookiesOf(refused).find(cookie => cookie.name.endsWith('mfa_token'))
    if (kept === undefined) assert.equal(refused.json.code, 'mfa_required', refused.text)
    else assert.doesNotMatch(refused.text, /mfa_token/)
    const entered =
      kept === undefined
        ? await verify(auth, refused.json.mfa_token, { code: code() })
        : await auth.request('POST', '/api/auth/mfa/verify/', {
            json: { code: code() },
            headers: { cookie: `${kept.name}=${kept.value}` },
          })
    const plain = await openAuth()
    await plain.register(email)
    await proveAddress(plain)
    const usual = await enter(plain)
    assert.equal(entered.status, usual.status, entered.text)
    assert.deepEqual(Object.keys(entered.json ?? {}), Object.keys(usual.json ?? {}))
    assert.ok(tokensOf(entered).length > 0)
    const isToken = ({ name: each }: { readonly name: string }) => !each.endsWith('mfa_token')
    assert.deepEqual(
      cookiesOf(entered)
        .filter(isToken)
        .map(({ name: each }) => each),
      cookiesOf(usual).map(({ name: each }) => each),
    )
    assert.equal(entered.headers.get('location'), usual.headers.get('location'))
  })
}

/** Everything in an answer that has the form of a JWT. */
function tokensOf(reply: Reply): readonly string[] {
  const cookies = reply.headers.getSetCookie().join('\n')
  return `${reply.text}\n${cookies}`.match(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g) ?? []
}

test('a password that was reset by mail opens no session without the factor', async () => {
  const auth = await createTestAuth()
  const { code }: Protected = await registerProtected(auth, email)
  const user = await auth.store.users.findByLogin(email)
  assert.ok(user !== undefined)
  const hash = new Secret(await auth.system.hasher.hash('AnotherPass456!'))
  await auth.store.users.upgradePassword(user.id, user.password, hash)
  const asked = await auth.request('POST', '/api/auth/login/', { json: { email, password: 'AnotherPass456!' } })
  assert.equal(asked.json.code, 'mfa_required')
  assert.equal((await verify(auth, asked.json.mfa_token, { code: code() })).status, 200)
})

test('an access token alone adds no factor, so a thief cannot lock the owner out', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  const begun = await auth.request('POST', '/api/auth/mfa/totp/', { token: access, json: {} })
  assert.equal(begun.status, 400)
  const options = await auth.request('POST', '/api/auth/mfa/passkeys/options/', { token: access, json: {} })
  assert.equal(options.status, 400)
})

test('a password alone removes no factor: the session has to have shown it lately', async () => {
  const auth = await createTestAuth()
  const before = await auth.register(email)
  const other = await auth.login(email)
  const { pair } = await addApp(auth, before)
  const remove = (token: string) =>
    auth.request('DELETE', '/api/auth/mfa/totp/', { token, json: { current_password: password } })
  const refused = await remove(other.access)
  assert.equal(refused.status, 401)
  assert.equal(refused.json.code, 'reauthentication_required')
  assert.match(
    refused.headers.get('www-authenticate') ?? '',
    /error="insufficient_user_authentication".*acr_values="aal2"/,
  )
  auth.clock.advance(3_600_000)
  assert.equal((await auth.refresh(pair.refresh)).status, 200)
  const stale = (await auth.refresh(other.refresh)).json.access
  assert.equal((await remove(stale)).json.code, 'reauthentication_required')
})

/** A sign-in that waits for a second factor, and a session that has to show one again, in each mode of the client. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { listen } from '../../test/attacks/listening.ts'
import { codeOf, stepAt } from '../features/mfa/totp.ts'
import { createCookieJar } from '../testing/cookie-jar.ts'
import { decodeBase32, registerProtected } from '../testing/second-factors.ts'
import { testPassword } from '../testing/test-client.ts'
import { type ClientOptions, createClient, type Pair } from './index.ts'

const email = 'alice@example.com'
const credentials = { email, password: testPassword }

type Fetch = typeof globalThis.fetch

/** A browser's fetch as far as cookies go. Records what was asked. */
function createFetch() {
  const jar = createCookieJar()
  const asked: string[] = []
  const fetch: Fetch = async (input, init = {}) => {
    const { pathname } = new URL(String(input))
    asked.push(`${init.method ?? 'GET'} ${pathname}`)
    const headers = new Headers(init.headers)
    if (init.credentials === 'include') headers.set('cookie', jar.header(pathname))
    const response = await globalThis.fetch(input, { ...init, headers })
    if (init.credentials === 'include') jar.keep(response.headers)
    return response
  }
  return { fetch, jar, asked }
}

function keepInText() {
  let text: string | undefined
  const load = (): Pair | undefined => (text === undefined ? undefined : JSON.parse(text))
  return {
    load,
    save: (pair: Pair | undefined) => {
      text = pair && JSON.stringify(pair)
    },
  }
}

const modes: Readonly<Record<string, () => ClientOptions>> = {
  'tokens in memory': () => ({}),
  'tokens in a storage': () => ({ storage: keepInText() }),
  cookies: () => ({ mode: 'cookies' }),
}

async function open(t: TestContext, more: ClientOptions, config: Parameters<typeof listen>[1] = {}) {
  const auth = await listen(t, { cookieSecure: false, ...config })
  const wire = createFetch()
  const url = `http://127.0.0.1:${auth.port}`
  const client = createClient({ url, fetch: wire.fetch, clock: auth.clock, ...more })
  return { auth, client, url, ...wire }
}

/** A change that needs a recent factor. */
const remove = { method: 'DELETE', body: JSON.stringify({ current_password: testPassword }) }
const json = { 'Content-Type': 'application/json' }

for (const [name, options] of Object.entries(modes)) {
  const isCookies = name === 'cookies'

  test(`${name}: a login that needs a second factor says so, and verifyFactor ends it as the login would have`, async t => {
    const { auth, client, jar } = await open(t, options())
    const { code } = await registerProtected(auth, email)
    const states: string[] = []
    client.onChange(state => void states.push(state))
    const asked = await client.login(credentials)
    assert.ok(asked.kind === 'second_factor', asked.kind)
    assert.deepEqual(asked.methods, ['totp', 'recovery_code'])
    assert.equal(typeof asked.token, isCookies ? 'undefined' : 'string')
    assert.deepEqual(
      [states, (await client.fetch('/api/auth/profile/')).status],
      [isCookies ? ['signed_out'] : [], 401],
    )
    const wrong = await client.verifyFactor({ code: '000000' })
    assert.equal(wrong.kind === 'refused' && (wrong.body as { code: string }).code, 'mfa_code_not_valid')
    const entered = await client.verifyFactor({ code: code() })
    assert.equal(entered.kind === 'signed_in' && entered.user.email, email)
    assert.equal(states.at(-1), 'signed_in')
    assert.equal((await client.fetch('/api/auth/profile/')).status, 200)
    assert.ok(!jar.names().some(each => each.includes('mfa_token')), jar.names().join())
    auth.clock.advance(15 * 60_000)
    assert.equal((await client.fetch('/api/auth/profile/')).status, 200)
  })

  test(`${name}: a recovery code ends a login, and a sign-in that is over is refused`, async t => {
    const { auth, client } = await open(t, options())
    const { recoveryCodes } = await registerProtected(auth, email)
    const nothing = await client.verifyFactor({ recoveryCode: recoveryCodes[0] ?? '' })
    assert.equal(nothing.kind === 'refused' && (nothing.body as { code: string }).code, 'mfa_token_not_valid')
    await client.login(credentials)
    assert.equal((await client.verifyFactor({ recoveryCode: recoveryCodes[0] ?? '' })).kind, 'signed_in')
  })

  test(`${name}: a request that needs a recent factor is no expired token, and reauthenticate makes it possible`, async t => {
    const { auth, client, asked } = await open(t, options())
    const { code } = await registerProtected(auth, email)
    await client.login(credentials)
    await client.verifyFactor({ code: code() })
    auth.clock.advance(14 * 60_000)
    const states: string[] = []
    client.onChange(state => void states.push(state))
    await client.fetch('/api/auth/profile/')
    asked.length = 0
    const refused = await client.request('/api/auth/mfa/totp/', { ...remove, headers: json })
    assert.ok(refused.kind === 'answer' && refused.response.status === 401, refused.kind)
    assert.equal(((await refused.response.json()) as { readonly code: string }).code, 'reauthentication_required')
    assert.deepEqual(asked, ['DELETE /api/auth/mfa/totp/'])
    const wrong = await client.reauthenticate({ code: '000000' })
    assert.equal(wrong.kind === 'refused' && (wrong.body as { code: string }).code, 'mfa_code_not_valid')
    assert.equal(asked.length, 2)
    const password = await client.reauthenticate({ password: testPassword })
    assert.equal(password.kind === 'refused' && password.status, 401)
    assert.deepEqual(await client.reauthenticate({ code: code() }), { kind: 'reauthenticated' })
    assert.equal((await client.fetch('/api/auth/mfa/totp/', { ...remove, headers: json })).status, 204)
    assert.ok(!states.includes('signed_out'))
    // The refresh token that came with it is the one that goes on.
    auth.clock.advance(15 * 60_000)
    assert.equal((await client.fetch('/api/auth/profile/')).status, 200)
    assert.deepEqual(auth.reasonsOf('session.ended'), [])
  })

  test(`${name}: an account that must have a factor is told so, and its first one ends the login`, async t => {
    const { auth, client, url, fetch } = await open(t, options(), { mfaRequired: 'all' })
    const registered = await client.register({ ...credentials, password_confirm: testPassword })
    assert.equal(registered.kind, 'registered')
    const asked = await client.login(credentials)
    assert.ok(asked.kind === 'mfa_enrolment_required', asked.kind)
    assert.deepEqual(asked.methods, ['passkey', 'totp'])
    const headers = { ...json, ...(asked.token === undefined ? {} : { Authorization: `Bearer ${asked.token}` }) }
    const credentialsMode = isCookies ? 'include' : 'omit'
    const begun = await fetch(`${url}/api/auth/mfa/totp/`, {
      method: 'POST',
      headers,
      body: '{}',
      credentials: credentialsMode,
    })
    assert.equal(begun.status, 201)
    const { secret } = (await begun.json()) as { readonly secret: string }
    assert.equal((await client.enrolFactor({ code: '000000' })).kind, 'refused')
    assert.equal(
      (await client.enrolFactor({ code: codeOf(decodeBase32(secret), stepAt(auth.clock.now())) })).kind,
      'signed_in',
    )
    assert.equal((await client.fetch('/api/auth/profile/')).status, 200)
  })
}

test('a page that was loaded anew goes on with the token of the outcome, and trusts its browser', async t => {
  const { auth, client, url, fetch } = await open(t, { mode: 'cookies' }, { trustedDeviceLifetime: '30d' })
  const { code } = await registerProtected(auth, email)
  const asked = await createClient({ url, fetch, clock: auth.clock }).login(credentials)
  assert.ok(asked.kind === 'second_factor' && asked.token !== undefined)
  const other = createClient({ url, fetch, clock: auth.clock })
  assert.equal((await other.verifyFactor({ code: code(), token: asked.token })).kind, 'signed_in')
  auth.clock.advance(30_000)
  assert.equal((await client.login(credentials)).kind, 'second_factor')
  assert.equal((await client.verifyFactor({ code: code(), trustDevice: true })).kind, 'signed_in')
  assert.equal((await client.login(credentials)).kind, 'signed_in')
})

test('options for a passkey are those of anyone before a login, also after a sign-in that ended', async t => {
  const { auth, client } = await open(t, {})
  await registerProtected(auth, email)
  const anyone = await client.requestPasskey()
  assert.ok(anyone.kind === 'options' && typeof anyone.options.challenge === 'string')
  await client.login(credentials)
  auth.clock.advance(301_000)
  assert.equal((await client.requestPasskey()).kind, 'options')
  const refused = await client.loginWithPasskey({ id: 'x', rawId: 'x', type: 'public-key', response: {} })
  assert.equal(refused.kind === 'refused' && (refused.body as { code: string }).code, 'passkey_not_valid')
})

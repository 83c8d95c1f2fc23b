import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readClaims } from '../../../testing/read-claims.ts'
import { addApp, beginLogin, decodeBase32, registerProtected, verify } from '../../../testing/second-factors.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'
import { testPassword as password } from '../../../testing/test-client.ts'
import { cookiesOf } from '../../../testing/test-cookies.ts'
import { codeOf, stepAt } from '../totp.ts'

const email = 'alice@example.com'

const register = ({ request }: TestAuth, path = 'register') =>
  request('POST', `/api/auth/${path}/`, { json: { email, password, password_confirm: password } })

/** Adds an app with the token of a sign-in that waits for one. */
async function enrol(auth: TestAuth, given: { readonly token?: string; readonly headers?: Record<string, string> }) {
  const begun = await auth.request('POST', '/api/auth/mfa/totp/', { ...given, json: {} })
  assert.equal(begun.status, 201, begun.text)
  const code = codeOf(decodeBase32(begun.json.secret), stepAt(auth.clock.now()))
  return await auth.request('POST', '/api/auth/mfa/totp/confirm/', { ...given, json: { code } })
}

test('an account that must have a factor logs in by adding one, and gets what the login would have answered', async () => {
  const auth = await createTestAuth({ mfaRequired: 'all' })
  const registered = await register(auth)
  assert.equal(registered.status, 201)
  assert.equal(registered.json.tokens, undefined)
  const asked = await beginLogin(auth, email)
  assert.deepEqual([asked.status, asked.json.code], [401, 'mfa_enrolment_required'])
  const entered = await enrol(auth, { token: asked.json.mfa_token })
  assert.deepEqual(Object.keys(entered.json), ['refresh', 'access', 'user'])
  assert.equal(readClaims(entered.json.access).acr, 'aal2')
  assert.equal((await beginLogin(auth, email)).json.code, 'mfa_required')
})

test('the token of an enrolment opens the enrolment alone, and once', async () => {
  const auth = await createTestAuth({ mfaRequired: 'all' })
  await register(auth)
  const { mfa_token: token } = (await beginLogin(auth, email)).json
  for (const path of ['profile', 'mfa', 'sessions', 'api-keys']) {
    assert.equal((await auth.request('GET', `/api/auth/${path}/`, { token })).status, 401, path)
  }
  assert.equal((await verify(auth, token, { code: '123456' })).json.code, 'mfa_token_not_valid')
  assert.equal((await enrol(auth, { token })).status, 200)
  const again = await auth.request('POST', '/api/auth/mfa/totp/', { token, json: {} })
  assert.equal(again.json.code, 'mfa_token_not_valid')
})

test('by cookies, the token of an enrolment is in no body, and no other site can use it', async () => {
  const auth = await createTestAuth({ mfaRequired: 'all' })
  await register(auth, 'cookie/register')
  const asked = await auth.request('POST', '/api/auth/cookie/login/', { json: { email, password } })
  assert.equal(asked.json.mfa_token, undefined)
  const [kept] = cookiesOf(asked)
  assert.equal(kept?.name.endsWith('mfa_token'), true)
  const cookie = `${kept?.name}=${kept?.value}`
  const foreign = { cookie, 'sec-fetch-site': 'cross-site' }
  assert.equal((await auth.request('POST', '/api/auth/mfa/totp/', { headers: foreign, json: {} })).status, 403)
  const entered = await enrol(auth, { headers: { cookie } })
  assert.equal(entered.status, 200, entered.text)
  assert.deepEqual(
    cookiesOf(entered).map(({ name }) => name.replace('__Host-', '')),
    ['access_token', 'refresh_token', 'mfa_token'],
  )
})

test('staff must have a factor where the settings say so, and others whom a function names', async () => {
  const auth = await createTestAuth({ mfaRequired: 'staff', mfaRequiredFor: user => user.firstName === 'Treasurer' })
  await auth.register(email)
  assert.equal((await beginLogin(auth, email)).status, 200)
  for (const change of [
    'is_staff = 1',
    'is_staff = 0, is_superuser = 1',
    "is_superuser = 0, first_name = 'Treasurer'",
  ]) {
    auth.store.database.exec(`UPDATE users SET ${change}`)
    assert.equal((await beginLogin(auth, email)).json.code, 'mfa_enrolment_required', change)
  }
})

test('within the grace an account logs in without a factor, and after it no more', async () => {
  const auth = await createTestAuth({ mfaRequired: 'all', mfaGrace: '7d' })
  await register(auth)
  assert.equal((await beginLogin(auth, email)).status, 200)
  auth.clock.advance(6 * 86_400_000)
  assert.equal((await beginLogin(auth, email)).status, 200)
  auth.clock.advance(2 * 86_400_000)
  assert.equal((await beginLogin(auth, email)).json.code, 'mfa_enrolment_required')
})

test('the last factor of an account that must have one stays', async () => {
  const auth = await createTestAuth()
  const { pair } = await registerProtected(auth, email)
  const strict = await createTestAuth({ mfaRequired: 'all' })
  await register(strict)
  const asked = await beginLogin(strict, email)
  const entered = await enrol(strict, { token: asked.json.mfa_token })
  const remove = (on: TestAuth, token: string) =>
    on.request('DELETE', '/api/auth/mfa/totp/', { token, json: { current_password: password } })
  assert.equal(
    (await remove(strict, entered.json.access)).json.detail,
    'This account must have a second factor, and this is the last one.',
  )
  assert.equal((await remove(auth, pair.access)).status, 204)
  assert.equal((await beginLogin(auth, email)).status, 200)
})

test('a session from before the factor goes on, unless the settings ask at its refresh', async () => {
  for (const mfaAtRefresh of [false, true]) {
    const auth = await createTestAuth({ mfaAtRefresh })
    const old = await auth.register(email)
    const { code, pair } = await addApp(auth, await auth.login(email))
    const refreshed = await auth.refresh(old.refresh)
    assert.equal(refreshed.status, mfaAtRefresh ? 401 : 200)
    assert.equal((await auth.refresh(pair.refresh)).status, 200)
    if (!mfaAtRefresh) continue
    const entered = await verify(auth, refreshed.json.mfa_token, { code: code() })
    assert.equal(entered.status, 200, entered.text)
    assert.equal(readClaims(entered.json.access).sid, readClaims(old.access).sid)
    assert.equal((await auth.refresh(entered.json.refresh)).status, 200)
  }
})

test('a trusted browser skips the factor at the login, and shows none', async () => {
  const auth = await createTestAuth({ trustedDeviceLifetime: '30d' })
  const { code } = await registerProtected(auth, email)
  const asked = await beginLogin(auth, email)
  const entered = await verify(auth, asked.json.mfa_token, { code: code(), trust_device: true })
  const device = cookiesOf(entered).find(({ name }) => name.endsWith('trusted_device'))
  assert.ok(device !== undefined)
  assert.equal(device.attributes['max-age'], String(30 * 86_400))
  const login = { json: { email, password }, headers: { cookie: `${device.name}=${device.value}` } }
  const trusted = await auth.request('POST', '/api/auth/login/', login)
  assert.equal(trusted.status, 200, trusted.text)
  assert.equal(readClaims(trusted.json.access).acr, 'aal1')
  const changed = await auth.changePassword(trusted.json.access, 'AnotherPass456!')
  assert.equal(changed.json.code, 'reauthentication_required')
  auth.clock.advance(31 * 86_400_000)
  assert.equal((await auth.request('POST', '/api/auth/login/', login)).json.code, 'mfa_required')
})

test('a browser that another account trusted is not trusted, and none where the settings trust none', async () => {
  const auth = await createTestAuth({ trustedDeviceLifetime: '30d' })
  const { code } = await registerProtected(auth, email)
  await registerProtected(auth, 'mallory@example.com')
  const asked = await beginLogin(auth, email)
  const entered = await verify(auth, asked.json.mfa_token, { code: code(), trust_device: true })
  const device = cookiesOf(entered).find(({ name }) => name.endsWith('trusted_device'))
  const headers = { cookie: `${device?.name}=${device?.value}` }
  const other = { json: { email: 'mallory@example.com', password }, headers }
  assert.equal((await auth.request('POST', '/api/auth/login/', other)).json.code, 'mfa_required')
  const strict = await createTestAuth()
  const app = await registerProtected(strict, email)
  const without = await beginLogin(strict, email)
  const answer = await verify(strict, without.json.mfa_token, { code: app.code(), trust_device: true })
  assert.ok(!cookiesOf(answer).some(({ name }) => name.endsWith('trusted_device')))
})

test('an app that was begun with a stolen password ends where the owner adds a factor first', async () => {
  const auth = await createTestAuth({ mfaRequired: 'all' })
  await register(auth)
  const thief = (await beginLogin(auth, email)).json.mfa_token
  const begun = await auth.request('POST', '/api/auth/mfa/totp/', { token: thief, json: {} })
  const code = codeOf(decodeBase32(begun.json.secret), stepAt(auth.clock.now()))
  const user = (await auth.store.users.findByLogin(email)) ?? assert.fail()
  const about = { id: 'own', userId: user.id, name: '', createdAt: 0, lastUsedAt: null, transports: [], aaguid: '' }
  const key = { credentialId: Buffer.alloc(16), publicKey: Buffer.alloc(1), algorithm: -7, counter: 0 } as const
  const passkey = { ...about, ...key, kind: 'passkey', isBackupEligible: false, isBackedUp: false } as const
  const change = { now: auth.clock.now(), by: undefined, mail: undefined, sid: undefined }
  assert.equal(await auth.store.factors.addPasskey(passkey, 20, change), 'added')
  const refused = await auth.request('POST', '/api/auth/mfa/totp/confirm/', { token: thief, json: { code } })
  assert.equal(refused.json.code, 'mfa_token_not_valid')
})

test('an app that was begun and left can be neither seen nor confirmed a quarter of an hour later', async () => {
  const auth = await createTestAuth({ accessTokenLifetime: '1h' })
  const { access: token } = await auth.register(email)
  const begun = await auth.request('POST', '/api/auth/mfa/totp/', { token, json: { current_password: password } })
  const codeNow = () => codeOf(decodeBase32(begun.json.secret), stepAt(auth.clock.now()))
  assert.equal((await auth.request('GET', '/api/auth/mfa/totp/qr.svg', { token })).status, 200)
  auth.clock.advance(900_000)
  assert.equal((await auth.request('GET', '/api/auth/mfa/totp/qr.svg', { token })).status, 404)
  const late = await auth.request('POST', '/api/auth/mfa/totp/confirm/', { token, json: { code: codeNow() } })
  assert.equal(late.json.code, 'mfa_code_not_valid')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineEndpoint } from '../../../http/endpoints/define-endpoint.ts'
import { isAdminUser, isAuthenticated, isOwner } from '../../../permissions/built-in.ts'
import { allOf, anyOf, not } from '../../../permissions/compose.ts'
import { findObjectRefusal, type Permission } from '../../../permissions/permission.ts'
import { hasMfa, recentlyAuthenticated } from '../../../permissions/step-up.ts'
import { readClaims } from '../../../testing/read-claims.ts'
import { addApp, registerProtected } from '../../../testing/second-factors.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { testPassword as password } from '../../../testing/test-client.ts'

const email = 'alice@example.com'

const ok = async () => ({ status: 200, body: {} })
const endpoints = [
  defineEndpoint({ path: '/api/strong/', permissions: [isAuthenticated, hasMfa], GET: ok }),
  defineEndpoint({ path: '/api/recent/', permissions: [isAuthenticated, recentlyAuthenticated(300)], GET: ok }),
]

test('what asks for a second factor refuses a session without one, and says what is missing', async () => {
  const auth = await createTestAuth({}, { endpoints })
  const { access } = await auth.register(email)
  const refused = await auth.request('GET', '/api/strong/', { token: access })
  assert.equal(refused.status, 401)
  assert.deepEqual([refused.json.code, refused.json.acr_values], ['reauthentication_required', 'aal2'])
  assert.equal(
    refused.headers.get('www-authenticate'),
    'Bearer error="insufficient_user_authentication", acr_values="aal2"',
  )
  const { pair } = await addApp(auth, { access, refresh: '' })
  assert.equal((await auth.request('GET', '/api/strong/', { token: pair.access })).status, 200)
})

test('the scheme of what is asked for is that of the settings', async () => {
  const auth = await createTestAuth({ authHeaderTypes: ['JWT', 'Bearer'] }, { endpoints })
  const { access } = await auth.register(email)
  const refused = await auth.request('GET', '/api/strong/', { token: access })
  assert.match(refused.headers.get('www-authenticate') ?? '', /^JWT error="insufficient_user_authentication"/)
})

test('a composed permission says what would be enough, as its part does', async () => {
  const row = (path: string, permission: Permission) =>
    defineEndpoint({ path, permissions: [isAuthenticated, permission], GET: ok })
  const composed = [
    row('/api/all/', allOf(isAuthenticated, hasMfa)),
    row('/api/any/', anyOf(isAdminUser, hasMfa)),
    row('/api/nested/', allOf(isAuthenticated, anyOf(isAdminUser, recentlyAuthenticated(300)))),
    row('/api/earlier/', allOf(isAdminUser, hasMfa)),
    row('/api/not/', not(anyOf(hasMfa, isAuthenticated))),
  ]
  const auth = await createTestAuth({ accessTokenLifetime: '1h' }, { endpoints: composed })
  const { access } = await auth.register(email)
  auth.clock.advance(301_000)
  const ask = async (path: string) => {
    const { status, json } = await auth.request('GET', path, { token: access })
    return [status, json.acr_values, json.max_age]
  }
  assert.deepEqual(await ask('/api/all/'), [401, 'aal2', undefined])
  assert.deepEqual(await ask('/api/any/'), [401, 'aal2', undefined])
  assert.deepEqual(await ask('/api/nested/'), [401, undefined, 300])
  assert.deepEqual(await ask('/api/earlier/'), [403, undefined, undefined], 'a factor would not make them staff')
  assert.deepEqual(await ask('/api/not/'), [403, undefined, undefined], 'what is denied asks for nothing')
  const anonymous = await auth.request('GET', '/api/all/')
  assert.deepEqual([anonymous.status, anonymous.json.acr_values], [401, undefined])
})

test('of a permission for objects the part that would be content speaks, too', async () => {
  const question = { principal: undefined, method: 'GET' }
  const refusal = await findObjectRefusal([anyOf(isOwner, hasMfa)], question, { owner: 7 })
  assert.deepEqual(refusal?.stepUp, { acr: 'aal2' })
})

test('what asks for a recent login takes the beginning of the session, and the last proof', async () => {
  const auth = await createTestAuth({ accessTokenLifetime: '1h' }, { endpoints })
  const { access } = await auth.register(email)
  const visit = (token: string) => auth.request('GET', '/api/recent/', { token })
  assert.equal((await visit(access)).status, 200)
  auth.clock.advance(301_000)
  const refused = await visit(access)
  assert.deepEqual([refused.status, refused.json.max_age], [401, 300])
  const renewed = await auth.request('POST', '/api/auth/reauthenticate/', { token: access, json: { password } })
  assert.equal(renewed.status, 200, renewed.text)
  assert.equal((await visit(renewed.json.access)).status, 200)
  assert.equal((await visit(access)).status, 401, 'a token from before says nothing of it')
  assert.equal(readClaims(renewed.json.access).sid, readClaims(access).sid)
})

test('the pair of a proof is the session’s: its refresh token goes on, and the one before does not', async () => {
  const auth = await createTestAuth()
  const before = await auth.register(email)
  const { json } = await auth.request('POST', '/api/auth/reauthenticate/', { token: before.access, json: { password } })
  auth.clock.advance(60_000)
  const next = await auth.refresh(json.refresh)
  assert.equal(next.status, 200, next.text)
  assert.equal(readClaims(next.json.access).auth_time, readClaims(json.access).auth_time)
  assert.equal((await auth.refresh(before.refresh)).status, 401)
})

test('an account with a factor proves itself by the factor, and not by the password', async () => {
  const auth = await createTestAuth()
  const { pair, code } = await registerProtected(auth, email)
  const again = (json: object) => auth.request('POST', '/api/auth/reauthenticate/', { token: pair.access, json })
  const refused = await again({ password })
  assert.deepEqual([refused.status, refused.json.methods], [401, ['totp', 'recovery_code']])
  assert.equal((await again({})).status, 400)
  assert.equal((await again({ code: code(), password })).status, 400)
  assert.equal((await again({ code: code() })).status, 200)
})

test('a wrong password proves nothing, nor does a code of another account', async () => {
  const auth = await createTestAuth()
  const { pair } = await registerProtected(auth, email)
  const other = await registerProtected(auth, 'mallory@example.com')
  const asked = { token: pair.access, json: { code: other.code() } }
  assert.equal((await auth.request('POST', '/api/auth/reauthenticate/', asked)).json.code, 'mfa_code_not_valid')
  const plain = await auth.register('bob@example.com')
  const wrong = { token: plain.access, json: { password: 'not it' } }
  assert.equal((await auth.request('POST', '/api/auth/reauthenticate/', wrong)).status, 400)
})

test('a proof works under each way of refreshing', async () => {
  const configs = [
    { rotateRefreshTokens: false },
    { compat: 'simplejwt' },
    { refreshAuthority: 'jti', refreshGrace: '0s' },
    { userIdField: 'email' },
    { userIds: 'uuid' },
    { jtiClaim: null },
    { sessionAbsoluteLifetime: '2h' },
  ] as const
  for (const config of configs) {
    const auth = await createTestAuth(config)
    const { access } = await auth.register(email)
    const renewed = await auth.request('POST', '/api/auth/reauthenticate/', { token: access, json: { password } })
    assert.equal(renewed.status, 200, `${JSON.stringify(config)}: ${renewed.text}`)
    assert.equal((await auth.visit(renewed.json.access)).status, 200)
    assert.equal((await auth.refresh(renewed.json.refresh)).status, 200, JSON.stringify(config))
  }
})

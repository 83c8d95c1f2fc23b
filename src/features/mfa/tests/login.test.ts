import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readClaims } from '../../../testing/read-claims.ts'
import { beginLogin, registerProtected, verify } from '../../../testing/second-factors.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'

const email = 'alice@example.com'

test('an account without a factor notices nothing: its tokens say what they always said', async () => {
  const auth = await createTestAuth()
  await auth.register(email)
  const { access, refresh } = await auth.login(email)
  for (const token of [access, refresh]) {
    const claims = readClaims(token)
    for (const name of ['auth_time', 'amr', 'acr']) assert.ok(!Object.hasOwn(claims, name), name)
  }
})

test('a login of an account with an app is refused with the way on, and ends in what it would have answered', async () => {
  const auth = await createTestAuth()
  const { code } = await registerProtected(auth, email)
  const asked = await beginLogin(auth, email)
  assert.equal(asked.status, 401)
  const { mfa_token: token, ...body } = asked.json
  assert.deepEqual(body, {
    detail: 'A second factor is needed.',
    code: 'mfa_required',
    methods: ['totp', 'recovery_code'],
  })
  assert.equal(typeof token, 'string')
  const entered = await verify(auth, token, { code: code() })
  assert.equal(entered.status, 200, entered.text)
  assert.deepEqual(Object.keys(entered.json), ['refresh', 'access', 'user'])
  assert.equal(entered.json.user.email, email)
  const claims = readClaims(entered.json.access)
  assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
  assert.equal(claims.acr, 'aal2')
  assert.equal(claims.auth_time, Math.floor(auth.clock.now() / 1000))
  assert.equal((await auth.visit(entered.json.access)).status, 200)
})

test('a refresh carries on how and when its session was authenticated', async () => {
  const auth = await createTestAuth()
  const { code } = await registerProtected(auth, email)
  const asked = await beginLogin(auth, email)
  const entered = await verify(auth, asked.json.mfa_token, { code: code() })
  const before = readClaims(entered.json.access)
  auth.clock.advance(60_000)
  const refreshed = await auth.refresh(entered.json.refresh)
  for (const token of [refreshed.json.access, refreshed.json.refresh]) {
    const { auth_time: at, amr, acr } = readClaims(token)
    assert.deepEqual({ at, amr, acr }, { at: before.auth_time, amr: before.amr, acr: before.acr })
  }
})

test('a wrong code opens nothing, and five of them end the sign-in', async () => {
  const auth = await createTestAuth()
  const { code } = await registerProtected(auth, email)
  const { mfa_token: token } = (await beginLogin(auth, email)).json
  const right = code()
  const wrong = right === '000000' ? '000001' : '000000'
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const refused = await verify(auth, token, { code: wrong })
    assert.equal(refused.json.code, 'mfa_code_not_valid')
  }
  const ended = await verify(auth, token, { code: right })
  assert.equal(ended.json.code, 'mfa_token_not_valid')
  const again = await beginLogin(auth, email)
  assert.equal((await verify(auth, again.json.mfa_token, { code: right })).status, 200)
})

test('one code opens one session, however often it is sent at once', async () => {
  const auth = await createTestAuth()
  const { code } = await registerProtected(auth, email)
  const tokens = await Promise.all(
    Array.from({ length: 50 }, async () => (await beginLogin(auth, email)).json.mfa_token),
  )
  const answers = await Promise.all(tokens.map(token => verify(auth, token, { code: code() })))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.equal((await auth.store.sessions.listLive(1, auth.clock.now())).length, 2)
})

test('one sign-in opens one session, however often it is finished at once', async () => {
  const auth = await createTestAuth()
  const { recoveryCodes } = await registerProtected(auth, email)
  const { mfa_token: token } = (await beginLogin(auth, email)).json
  const answers = await Promise.all(recoveryCodes.slice(0, 5).map(each => verify(auth, token, { recovery_code: each })))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
})

test('a code that was used, or is older than a used one, opens nothing', async () => {
  const auth = await createTestAuth({ totpWindow: 2 })
  const { code } = await registerProtected(auth, email)
  const older = code()
  auth.clock.advance(30_000)
  const newer = code()
  const first = await beginLogin(auth, email)
  assert.equal((await verify(auth, first.json.mfa_token, { code: newer })).status, 200)
  for (const used of [newer, older]) {
    const again = await beginLogin(auth, email)
    assert.equal((await verify(auth, again.json.mfa_token, { code: used })).json.code, 'mfa_code_not_valid')
  }
})

test('a recovery code opens one session, in whatever case it is typed', async () => {
  const auth = await createTestAuth()
  const { recoveryCodes } = await registerProtected(auth, email)
  assert.equal(new Set(recoveryCodes).size, 10)
  const [first = ''] = recoveryCodes
  const typed = first.toLowerCase().replaceAll('-', ' ')
  const one = await beginLogin(auth, email)
  const entered = await verify(auth, one.json.mfa_token, { recovery_code: typed })
  assert.equal(entered.status, 200, entered.text)
  const two = await beginLogin(auth, email)
  assert.equal((await verify(auth, two.json.mfa_token, { recovery_code: first })).json.code, 'mfa_code_not_valid')
})

test('a sign-in ends after five minutes, and with a change of the password', async () => {
  const auth = await createTestAuth()
  const { code, pair } = await registerProtected(auth, email)
  const late = await beginLogin(auth, email)
  auth.clock.advance(301_000)
  assert.equal((await verify(auth, late.json.mfa_token, { code: code() })).json.code, 'mfa_token_not_valid')
  const overtaken = await beginLogin(auth, email)
  const confirm = { token: pair.access, json: { code: code() } }
  const renewed = await auth.request('POST', '/api/auth/reauthenticate/', confirm)
  assert.equal(renewed.status, 200, renewed.text)
  auth.clock.advance(30_000)
  assert.equal((await auth.changePassword(renewed.json.access, 'AnotherPass456!')).status, 200)
  assert.equal((await verify(auth, overtaken.json.mfa_token, { code: code() })).json.code, 'mfa_token_not_valid')
})

test('an account that was deactivated in between gets no tokens', async () => {
  const auth = await createTestAuth()
  const { code } = await registerProtected(auth, email)
  const { mfa_token: token } = (await beginLogin(auth, email)).json
  auth.store.database.exec('UPDATE users SET is_active = 0')
  assert.equal((await verify(auth, token, { code: code() })).status, 401)
})

test('the token of a sign-in is none of a session, whatever the settings call types', async () => {
  for (const config of [{}, { tokenTypeClaim: null }, { jtiClaim: null }] as const) {
    const auth = await createTestAuth(config)
    await registerProtected(auth, email)
    const { mfa_token: token } = (await beginLogin(auth, email)).json
    assert.equal((await auth.visit(token)).status, 401)
    assert.equal((await auth.refresh(token)).status, 401)
    const verified = await auth.request('POST', '/api/token/verify/', { json: { token } })
    assert.equal(verified.status, 401)
  }
})

/** A service holds the private key (`signer`): what its failures do to requests, in every configuration that mints. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, stepAt } from '../../src/features/mfa/totp.ts'
import type { Config } from '../../src/settings/settings.ts'
import { createFakeSigner, type FakeSigner, type SignerMood } from '../../src/testing/fake-signer.ts'
import { createMailAuth, type MailAuth } from '../../src/testing/mail-auth.ts'
import { logInByMail } from '../../src/testing/mail-logins.ts'
import { addApp, beginLogin, decodeBase32, verify } from '../../src/testing/second-factors.ts'
import { type Pair, testPassword as password, type Reply } from '../../src/testing/test-client.ts'

const email = 'ann@example.com'
const moods: readonly SignerMood[] = ['is_away', 'returns_rubbish', 'has_another_key']

interface Setup {
  readonly auth: MailAuth
  readonly kms: FakeSigner
}

async function open(config: Config = {}): Promise<Setup> {
  const kms = createFakeSigner()
  const auth = await createMailAuth({ verifyEmailAtRegistration: false, mailLogin: 'both', ...kms.settings, ...config })
  return { auth, kms }
}

/** Refused with the code of the signer, and told to the log once, with its cause. */
async function assertUnavailable({ auth, kms }: Setup, mood: SignerMood, ask: () => Promise<Reply>): Promise<void> {
  const before = auth.events.length
  kms.mood = mood
  const { status, headers, text } = await ask()
  kms.mood = 'signs'
  const code = headers.get('latchkey-code')
  assert.deepEqual([status, code, headers.get('retry-after')], [503, 'signer_unavailable', '1'], mood)
  const causes = auth.events.slice(before).flatMap(({ name, data }) => (data && 'cause' in data ? [name] : []))
  assert.deepEqual(causes, ['request.failed'], mood)
  assert.doesNotMatch(text, /ECONN|verifyingKey|another/)
}

function countSessions({ store }: MailAuth): unknown {
  return store.database.prepare('SELECT count(*) AS count FROM sessions').get()?.count
}

const ways: Readonly<Record<string, (auth: MailAuth) => Promise<Reply>>> = {
  'the login': auth => auth.request('POST', '/api/auth/login/', { json: { email, password } }),
  "SimpleJWT's pair": auth => auth.request('POST', '/api/token/', { json: { email, password } }),
  'the cookie login': auth => auth.request('POST', '/api/auth/cookie/login/', { json: { email, password } }),
  'a sliding token': auth => auth.request('POST', '/api/sliding/token/', { json: { email, password } }),
  'the login by mail': auth => logInByMail(auth, email),
}

for (const [name, enter] of Object.entries(ways)) {
  test(`${name}: 503 while the signer does not sign, without a session, and the next try works`, async () => {
    const setup = await open({ authTokenClasses: ['access', 'sliding'] })
    await setup.auth.register(email)
    const sessions = countSessions(setup.auth)
    for (const mood of moods) await assertUnavailable(setup, mood, () => enter(setup.auth))
    assert.equal(countSessions(setup.auth), sessions)
    assert.equal((await enter(setup.auth)).status, 200)
  })
}

const configurations: Readonly<Record<string, Config>> = {
  'as it comes': {},
  'compat simplejwt': { compat: 'simplejwt' },
  'compat with rotation': { compat: 'simplejwt', rotateRefreshTokens: true, blacklistAfterRotation: true },
  'no rotation': { rotateRefreshTokens: false },
  'tokens that name users': { userIdField: 'email', userIdClaim: 'sub' },
  'renewed claims': { renewClaims: true, tokenClaims: user => ({ mail: user.email }) },
}

for (const [name, config] of Object.entries(configurations)) {
  test(`a refresh that cannot be signed spends nothing, and the token is good for the next try: ${name}`, async () => {
    const setup = await open(config)
    const { auth } = setup
    let { refresh } = await auth.register(email)
    for (let turn = 0; turn < 3; turn += 1) {
      for (const mood of moods) await assertUnavailable(setup, mood, () => auth.refresh(refresh))
      // Later than any forgiveness: the token is still the current one.
      auth.clock.advance(60_000)
      const { status, json, text } = await auth.refresh(refresh)
      assert.equal(status, 200, text)
      assert.equal((await auth.visit(json.access)).status, 200)
      refresh = json.refresh ?? refresh
    }
  })
}

test('a response that was lost, and a signer that is away for a moment: the repetition is forgiven after it', async () => {
  const setup = await open()
  const { auth } = setup
  const { refresh } = await auth.register(email)
  const lost = (await auth.refresh(refresh)).json
  await assertUnavailable(setup, 'is_away', () => auth.refresh(refresh))
  const { status, json } = await auth.refresh(refresh)
  assert.equal(status, 200)
  assert.equal((await auth.refresh(json.refresh)).status, 200)
  assert.equal((await auth.refresh(lost.refresh)).status, 200)
})

test('a cookie refresh and a sliding token that cannot be renewed now stay as they are', async () => {
  const setup = await open({ authTokenClasses: ['access', 'sliding'] })
  const { auth } = setup
  const { refresh } = await auth.register(email)
  const byCookie = () =>
    auth.request('POST', '/api/auth/cookie/refresh/', { headers: { cookie: `refresh_token=${refresh}` } })
  await assertUnavailable(setup, 'is_away', byCookie)
  assert.equal((await byCookie()).status, 200)
  const { token } = (await auth.request('POST', '/api/sliding/token/', { json: { email, password } })).json
  const renew = () => auth.request('POST', '/api/sliding/token/refresh/', { json: { token } })
  await assertUnavailable(setup, 'is_away', renew)
  assert.equal((await renew()).status, 200)
})

test('a registration opens the account all the same, without tokens, and says why in the log', async () => {
  const { auth, kms } = await open()
  kms.mood = 'is_away'
  const json = { email, password, password_confirm: password }
  const { status, json: body } = await auth.request('POST', '/api/auth/register/', { json })
  assert.deepEqual([status, body.tokens, body.user.email], [201, undefined, email])
  assert.deepEqual(auth.reasonsOf('signer.failed'), ['signer_failed'])
  assert.equal(countSessions(auth), 0)
  kms.mood = 'signs'
  await auth.login(email)
})

test('a second factor that is added while nothing can be signed counts, and its recovery codes are shown', async () => {
  const { auth, kms } = await open()
  const { access } = await auth.register(email)
  const enrolling = { token: access, json: { current_password: password } }
  const begun = (await auth.request('POST', '/api/auth/mfa/totp/', enrolling)).json
  const code = codeOf(decodeBase32(begun.secret), stepAt(auth.clock.now()))
  kms.mood = 'is_away'
  const { status, json } = await auth.request('POST', '/api/auth/mfa/totp/confirm/', { token: access, json: { code } })
  assert.deepEqual([status, json.access, json.recovery_codes.length > 5], [200, undefined, true])
  assert.deepEqual(auth.reasonsOf('signer.failed'), ['signer_failed'])
  kms.mood = 'signs'
  assert.equal((await beginLogin(auth, email)).json.code, 'mfa_required')
})

test('a login with a second factor that cannot be signed begins again, and leaves no session', async () => {
  const setup = await open()
  const { auth } = setup
  const app = await addApp(auth, await auth.register(email))
  const sessions = countSessions(auth)
  const begun = (await beginLogin(auth, email)).json
  await assertUnavailable(setup, 'is_away', () => verify(auth, begun.mfa_token, { code: app.code() }))
  assert.equal(countSessions(auth), sessions)
  auth.clock.advance(30_000)
  const again = (await beginLogin(auth, email)).json
  assert.equal((await verify(auth, again.mfa_token, { code: app.code() })).status, 200)
})

test('a session that is confirmed again while nothing can be signed goes on with the tokens that it has', async () => {
  const setup = await open()
  const { auth } = setup
  const { access, refresh } = await auth.register(email)
  const confirm = () => auth.request('POST', '/api/auth/reauthenticate/', { token: access, json: { password } })
  await assertUnavailable(setup, 'is_away', confirm)
  assert.equal((await auth.visit(access)).status, 200)
  assert.equal((await auth.refresh(refresh)).status, 200)
})

test('mails whose links cannot be signed now are sent later', async () => {
  const { auth, kms } = await open()
  await auth.register(email)
  kms.mood = 'is_away'
  await auth.post('password/reset', { email })
  assert.equal(auth.mailbox.to(email).length, 0)
  assert.deepEqual(auth.reasonsOf('mail.postponed'), ['signer_unavailable: signer_failed'])
  kms.mood = 'signs'
  auth.clock.advance(10_000)
  await auth.deliverMail()
  const changed = {
    token: auth.mailbox.tokenFor(email),
    new_password: 'Another-pass-1',
    new_password_confirm: 'Another-pass-1',
  }
  assert.equal((await auth.post('password/reset/confirm', changed)).status, 200)
})

test('two hundred logins and refreshes at the same time are all signed', async () => {
  const { auth, kms } = await open()
  const first: Pair = await auth.register(email)
  const asked = kms.asked.length
  const logins = await Promise.all(Array.from({ length: 100 }, () => auth.login(email)))
  const refreshed = await Promise.all(logins.map(({ refresh }) => auth.refresh(refresh)))
  assert.deepEqual([...new Set(refreshed.map(({ status }) => status))], [200])
  assert.equal(kms.asked.length - asked, 400)
  assert.equal((await auth.refresh(first.refresh)).status, 200)
})

test('one token that two tabs refresh at once: one rotates, one is forgiven, whatever the signer takes', async () => {
  const { auth } = await open()
  const { refresh } = await auth.register(email)
  const answers = await Promise.all(Array.from({ length: 8 }, () => auth.refresh(refresh)))
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
  assert.equal((await auth.refresh(answers[0]?.json.refresh)).status, 200)
})

test('for a token of a session that has ended nothing is signed, and while the signer is away it is 401', async () => {
  const { auth, kms } = await open()
  const pair = await auth.register(email)
  await auth.logout(pair)
  const asked = kms.asked.length
  kms.mood = 'is_away'
  assert.equal((await auth.refresh(pair.refresh)).status, 401)
  assert.equal(kms.asked.length, asked)
})

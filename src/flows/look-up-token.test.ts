import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeyPair } from '../keys/generate.ts'
import { mintForeignPair } from '../testing/foreign-tokens.ts'
import { createMailAuth } from '../testing/mail-auth.ts'
import { tokenIn } from '../testing/mailbox.ts'
import { mintNow } from '../testing/mint-now.ts'
import { servePublishedKeys } from '../testing/published-keys.ts'
import { readClaims } from '../testing/read-claims.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'
import { accessToken } from '../tokens/access.ts'
import { defineToken, type TokenKind } from '../tokens/define-token.ts'
import { slidingToken } from '../tokens/sliding.ts'
import { setUserFlags } from './admin/set-user-flags.ts'
import { lookUpToken } from './look-up-token.ts'

const email = 'alice@example.com'

async function lookUp({ system, store }: TestAuth, raw: string) {
  const claims = readClaims(raw)
  return await lookUpToken({ ...system, audit: store.audit }, { raw, claims, kind: String(claims.token_type) })
}

/** In one line: session, id, user, answer. */
async function told(auth: TestAuth, raw: string): Promise<string> {
  const { session, id, user, answer } = await lookUp(auth, raw)
  return [session.state, id, user.state, answer.presentedAs, answer.status, answer.reason ?? '-'].join(' ')
}

for (const config of [
  {},
  { userIdField: 'email' },
  { compat: 'simplejwt', revokeAccessTokens: true, rotateRefreshTokens: true, blacklistAfterRotation: true },
] as const) {
  test(`what is told of a pair is what the API answers, from its login to its logout (${JSON.stringify(config)})`, async () => {
    const auth = await createTestAuth(config)
    const pair = await auth.register(email)
    assert.match(await told(auth, pair.access), /^\w+ unspent active bearer 200 -$/)
    assert.match(await told(auth, pair.refresh), /^\w+ (?:current|unspent) active refresh 200 -$/)
    assert.equal((await auth.visit(pair.access)).status, 200)
    const next = (await auth.refresh(pair.refresh)).json
    await auth.logout(next)
    for (const token of [pair.access, pair.refresh, next.refresh]) {
      const { answer } = await lookUp(auth, token)
      const asked = answer.presentedAs === 'bearer' ? await auth.visit(token) : await auth.refresh(token)
      assert.equal(answer.status, asked.status)
    }
  })
}

test('an ended session tells when it ended, why and by whom, also after its row was deleted', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  const user = await auth.system.users.findByLogin(email)
  assert.ok(user)
  auth.clock.advance(1000)
  const endedAt = auth.clock.now()
  await setUserFlags(auth.system, { kind: 'cli', osUser: 'root' }, user.id, { isActive: false })
  const { session, user: seen, answer } = await lookUp(auth, access)
  assert.deepEqual([session.state, session.endedAt, session.endReason], ['ended', endedAt, 'deactivated'])
  assert.deepEqual([seen.state, seen.login, answer.status, answer.reason], ['inactive', email, 401, 'revoked'])
})

test('a replayed refresh token is told to be replaced, and telling it ends nothing', async () => {
  const auth = await createTestAuth()
  const first = await auth.register(email)
  const next = (await auth.refresh(first.refresh)).json
  assert.equal(await told(auth, first.refresh), 'alive forgiven active refresh 200 -')
  auth.clock.advance(60_000)
  assert.equal(await told(auth, first.refresh), 'alive replaced active refresh 401 reused')
  assert.equal(await told(auth, next.refresh), 'alive current active refresh 200 -')
  assert.equal((await auth.refresh(next.refresh)).status, 200)
})

test('a changed password is told to a refresh token without spending it', async () => {
  const auth = await createTestAuth({ checkRevokeToken: true })
  const { access } = await auth.register(email)
  const foreign = mintForeignPair(auth.system, 1)
  await auth.changePassword(access, 'An0therPass!word')
  const first = await lookUp(auth, foreign.refresh)
  assert.deepEqual(await lookUp(auth, foreign.refresh), first)
  assert.equal(first.answer.status, 401)
})

test('tokens of other kinds are asked about where they are used', async () => {
  const auth = await createTestAuth({ authTokenClasses: ['access', 'sliding'] })
  await auth.register(email)
  const mint = (kind: TokenKind) => mintNow(auth.system, kind, { userId: 1 }).text
  assert.equal(await told(auth, mint(slidingToken)), 'none unspent active bearer 200 -')
  const invite = defineToken({ name: 'InviteToken', type: 'invite', lifetime: '1h' })
  assert.equal(await told(auth, mint(invite)), 'none unspent active verify 200 -')
  const unknown = mintNow(auth.system, accessToken, { userId: 99 }).text
  assert.equal(await told(auth, unknown), 'none unspent not_found bearer 401 -')
})

test('the token of a mail is told to be spent after its link was used', async () => {
  const auth = await createMailAuth()
  await auth.register(email)
  await auth.post('password/reset', { email })
  const token = tokenIn(auth.mailbox.mails.at(-1) ?? { text: '' }) ?? ''
  assert.equal(await told(auth, token), 'none unspent active mail link 200 -')
  const password = 'An0therPass!word'
  const used = await auth.post('password/reset/confirm', {
    token,
    new_password: password,
    new_password_confirm: password,
  })
  assert.equal(used.status, 200)
  assert.match(await told(auth, token), /^none spent active mail link 400 /)
})

test('under jwkUrl the sid of another issuer is foreign, and its published keys are asked', async t => {
  const published = await servePublishedKeys(t)
  const auth = await createTestAuth({
    jwkUrl: published.url,
    issuer: 'any-issuer',
    audience: 'any-audience',
    algorithm: 'ES256',
    signingKey: generateKeyPair('ES256').privatePem,
  })
  await auth.register(email)
  const key = published.publish()
  const token = key.sign(auth.system, accessToken, { userId: 1, sid: 'theirs' })
  assert.equal(await told(auth, token), 'foreign unspent active bearer 200 -')
})

test('a forged token is refused, whatever the store knows of the names in it', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register(email)
  assert.equal(await told(auth, `${access.slice(0, -8)}AAAAAAAA`), 'alive unspent active bearer 401 bad_signature')
})

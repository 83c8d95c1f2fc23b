/** A token that is spent on one side is spent on both, and a session goes on with what Django made of its token. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mintForeignPair } from '../../../testing/foreign-tokens.ts'
import { readClaims } from '../../../testing/read-claims.ts'
import type { Reply } from '../../../testing/test-client.ts'
import { type BridgedAuth, createBridgedAuth, jtiOf } from './bridged-auth.ts'

const email = 'alice@example.com'

function assertBlacklisted(reply: Reply, what?: string): void {
  assert.deepEqual([reply.status, reply.json?.detail], [401, 'Token is blacklisted'], what)
}

function eventsOf(auth: BridgedAuth, name: string): number {
  return auth.events.filter(event => event.name === name).length
}

async function verify(auth: BridgedAuth, token: string): Promise<Reply> {
  return await auth.request('POST', '/api/auth/token/verify/', { json: { token } })
}

test('hazard f: what is refreshed here is spent at Django before the answer', async t => {
  const auth = await createBridgedAuth(t)
  const first = await auth.register(email)
  assert.equal(auth.django.isBlacklisted(jtiOf(first.refresh)), false)
  const second = (await auth.refresh(first.refresh)).json
  assert.equal(auth.django.isBlacklisted(jtiOf(first.refresh)), true)
  assert.equal(auth.django.isBlacklisted(jtiOf(second.refresh)), false)
  const [row] = auth.django.database
    .prepare('SELECT token, expires_at, user_id, created_at FROM token_blacklist_outstandingtoken')
    .all()
  const exp = new Date(Number(readClaims(first.refresh).exp) * 1000).toISOString()
  const expires_at = `${exp.slice(0, 10)} ${exp.slice(11, 19)}.000000`
  assert.deepEqual({ ...row }, { token: '', expires_at, user_id: null, created_at: null })
})

test('hazard f: what is logged out here is spent at Django before the answer', async t => {
  const auth = await createBridgedAuth(t)
  const pair = await auth.register(email)
  const other = await auth.login(email)
  assert.equal((await auth.logout(pair)).status, 200)
  assert.equal(auth.django.isBlacklisted(jtiOf(pair.refresh)), true)
  await auth.changePassword(other.access, 'another-Password-7')
  assert.equal(auth.django.isBlacklisted(jtiOf(other.refresh)), true)
})

test('hazard f: what Django blacklisted is refused here, with a session of ours and without one', async t => {
  const auth = await createBridgedAuth(t)
  const own = await auth.register(email)
  const { id } = readUser(own.refresh)
  const foreign = mintForeignPair(auth.system, id)
  for (const { refresh, access } of [own, foreign]) {
    auth.django.blacklist(jtiOf(refresh))
    assertBlacklisted(await auth.refresh(refresh))
    assertBlacklisted(await verify(auth, refresh))
    assert.equal((await auth.visit(access)).status, 200, 'access tokens live on, as at Django')
  }
  auth.django.database.exec('DELETE FROM token_blacklist_blacklistedtoken')
  assertBlacklisted(await auth.refresh(own.refresh), 'once it was seen, it stays spent')
  assertBlacklisted(await auth.refresh(foreign.refresh))
})

function readUser(token: string): { readonly id: number } {
  return { id: Number(readClaims(token).user_id) }
}

test('hazard e: Django rotates a token of ours, and the session goes on with its successor', async t => {
  const auth = await createBridgedAuth(t)
  const first = await auth.register(email)
  auth.clock.advance(1000)
  const second = auth.rotateAtDjango(first.refresh)
  auth.clock.advance(1000)
  const third = auth.rotateAtDjango(second)
  const next = await auth.refresh(third)
  assert.equal(next.status, 200)
  assert.equal(readClaims(next.json.refresh).sid, readClaims(first.refresh).sid)
  assert.equal(auth.django.isBlacklisted(jtiOf(third)), true)
  assert.deepEqual([eventsOf(auth, 'refresh.followed'), eventsOf(auth, 'refresh.rotated')], [1, 1])
  const fifth = auth.rotateAtDjango(next.json.refresh)
  assert.equal((await auth.refresh(fifth)).status, 200, 'and back')
})

test('hazard e: verification and logout take the successor, too', async t => {
  const auth = await createBridgedAuth(t)
  const first = await auth.register(email)
  const second = auth.rotateAtDjango(first.refresh)
  assert.equal((await verify(auth, second)).status, 200)
  const third = auth.rotateAtDjango(second)
  assert.equal((await auth.logout({ refresh: third, access: first.access })).status, 200)
  assert.equal(auth.django.isBlacklisted(jtiOf(third)), true)
  assert.equal((await auth.visit(first.access)).status, 401)
})

test('hazard e: what Django rotated is refused here, before its successor is seen and after it', async t => {
  const auth = await createBridgedAuth(t)
  const first = await auth.register(email)
  const second = auth.rotateAtDjango(first.refresh)
  assertBlacklisted(await auth.refresh(first.refresh))
  const third = (await auth.refresh(second)).json
  assertBlacklisted(await auth.refresh(first.refresh))
  assert.equal((await auth.refresh(third.refresh)).status, 200)
})

test('hazard e: to verify a successor makes the token before it no more forgivable', async t => {
  const auth = await createBridgedAuth(t)
  const first = await auth.register(email)
  const second = auth.rotateAtDjango(first.refresh)
  assert.equal((await verify(auth, second)).status, 200)
  assertBlacklisted(await auth.refresh(first.refresh))
})

test('the lost answer of a refresh is given again, though Django has heard that its token is spent', async t => {
  const auth = await createBridgedAuth(t)
  const first = await auth.register(email)
  const lost = (await auth.refresh(first.refresh)).json
  const again = await auth.refresh(first.refresh)
  assert.deepEqual([again.status, jtiOf(again.json.refresh)], [200, jtiOf(lost.refresh)])
})

test('of two refreshes at once one rotates and one is forgiven, also where Django made their token', async t => {
  const auth = await createBridgedAuth(t)
  const first = await auth.register(email)
  const own = (await auth.refresh(first.refresh)).json.refresh
  for (const token of [own, undefined]) {
    const presented = token ?? auth.rotateAtDjango((await auth.login(email)).refresh)
    const [one, other] = await Promise.all([auth.refresh(presented), auth.refresh(presented)])
    assert.deepEqual([one.status, other.status], [200, 200])
    assert.equal(jtiOf(one.json.refresh), jtiOf(other.json.refresh))
  }
})

test('a lost answer is not given again once Django has logged its successor out', async t => {
  const auth = await createBridgedAuth(t)
  const first = await auth.register(email)
  const lost = (await auth.refresh(first.refresh)).json
  auth.django.blacklist(jtiOf(lost.refresh))
  assertBlacklisted(await auth.refresh(first.refresh))
})

test('an old token takes no place of a successor, also when Django never heard of it (replay)', async t => {
  const auth = await createBridgedAuth(t)
  const first = await auth.register(email)
  auth.clock.advance(120_000)
  const second = (await auth.refresh(first.refresh)).json
  const third = (await auth.refresh(second.refresh)).json
  auth.django.database.exec('DELETE FROM token_blacklist_blacklistedtoken')
  auth.django.blacklist(jtiOf(third.refresh))
  // Of an access token of the same time, Django has no word either.
  assertBlacklisted(await auth.refresh(first.refresh))
  assert.equal(eventsOf(auth, 'refresh.followed'), 0)
  assert.equal(eventsOf(auth, 'refresh.reused'), 1)
})

test('what was spent here while Django was away is no successor: Django hears of it first (replay)', async t => {
  const auth = await createBridgedAuth(t)
  const first = await auth.register(email)
  auth.takeAway()
  // Nothing was asked before, so the file is not open.
  const second = await auth.refresh(first.refresh)
  assert.equal(second.status, 200)
  const third = await auth.refresh(second.json.refresh)
  auth.bringBack()
  auth.django.blacklist(jtiOf(third.json.refresh))
  auth.clock.advance(1001)
  await settle()
  assertBlacklisted(await auth.refresh(first.refresh))
  assert.equal(eventsOf(auth, 'refresh.followed'), 0)
})

/** Lets timers that were due do their work. */
async function settle(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 100))
}

test('an access token never takes the place of a refresh token', async t => {
  for (const more of [{}, { authTokenClasses: ['sliding', 'access'] }] as const) {
    const auth = await createBridgedAuth(t, more)
    const first = await auth.register(email)
    auth.django.blacklist(jtiOf(first.refresh))
    assert.equal((await auth.refresh(first.access)).status, 401)
    await auth.visit(first.access)
    assertBlacklisted(await auth.refresh(first.refresh))
    assert.equal(eventsOf(auth, 'refresh.followed'), 0)
  }
})

test('a token of another user that carries the sid moves no session', async t => {
  const auth = await createBridgedAuth(t)
  const hers = await auth.register(email)
  const other = await auth.register('bob@example.com')
  const copied = auth.rotateAtDjango(hers.refresh)
  const his = auth.rotateAtDjango(hers.refresh, { user_id: readClaims(other.refresh).user_id })
  assertBlacklisted(await auth.refresh(his))
  assert.equal(eventsOf(auth, 'refresh.followed'), 0)
  assert.equal((await auth.refresh(copied)).status, 200)
})

const variants = [
  { compat: 'simplejwt' },
  { compat: 'simplejwt', rotateRefreshTokens: true, blacklistAfterRotation: true },
  { refreshAuthority: 'jti', refreshGrace: '0s' },
  { blacklistAfterRotation: false },
  { rotateRefreshTokens: false },
  { replayEndsSession: false },
  { refreshGrace: '0s' },
  { userIdField: 'email' },
  { tokenTypeClaim: null },
] as const

for (const variant of variants) {
  test(`hazard e: ${JSON.stringify(variant)}: what Django made is taken, and what it spent is not`, async t => {
    const auth = await createBridgedAuth(t, variant)
    await auth.register(email)
    const first = (await auth.login(email)) as { refresh: string; access: string }
    auth.clock.advance(1000)
    const second = auth.rotateAtDjango(first.refresh)
    assertBlacklisted(await auth.refresh(first.refresh))
    const next = await auth.refresh(second)
    assert.equal(next.status, 200, next.text)
    const third = next.json.refresh ?? second
    const { rotateRefreshTokens, blacklistAfterRotation } = auth.system.settings
    const isSpent = rotateRefreshTokens && blacklistAfterRotation
    assert.equal(auth.django.isBlacklisted(jtiOf(second)), isSpent)
    const fourth = auth.rotateAtDjango(third)
    const out = await auth.logout({ refresh: fourth, access: next.json.access })
    assert.ok(out.status < 300, out.text)
    assert.equal(auth.django.isBlacklisted(jtiOf(fourth)), true)
    assert.equal((await auth.refresh(fourth)).status, 401)
  })
}

/** Refresh token rotation: the current token rotates, its parent is forgiven for a while, any other is a replay. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SessionStart } from '../../sessions/store.ts'
import {
  addUser,
  beginning,
  grace,
  leaving,
  now,
  type OpenStore,
  refreshing,
  revocationsOf,
  stamp,
} from './opened-store.ts'

/** A session `one` whose current refresh token is `one-1`. */
async function begin(open: OpenStore, t: Parameters<OpenStore>[0]) {
  const store = await open(t)
  const user = await addUser(store, 'alice@example.com')
  await store.sessions.start(beginning(user, 'one'))
  return { user, sessions: store.sessions }
}

export function testSessionRotation(name: string, open: OpenStore): void {
  testBySession(name, open)
  testAtOnce(name, open)
  testReplays(name, open)
  testOtherAuthorities(name, open)
}

function testAtOnce(name: string, open: OpenStore): void {
  test(`${name}: a refresh at once rotates like one in two steps, and gives the user`, async t => {
    const { sessions, user } = await begin(open, t)
    const seen = { address: '192.0.2.9', userAgent: 'another' }
    const attempt = refreshing('one', 'one-1', 'one-2', { now: now + 5000, origin: seen })
    assert.deepEqual(await sessions.rotateAtOnce?.(attempt, true), user)
    const session = await sessions.find('one')
    assert.deepEqual(session?.current, stamp('one-2', now + 5000))
    assert.deepEqual(session?.previous, { jti: 'one-1', replacedAt: now + 5000 })
    assert.deepEqual([session?.generation, session?.lastUsedAt, session?.address], [1, now + 5000, '192.0.2.9'])
    // The second time the user agent is known.
    const next = refreshing('one', 'one-2', 'one-3', { now: now + 6000, origin: seen })
    assert.deepEqual(await sessions.rotateAtOnce?.(next, true), user)
  })

  test(`${name}: of fifty refreshes at once in one step one rotates, and no session ends`, async t => {
    const { sessions } = await begin(open, t)
    await sessions.rotateAtOnce?.(refreshing('one', 'one-1', 'one-2'), true)
    const attempts = Array.from({ length: 50 }, (_, index) => refreshing('one', 'one-2', `next-${index}`))
    const users = await Promise.all(attempts.map(attempt => sessions.rotateAtOnce?.(attempt, true)))
    assert.equal(users.filter(user => user !== undefined).length, 1)
    const session = await sessions.find('one')
    assert.deepEqual([session?.generation, session?.endedAt, session?.previous?.jti], [2, null, 'one-2'])
  })

  test(`${name}: a refresh at once changes nothing where a longer look would refuse it`, async t => {
    const { sessions, user } = await begin(open, t)
    assert.ok(sessions.rotateAtOnce)
    await sessions.rotate(refreshing('one', 'one-1', 'one-2'))
    await sessions.start(beginning(user, 'ended'))
    await sessions.end('ended', user.id, 'logout', now)
    await sessions.start(beginning(user, 'spent'))
    await sessions.spend(stamp('spent-1'))
    const refused = {
      replayed: refreshing('one', 'one-1', 'x'),
      'of another user': refreshing('one', 'one-2', 'x', { userId: 2 }),
      ended: refreshing('ended', 'ended-1', 'x'),
      spent: refreshing('spent', 'spent-1', 'x'),
      unknown: refreshing('none', 'none-1', 'x'),
    }
    for (const [what, attempt] of Object.entries(refused)) {
      assert.equal(await sessions.rotateAtOnce?.(attempt, true), undefined, what)
    }
    const generations = await Promise.all(
      ['one', 'ended', 'spent'].map(async sid => (await sessions.find(sid))?.generation),
    )
    assert.deepEqual([generations, (await sessions.find('one'))?.endedAt], [[1, 0, 0], null])
  })

  test(`${name}: a refresh at once asks whether the user is active, where it has to be`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com', { isActive: false })
    await store.sessions.start(beginning(user, 'one', { wasActive: false }))
    assert.equal(await store.sessions.rotateAtOnce?.(refreshing('one', 'one-1', 'one-2'), true), undefined)
    assert.deepEqual(await store.sessions.rotateAtOnce?.(refreshing('one', 'one-1', 'one-2'), false), user)
  })
}

function testBySession(name: string, open: OpenStore): void {
  test(`${name}: a refresh rotates the session's token and remembers the parent`, async t => {
    const { sessions } = await begin(open, t)
    const seen = { address: '192.0.2.9', userAgent: 'another' }
    const attempt = refreshing('one', 'one-1', 'one-2', { now: now + 5000, origin: seen })
    assert.deepEqual(await sessions.rotate(attempt), { kind: 'rotated' })
    const session = await sessions.find('one')
    assert.deepEqual(session?.current, stamp('one-2', now + 5000))
    assert.deepEqual(session?.previous, { jti: 'one-1', replacedAt: now + 5000 })
    assert.deepEqual([session?.generation, session?.lastUsedAt, session?.startedAt], [1, now + 5000, now])
    assert.deepEqual([session?.address, session?.userAgent], ['192.0.2.9', 'another'])
  })

  test(`${name}: of fifty refreshes at once one rotates, and the others are forgiven with its successor`, async t => {
    const { sessions } = await begin(open, t)
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => sessions.rotate(refreshing('one', 'one-1', `next-${index}`))),
    )
    const current = (await sessions.find('one'))?.current
    assert.equal(outcomes.filter(({ kind }) => kind === 'rotated').length, 1)
    const forgiven = outcomes.filter(({ kind }) => kind !== 'rotated')
    assert.deepEqual(forgiven, Array(49).fill({ kind: 'forgiven', current }))
  })

  test(`${name}: the parent is forgiven until the grace period ends, and not a millisecond longer`, async t => {
    const { sessions } = await begin(open, t)
    await sessions.rotate(refreshing('one', 'one-1', 'one-2'))
    const atTheEnd = await sessions.rotate(refreshing('one', 'one-1', 'x', { now: now + grace }))
    assert.equal(atTheEnd.kind, 'forgiven')
    const after = await sessions.rotate(refreshing('one', 'one-1', 'y', { now: now + grace + 1 }))
    assert.equal(after.kind, 'reused')
    assert.equal((await sessions.find('one'))?.endReason, 'replay')
  })

  test(`${name}: a forgiven refresh is a use of the session, and changes neither its token nor the moment of the last rotation`, async t => {
    const { sessions } = await begin(open, t)
    const [rotated, forgiven] = [now + 1000, now + 1000 + grace]
    await sessions.rotate(refreshing('one', 'one-1', 'one-2', { now: rotated }))
    await sessions.rotate(refreshing('one', 'one-1', 'x', { now: forgiven }))
    const session = await sessions.find('one')
    assert.deepEqual(session?.current, stamp('one-2', rotated))
    assert.deepEqual([session?.previous, session?.lastUsedAt], [{ jti: 'one-1', replacedAt: rotated }, forgiven])
    assert.equal((await sessions.rotate(refreshing('one', 'one-2', 'one-3', { now: forgiven }))).kind, 'rotated')
    assert.deepEqual((await sessions.find('one'))?.previous, { jti: 'one-2', replacedAt: forgiven })
  })

  test(`${name}: an address, factors and an iat come back as they were, whatever they are`, async t => {
    const { sessions, user } = await begin(open, t)
    const addresses = ['2001:db8::7', '', 'unix socket', '2001:DB8::7', '::ffff:192.0.2.1']
    for (const [index, address] of addresses.entries()) {
      const other = { ...stamp('other'), iat: 1_700_000_000 + index }
      const factors: SessionStart['factors'] = [index === 0 ? 'password' : 'social:google']
      const about = { stamp: other, factors, origin: { address, userAgent: '' } }
      await sessions.start(beginning(user, `session ${index}`, about))
      const found = await sessions.find(`session ${index}`)
      assert.deepEqual([found?.address, found?.factors, found?.current], [address, factors, other])
    }
  })
}

function testReplays(name: string, open: OpenStore): void {
  test(`${name}: a replay ends the session: the successor is refused too, and every node is told`, async t => {
    const { sessions, user } = await begin(open, t)
    await sessions.rotate(refreshing('one', 'one-1', 'one-2'))
    await sessions.rotate(refreshing('one', 'one-1', 'x', { now: now + grace + 1 }))
    assert.deepEqual(await sessions.rotate(refreshing('one', 'one-2', 'one-3')), { kind: 'gone' })
    assert.equal(await sessions.tokenStatus('one', user.id, stamp('one-2')), 'gone')
    const [revocation] = await revocationsOf({ sessions })
    assert.deepEqual([revocation?.kind, revocation?.subject], ['sid', 'one'])
  })

  test(`${name}: a grandparent is never forgiven, even within the same second`, async t => {
    const { sessions } = await begin(open, t)
    assert.equal((await sessions.rotate(refreshing('one', 'one-1', 'one-2'))).kind, 'rotated')
    assert.equal((await sessions.rotate(refreshing('one', 'one-2', 'one-3'))).kind, 'rotated')
    assert.equal((await sessions.rotate(refreshing('one', 'one-2', 'x'))).kind, 'forgiven')
    assert.deepEqual(await sessions.rotate(refreshing('one', 'one-1', 'x')), { kind: 'reused' })
  })

  test(`${name}: a replay leaves the session alive where the settings say so`, async t => {
    const { sessions } = await begin(open, t)
    const replay = refreshing('one', 'unknown', 'x', { replayEndsSession: false })
    assert.deepEqual(await sessions.rotate(replay), { kind: 'reused' })
    assert.equal((await sessions.rotate(refreshing('one', 'one-1', 'one-2'))).kind, 'rotated')
  })

  test(`${name}: an unknown session is gone`, async t => {
    const { sessions } = await begin(open, t)
    for (const authority of ['session', 'jti', 'none'] as const) {
      const attempt = refreshing('elsewhere', 'one-1', 'x', { authority })
      assert.deepEqual(await sessions.rotate(attempt), { kind: 'gone' }, authority)
    }
  })

  test(`${name}: an access token that outlives the next one is revoked for its whole lifetime`, async t => {
    const { sessions } = await begin(open, t)
    const tokensUntil = now + 3_600_000
    await sessions.rotate(refreshing('one', 'one-1', 'one-2', { tokensUntil }))
    await sessions.rotate(refreshing('one', 'one-2', 'one-3', { tokensUntil: now + 60_000 }))
    await sessions.logout(leaving('one', 'one-3'))
    assert.equal((await revocationsOf({ sessions }))[0]?.keepUntil, tokensUntil)
  })

  test(`${name}: the access token of a forgiven refresh is revoked for its whole lifetime`, async t => {
    const { sessions } = await begin(open, t)
    await sessions.rotate(refreshing('one', 'one-1', 'one-2'))
    const tokensUntil = now + 3_600_000
    await sessions.rotate(refreshing('one', 'one-1', 'x', { now: now + 1, tokensUntil }))
    await sessions.logout(leaving('one', 'one-2'))
    assert.equal((await revocationsOf({ sessions }))[0]?.keepUntil, tokensUntil)
  })
}

function testOtherAuthorities(name: string, open: OpenStore): void {
  test(`${name}: where the jti is the authority, each works once, even of fifty at once, and the session lives`, async t => {
    const { sessions } = await begin(open, t)
    const byJti = { authority: 'jti', grace: 0, replayEndsSession: false } as const
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => sessions.rotate(refreshing('one', 'one-1', `next-${index}`, byJti))),
    )
    assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), [...Array(49).fill('reused'), 'rotated'])
    assert.equal((await sessions.find('one'))?.endedAt, null)
  })

  test(`${name}: where the jti is the authority, a jti from another service works too`, async t => {
    const { sessions } = await begin(open, t)
    const byJti = { authority: 'jti', grace: 0 } as const
    assert.equal((await sessions.rotate(refreshing('one', 'made-elsewhere', 'next', byJti))).kind, 'rotated')
    assert.equal((await sessions.find('one'))?.current.jti, 'next')
  })

  test(`${name}: where there is no authority, older tokens stay valid until they are spent`, async t => {
    const { sessions } = await begin(open, t)
    const withoutAuthority = { authority: 'none' } as const
    for (const next of ['a', 'b', 'c']) {
      assert.equal((await sessions.rotate(refreshing('one', 'one-1', next, withoutAuthority))).kind, 'rotated')
    }
    await sessions.spend(stamp('one-1'))
    assert.equal((await sessions.rotate(refreshing('one', 'one-1', 'd', withoutAuthority))).kind, 'reused')
    assert.equal((await sessions.rotate(refreshing('one', 'b', 'd', withoutAuthority))).kind, 'rotated')
  })
}

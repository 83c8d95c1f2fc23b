/** A session ends once, and every token that it issued ends with it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flushExpired } from '../flush-expired.ts'
import {
  addUser,
  beginning,
  grace,
  leaving,
  minute,
  now,
  type OpenStore,
  refreshing,
  revocationsOf,
  stamp,
} from './opened-store.ts'

const day = 86_400_000

async function begin(open: OpenStore, t: Parameters<OpenStore>[0], sids: readonly string[] = ['one']) {
  const store = await open(t)
  const user = await addUser(store, 'alice@example.com')
  for (const sid of sids) await store.sessions.start(beginning(user, sid))
  return { store, user, sessions: store.sessions }
}

export function testSessionEnds(name: string, open: OpenStore): void {
  test(`${name}: whose session it is, and whether it has ended, is told for a known id only`, async t => {
    const { sessions, user } = await begin(open, t)
    assert.deepEqual(await sessions.ownerOf('one'), { userId: user.id, hasEnded: false })
    for (const sid of ['two', '', 'A'.repeat(22), 'x'.repeat(300)]) assert.equal(await sessions.ownerOf(sid), undefined)
  })

  testEndOfEverySession(name, open)
  testHowLongEndsAreKept(name, open)
  testLogoutBesideRefresh(name, open)

  test(`${name}: a logout ends its session, and revokes it for as long as its access tokens live`, async t => {
    const { sessions, user } = await begin(open, t)
    assert.equal(await sessions.logout(leaving('one', 'one-1')), 'ended')
    const session = await sessions.find('one')
    assert.deepEqual([session?.endedAt, session?.endReason], [now, 'logout'])
    assert.deepEqual(await sessions.ownerOf('one'), { userId: user.id, hasEnded: true })
    const [revocation, ...others] = await revocationsOf({ sessions })
    assert.deepEqual(others, [])
    assert.deepEqual([revocation?.kind, revocation?.subject, revocation?.at], ['sid', 'one', now])
    assert.equal(revocation?.keepUntil, now + 15 * minute)
    assert.equal(await sessions.tokenStatus('one', user.id, stamp('one-1')), 'gone')
  })

  test(`${name}: a second logout finds no session to end`, async t => {
    const { sessions } = await begin(open, t)
    const outcomes = await Promise.all([1, 2].map(() => sessions.logout(leaving('one', 'one-1'))))
    assert.deepEqual(outcomes.toSorted(), ['ended', 'gone'])
    assert.equal(await sessions.logout(leaving('unknown', 'one-1')), 'gone')
    assert.equal((await revocationsOf({ sessions })).length, 1)
  })

  test(`${name}: a logout with an old refresh token is a replay, or a logout where old tokens are accepted`, async t => {
    for (const acceptsOlder of [false, true]) {
      const { sessions } = await begin(open, t)
      await sessions.rotate(refreshing('one', 'one-1', 'one-2'))
      await sessions.rotate(refreshing('one', 'one-2', 'one-3'))
      const outcome = await sessions.logout(leaving('one', 'one-1', { acceptsOlder }))
      assert.equal(outcome, acceptsOlder ? 'ended' : 'reused')
      assert.equal((await sessions.find('one'))?.endReason, acceptsOlder ? 'logout' : 'replay')
    }
  })

  test(`${name}: a logout with the parent of the current token, within the grace period, is still a logout`, async t => {
    const { sessions } = await begin(open, t)
    await sessions.rotate(refreshing('one', 'one-1', 'one-2'))
    assert.equal(await sessions.logout(leaving('one', 'one-1', { now: now + grace })), 'ended')
    assert.equal((await sessions.find('one'))?.endReason, 'logout')
  })

  test(`${name}: all sessions of a user end at once, except the excepted one; other users keep theirs`, async t => {
    const { store, sessions, user } = await begin(open, t, ['one', 'two', 'three'])
    const bob = await addUser(store, 'bob@example.com')
    await sessions.start(beginning(bob, 'bobs'))
    await sessions.logout(leaving('three', 'three-1'))
    assert.equal(await sessions.endAll(user.id, 'deactivated', now + 1, 'two'), 1)
    const ends = await Promise.all(
      ['one', 'two', 'three', 'bobs'].map(async sid => (await sessions.find(sid))?.endReason),
    )
    assert.deepEqual(ends, ['deactivated', null, 'logout', null])
    const before = (await revocationsOf({ sessions })).find(({ kind }) => kind === 'user-before')
    assert.deepEqual([before?.subject, before?.at], [String(user.id), now + 1])
    assert.ok((before?.keepUntil ?? 0) >= now + 7 * 86_400_000)
  })
}

function testLogoutBesideRefresh(name: string, open: OpenStore): void {
  test(`${name}: when a logout races a refresh, the session ends`, async t => {
    for (const order of ['logout first', 'refresh first']) {
      const { sessions } = await begin(open, t)
      const logout = () => sessions.logout(leaving('one', 'one-1'))
      const refresh = () => sessions.rotate(refreshing('one', 'one-1', 'one-2'))
      const [first, second] = order === 'logout first' ? [logout, refresh] : [refresh, logout]
      const outcomes = await Promise.all([first(), second()])
      // Over a pool of connections the one that was sent later may be there first.
      const refreshed = outcomes.find(outcome => typeof outcome === 'object')
      assert.ok(outcomes.includes('ended') && ['gone', 'rotated'].includes(refreshed?.kind ?? ''), order)
      assert.equal((await sessions.find('one'))?.endReason, 'logout', order)
    }
  })
}

function testEndOfEverySession(name: string, open: OpenStore): void {
  test(`${name}: the sessions of all users end at once, each with its own revocation`, async t => {
    const { store, sessions, user } = await begin(open, t, ['one', 'two'])
    await sessions.start(beginning(await addUser(store, 'bob@example.com'), 'his'))
    await sessions.end('two', user.id, 'logout', now)
    assert.equal(await sessions.endEvery('restored', now), 2)
    assert.deepEqual(
      [(await sessions.find('two'))?.endReason, (await sessions.find('his'))?.endReason],
      ['logout', 'restored'],
    )
    // The last one is for verifiers without a database: all that was issued up to then.
    assert.deepEqual((await revocationsOf({ sessions })).map(({ kind, subject }) => `${kind} ${subject}`).toSorted(), [
      'sid his',
      'sid one',
      'sid two',
      'user-before ',
    ])
    // A session that began after the backup: the store does not know it, so its tokens count as without one.
    assert.equal(await sessions.tokenStatus(undefined, user.id, stamp('lost')), 'gone')
  })
}

/** The settings of a store may differ from those under which its rows were written. */
function testHowLongEndsAreKept(name: string, open: OpenStore): void {
  test(`${name}: the end of a session is kept for as long as a token of today can live`, async t => {
    const { sessions } = await begin(open, t)
    // Without rotation nothing is written when an access token is made.
    const later = now + 86_400_000
    await sessions.logout(leaving('one', 'one-1', { now: later }))
    assert.equal((await revocationsOf({ sessions }))[0]?.keepUntil, later + 15 * minute)
  })

  test(`${name}: a larger leeway than yesterday's keeps spent tokens and ended sessions for as much longer`, async t => {
    const leeway = 300_000
    const store = await open(t, { leeway: leeway / 1000 })
    const { sessions } = store
    const user = await addUser(store, 'alice@example.com')
    await sessions.start(beginning(user, 'one'))
    const end = stamp('one-1').exp * 1000
    await sessions.spend(stamp('one-1'))
    await sessions.revokeJti('access', now + 1000, now)
    // A store may keep the newest, whatever its age.
    await sessions.revokeJti('newer', end + 3600_000, now)
    assert.deepEqual(await flushExpired(store, now + leeway + 999), { sessions: 0, spentTokens: 0, revocations: 0 })
    assert.deepEqual(await flushExpired(store, end + leeway - 1), { sessions: 0, spentTokens: 0, revocations: 1 })
    assert.deepEqual(await flushExpired(store, end + leeway), { sessions: 0, spentTokens: 1, revocations: 0 })
    // An access token that was made in the last moment outlives the refresh token. Sessions may go by whole days.
    assert.equal((await flushExpired(store, end + leeway + 15 * minute - 1)).sessions, 0)
    assert.equal((await flushExpired(store, end + leeway + 15 * minute + day)).sessions, 1)
  })
}

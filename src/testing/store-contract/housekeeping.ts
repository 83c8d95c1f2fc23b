/** What has expired goes, what is still named stays, and one of many deletes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deleteAll } from '../flush-expired.ts'
import { addUser, beginning, minute, now, type OpenStore, origin, refreshing, stamp } from './opened-store.ts'

const day = 86_400_000
const length = minute

export function testHousekeeping(name: string, open: OpenStore): void {
  testDeletions(name, open)
  testWhatIsBesideTokens(name, open)
  testLeases(name, open)
}

function testDeletions(name: string, open: OpenStore): void {
  test(`${name}: no more rows go at once than were asked for, and fewer are the last`, async t => {
    const { sessions, housekeeping, audit } = await open(t)
    for (let index = 0; index < 5; index += 1) {
      await sessions.spend({ ...stamp(`jti-${index}`), exp: now / 1000 - 1 })
      await sessions.revokeJti(`jti-${index}`, now, now - 1000)
      await audit.append([{ event: 'login.failed', at: now - 1 }])
    }
    await sessions.revokeJti('newest', now + day, now)
    for (const kind of ['spentTokens', 'revocations', 'auditRows'] as const) {
      const counts = [2, 2, 2, 2].map(limit => () => housekeeping.deleteSome(kind, now, limit))
      const deleted: number[] = []
      for (const next of counts) deleted.push(await next())
      assert.deepEqual(deleted, [2, 2, 1, 0], kind)
    }
  })

  test(`${name}: a session stays while a token of it may be accepted, and for no more than a day after`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    await store.sessions.start(beginning(user, 'one'))
    const end = stamp('one-1').exp * 1000
    // A last access token: 15 minutes more.
    const at = end - 1000
    await store.sessions.rotate(refreshing('one', 'one-1', 'one-2', { now: at, next: stamp('one-1') }))
    const accessLife = 15 * minute
    for (const before of [now, end, at + 15 * minute]) {
      assert.equal(await deleteAll(store.housekeeping, 'sessions', before + accessLife), 0)
    }
    assert.equal(await deleteAll(store.housekeeping, 'sessions', at + 15 * minute + accessLife + day), 1)
    assert.equal(await store.sessions.find('one'), undefined)
  })

  test(`${name}: a session of longer lifetimes than today's stays for as long as its first token lives`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    const long = { ...stamp('one-1'), exp: stamp('one-1').iat + 90 * 86_400 }
    await store.sessions.start(beginning(user, 'one', { stamp: long }))
    assert.equal((await store.sessions.rotate(refreshing('one', 'one-1', 'one-2'))).kind, 'rotated')
    assert.equal(await deleteAll(store.housekeeping, 'sessions', now + 89 * day), 0)
    assert.equal(await deleteAll(store.housekeeping, 'sessions', now + 92 * day), 1)
  })
}

function testWhatIsBesideTokens(name: string, open: OpenStore): void {
  test(`${name}: sessions share the text of their user agent, which goes some time after the last of them`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    const from = (userAgent: string) => ({ origin: { ...origin, userAgent } })
    for (const [sid, agent] of [
      ['one', 'Firefox'],
      ['two', 'Firefox'],
      ['three', ''],
      ['four', `'; -- ${'ü'.repeat(200)}`],
    ] as const) {
      await store.sessions.start(beginning(user, sid, from(agent)))
      assert.equal((await store.sessions.find(sid))?.userAgent, agent)
    }
    await store.sessions.rotate(refreshing('one', 'one-1', 'one-2', { now: now + 5 * day, ...from('Safari') }))
    const agents = async () =>
      (await store.sessions.listLive(user.id, now))
        .map(({ id, userAgent }) => `${id} ${userAgent.slice(0, 7)}`)
        .toSorted()
    const all = ["four '; -- ü", 'one Safari', 'three ', 'two Firefox']
    assert.deepEqual(await agents(), all)
    assert.equal(await deleteAll(store.housekeeping, 'userAgents', now + 7 * day), 0)
    assert.equal(await deleteAll(store.housekeeping, 'userAgents', now + 39 * day), 3)
    assert.equal(await deleteAll(store.housekeeping, 'userAgents', now + 60 * day), 1)
    assert.equal((await store.sessions.find('one'))?.userAgent, '', 'display only')
    await store.sessions.rotate(refreshing('one', 'one-2', 'one-3', { now: now + 6 * day, ...from('Safari') }))
    assert.equal((await store.sessions.find('one'))?.userAgent, 'Safari')
  })

  test(`${name}: counters of requests go when their period is over`, async t => {
    const { throttles, housekeeping } = await open(t)
    await throttles.hit('anon', 3, minute, now)
    assert.equal(await deleteAll(housekeeping, 'throttles', now + minute), 0)
    assert.equal(await deleteAll(housekeeping, 'throttles', now + day), 1)
  })

  test(`${name}: counters of failed logins go after a day, others stay`, async t => {
    const { loginAttempts, housekeeping } = await open(t)
    const attempt = { login: 'a@example.com', address: undefined, place: undefined, allowance: 5, knownAllowance: 5 }
    await loginAttempts.reserve({ ...attempt, account: 'old', now })
    await loginAttempts.reserve({ ...attempt, account: 'new', now: now + 1000 })
    assert.equal(await deleteAll(housekeeping, 'loginFailures', now + day), 1)
    assert.equal(await deleteAll(housekeeping, 'loginFailures', now + day), 0)
    assert.equal(await deleteAll(housekeeping, 'loginFailures', now + day + 1000), 1)
  })
}

function testLeases(name: string, open: OpenStore): void {
  test(`${name}: of ten that ask at once one gets the lease; once it has ended, another does`, async t => {
    const store = await open(t)
    const peer = (await store.openPeer?.()) ?? store
    const holders = Array.from({ length: 10 }, (_, index) => `node-${index}`)
    const ask = async (at: number) => {
      const answers = await Promise.all(
        holders.map((holder, index) =>
          (index % 2 === 0 ? store : peer).housekeeping.takeLease({ holder, now: at, length }),
        ),
      )
      return holders.filter((_, index) => answers[index])
    }
    const [first, ...others] = await ask(now)
    assert.deepEqual([typeof first, others], ['string', []])
    assert.deepEqual(await ask(now + length - 1), [first], 'who has it goes on with it')
    assert.equal((await ask(now + 2 * length - 1)).length, 1)
    const dead = holders.find(holder => holder !== first) ?? ''
    assert.equal(await store.housekeeping.takeLease({ holder: dead, now: now + 4 * length, length }), true)
    assert.deepEqual(
      (await ask(now + 4 * length + 1)).filter(holder => holder !== dead),
      [],
    )
  })

  test(`${name}: a lease that is given up is free at once, and not by another than its holder`, async t => {
    const { housekeeping } = await open(t)
    assert.equal(await housekeeping.takeLease({ holder: 'a', now, length }), true)
    await housekeeping.endLease('b')
    assert.equal(await housekeeping.takeLease({ holder: 'b', now, length }), false)
    await housekeeping.endLease('a')
    assert.equal(await housekeeping.takeLease({ holder: 'b', now, length }), true)
  })

  test(`${name}: a clock that was set back, or runs apart by two seconds, holds the lease up for no longer than its length`, async t => {
    const { housekeeping } = await open(t)
    const take = (holder: string, at: number) => housekeeping.takeLease({ holder, now: at, length })
    assert.equal(await take('a', now + 2000), true)
    assert.equal(await take('b', now), false, 'two seconds behind')
    assert.equal(await take('b', now + 2000 + length), true)
    assert.equal(await take('c', now - day), true, 'the clock was set back by a day')
  })
}

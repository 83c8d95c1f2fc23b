/** The revocation log: a verifier that tails it hears of everything. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RevocationPage } from '../../sessions/revocation.ts'
import { addUser, beginning, newHash, now, type OpenStore, revocationsOf } from './opened-store.ts'

export function testRevocationLog(name: string, open: OpenStore): void {
  test(`${name}: every revocation is in the log, once`, async t => {
    const store = await open(t)
    const subjects = Array.from({ length: 30 }, (_, index) => `jti-${index}`)
    await Promise.all(subjects.map(subject => store.sessions.revokeJti(subject, now + 1000, now)))
    const found = (await revocationsOf(store)).map(({ subject }) => subject)
    assert.deepEqual(found.toSorted(), subjects.toSorted())
  })

  test(`${name}: tailing the log gives only new entries`, async t => {
    const { sessions } = await open(t)
    await sessions.revokeJti('first', now + 1000, now)
    const first = await sessions.revokedSince(undefined)
    assert.deepEqual(
      first.revocations.map(({ subject }) => subject),
      ['first'],
    )
    const nothing = await sessions.revokedSince(first.cursor)
    assert.deepEqual([nothing.revocations, nothing.isLast], [[], true])
    await sessions.revokeJti('second', now + 1000, now)
    for (const { cursor } of [first, nothing]) {
      const news = await sessions.revokedSince(cursor)
      assert.deepEqual(
        news.revocations.map(({ subject }) => subject),
        ['second'],
      )
    }
  })
  test(`${name}: what a write revokes is told before it resolves, and nothing of a write that failed`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    const told: string[] = []
    const stop = store.sessions.onRevoked(revocations =>
      told.push(...revocations.map(({ kind, subject }) => `${kind} ${subject}`)),
    )
    await store.sessions.start(beginning(user, 'one'))
    assert.deepEqual(told, [])
    await store.sessions.revokeJti('mine', now + 1000, now)
    assert.deepEqual(told, ['jti mine'])
    await store.sessions.endAll(user.id, 'ended_by_user', now)
    assert.deepEqual(told.slice(1).toSorted(), ['sid one', `user-before ${user.id}`])
    // Superseded: the transaction changed nothing.
    await store.users.changePassword({ userId: user.id, from: newHash, to: newHash, now })
    assert.equal(told.length, 3)
    stop()
    await store.sessions.revokeJti('later', now + 1000, now)
    assert.equal(told.length, 3)
  })
  test(`${name}: a place in the log is another node's, too, and one that is worth nothing gives the whole log and says so`, async t => {
    const { sessions, openPeer } = await open(t)
    await sessions.revokeJti('first', now + 1000, now)
    const { cursor } = await sessions.revokedSince(undefined)
    await sessions.revokeJti('second', now + 1000, now)
    const subjects = ({ revocations }: RevocationPage) => revocations.map(({ subject }) => subject)
    const known = await sessions.revokedSince(cursor)
    assert.deepEqual([subjects(known), known.isFromStart], [['second'], undefined])
    const peer = await openPeer?.()
    // A connection that is younger than the place reads all of it, which misses nothing either.
    if (peer !== undefined) assert.ok(subjects(await peer.sessions.revokedSince(cursor)).includes('second'))
    for (const other of ['7@of-another-file', '9:9:9', '99999999999999999999@', '9@', "1'@1", '']) {
      const page = await sessions.revokedSince(other)
      assert.deepEqual([subjects(page).toSorted(), page.isFromStart], [['first', 'second'], true], other)
    }
  })
  testBounds(name, open)
}

function testBounds(name: string, open: OpenStore): void {
  test(`${name}: a subject that is revoked again has one entry, which readers hear of again (CWE-770)`, async t => {
    const { sessions } = await open(t)
    for (let round = 0; round < 50; round += 1) await sessions.revokeJti('again', now + 1000 + round, now)
    const { cursor } = await sessions.revokedSince(undefined)
    await sessions.revokeJti('again', now + 500, now - 100)
    const { revocations } = await sessions.revokedSince(undefined)
    // As far as the furthest, also when the clock was set back.
    assert.deepEqual(
      revocations.map(({ at, keepUntil }) => [at, keepUntil]),
      [[now, now + 1049]],
    )
    assert.deepEqual((await sessions.revokedSince(cursor)).revocations, revocations)
  })

  test(`${name}: changes of a user without end leave one entry that tells of them`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    for (let round = 0; round < 20; round += 1) {
      await store.users.update(id, { firstName: `Alice ${round}` }, now + round)
      await store.sessions.endAll(id, 'ended_by_user', now + round)
    }
    const entries = await revocationsOf(store)
    assert.deepEqual(entries.map(({ kind, at }) => [kind, at]).toSorted(), [
      ['user-before', now + 19],
      ['user-stale', now + 19],
    ])
  })

  test(`${name}: what is not kept any more is not read, but the reader gets past it, page by page`, async t => {
    const { sessions } = await open(t)
    const count = 12_000
    const revoke = (index: number) =>
      sessions.revokeJti(`jti-${index}`, index % 4000 === 7 ? now + 5000 : now + 10, now)
    // Not all at once: a store may refuse what waits too long for a connection.
    for (let from = 0; from < count; from += 1000) {
      await Promise.all(Array.from({ length: 1000 }, (_, index) => revoke(from + index)))
    }
    const seen: string[] = []
    let pages = 0
    for (let page: RevocationPage | undefined; page?.isLast !== true; pages += 1) {
      page = await sessions.revokedSince(page?.cursor, now + 1000)
      seen.push(...page.revocations.map(({ subject }) => subject))
    }
    assert.deepEqual(seen.toSorted(), ['jti-4007', 'jti-7', 'jti-8007'])
    assert.ok(pages <= 24, String(pages))
  })
}

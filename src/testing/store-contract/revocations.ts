/** The revocation log: append-only, in order, and without gaps for a verifier that tails it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addUser, now, type OpenStore } from './opened-store.ts'

export function testRevocationLog(name: string, open: OpenStore): void {
  test(`${name}: revocations are listed in the order in which they were written`, async t => {
    const { sessions } = await open(t)
    const subjects = Array.from({ length: 30 }, (_, index) => `jti-${index}`)
    await Promise.all(subjects.map(subject => sessions.revokeJti(subject, now + 1000, now)))
    const revocations = await sessions.revokedSince(0)
    assert.deepEqual(
      revocations.map(({ subject }) => subject),
      subjects,
    )
    const sequences = revocations.map(({ sequence }) => sequence)
    assert.deepEqual(
      sequences,
      sequences.toSorted((a, b) => a - b),
    )
    assert.equal(new Set(sequences).size, 30)
  })

  test(`${name}: tailing the log gives only new entries`, async t => {
    const { sessions } = await open(t)
    await sessions.revokeJti('first', now + 1000, now)
    const [first] = await sessions.revokedSince(0)
    assert.deepEqual(await sessions.revokedSince(first?.sequence ?? 0), [])
    await sessions.revokeJti('second', now + 1000, now)
    const news = await sessions.revokedSince(first?.sequence ?? 0)
    assert.deepEqual(
      news.map(({ subject }) => subject),
      ['second'],
    )
  })
  testBounds(name, open)
}

function testBounds(name: string, open: OpenStore): void {
  test(`${name}: a subject that is revoked again has one entry, which readers hear of again (CWE-770)`, async t => {
    const { sessions } = await open(t)
    for (let round = 0; round < 50; round += 1) await sessions.revokeJti('again', now + 1000 + round, now)
    await sessions.revokeJti('again', now + 500, now - 100)
    const entries = await sessions.revokedSince(0)
    const [entry] = entries
    assert.equal(entries.length, 1)
    // As far as the furthest, also when the clock was set back.
    assert.deepEqual([entry?.at, entry?.keepUntil], [now, now + 1049])
    assert.ok((entry?.sequence ?? 0) > 50)
  })

  test(`${name}: changes of a user without end leave one entry that tells of them`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    for (let round = 0; round < 20; round += 1) {
      await store.users.update(id, { firstName: `Alice ${round}` }, now + round)
      await store.sessions.endAll(id, 'ended_by_user', now + round)
    }
    const entries = await store.sessions.revokedSince(0)
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
    await Promise.all(Array.from({ length: count }, (_, index) => revoke(index)))
    const seen: string[] = []
    let [last, pages] = [0, 0]
    for (;;) {
      const page = await sessions.revokedSince(last, now + 1000)
      if (page.length === 0) break
      assert.ok(page.length < 100, String(page.length))
      pages += 1
      last = page.at(-1)?.sequence ?? last
      seen.push(...page.filter(({ keepUntil }) => keepUntil > now + 1000).map(({ subject }) => subject))
    }
    assert.deepEqual([seen, last], [['jti-7', 'jti-4007', 'jti-8007'], count])
    assert.ok(pages >= 2 && pages <= 24, String(pages))
  })
}

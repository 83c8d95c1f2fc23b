/** The revocation log: append-only, in order, and without gaps for a verifier that tails it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { now, type OpenStore } from './opened-store.ts'

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
}

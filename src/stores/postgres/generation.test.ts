import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestSchema, openTestPostgres, whyNoPostgres } from '../../testing/postgres-store.ts'
import { now } from '../../testing/store-contract/opened-store.ts'
import { DatabaseOpenError } from '../errors.ts'

const skip = await whyNoPostgres()

test('after a crash a revocation whose transaction has a number that was given before is read', { skip }, async t => {
  const url = await createTestSchema(t)
  const before = await openTestPostgres(t, {}, { url })
  const { cursor } = await before.sessions.revokedSince(undefined, now)
  // As the server may after a crash: the number is one that the cursor takes for read.
  await before.pool.query(
    `INSERT INTO revocations (kind, subject, at, keep_until, xid) VALUES ('jti', 'after-the-crash', $1, $2, '3')`,
    [now, now + 60_000],
  )
  const unnoticed = await before.sessions.revokedSince(cursor, now)
  assert.deepEqual(unnoticed.revocations, [])
  // No connection outlives a crash: those of this one were made after the cursor was read.
  const after = await openTestPostgres(t, {}, { url })
  const { revocations } = await after.sessions.revokedSince(cursor, now)
  assert.deepEqual(
    revocations.map(({ subject }) => subject),
    ['after-the-crash'],
  )
})

test('where the numbers of transactions went back, everything is read', { skip }, async t => {
  const store = await openTestPostgres(t)
  await store.sessions.revokeJti('gone', now + 60_000, now)
  const { cursor } = await store.sessions.revokedSince(undefined, now)
  const ahead = cursor.replace(/^\d+:\d+:[^@]*/, '99999999999:99999999999:')
  const { revocations } = await store.sessions.revokedSince(ahead, now)
  assert.equal(revocations.length, 1)
})

test('a database that another one wrote is refused at the start, whichever part of its place differs', {
  skip,
}, async t => {
  const url = await createTestSchema(t)
  const store = await openTestPostgres(t, {}, { url })
  const { rows } = await store.pool.query("SELECT value FROM facts WHERE name = 'written_by'")
  const place = String(rows[0]?.value).split('/')
  assert.equal(place.length, 3)
  const write = (parts: readonly string[]) =>
    store.pool.query("UPDATE facts SET value = $1 WHERE name = 'written_by'", [parts.join('/')])
  for (const index of place.keys()) {
    await write(place.map((part, at) => (at === index ? '1' : part)))
    await assert.rejects(openTestPostgres(t, {}, { url }), DatabaseOpenError)
  }
  // A role that may not ask for the cluster leaves it out.
  await write(['', ...place.slice(1)])
  await openTestPostgres(t, {}, { url })
})

/** A restore makes the tables first, then fills one after the other, and looks in between would find nothing to compare. */
for (const [how, sql] of [
  ['is not filled yet', "DELETE FROM facts WHERE name = 'written_by'"],
  ['is not made yet', 'ALTER TABLE facts RENAME TO facts_to_come'],
] as const) {
  test(`a node closes where the table that says who wrote the database ${how}`, { skip }, async t => {
    const url = await createTestSchema(t)
    const node = await openTestPostgres(t, {}, { url })
    const { cursor } = await node.sessions.revokedSince(undefined, now)
    await node.sessions.revokedSince(cursor, now)
    await node.pool.query(sql)
    // As on a connection that was made after the last read.
    const early = cursor.replace(/@\d+$/, '@1')
    const closed = { code: 'store_unavailable', reason: 'restored' }
    await assert.rejects(node.sessions.revokedSince(early, now), closed)
    await assert.rejects(node.users.findById(1), closed)
  })
}

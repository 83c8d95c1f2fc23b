/**
 * The log of revocations on PostgreSQL under what loses entries elsewhere: numbers that become visible out of order,
 * rollbacks that leave gaps, and a transaction of a stranger that stays open in another database of the server.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Pg from 'pg'
import {
  createTestDatabase,
  createTestSchema,
  openTestPostgres,
  postgresTestUrl,
  whyNoPostgres,
} from '../../src/testing/postgres-store.ts'

const skip = await whyNoPostgres()
const writers = 16
const entries = 10_000
const insert = "INSERT INTO revocations (kind, subject, at, keep_until) VALUES ('jti', $1, 1, 2)"

async function connect(connectionString: string): Promise<Pg.Client> {
  const client = new Pg.Client({ connectionString })
  await client.connect()
  return client
}

test('of ten thousand revocations by sixteen writers a reader loses none and sees none twice', { skip }, async t => {
  const url = await createTestSchema(t)
  // A read on a connection that was made after the last one gives everything again (stores/postgres/tokens.ts), so it is one.
  const store = await openTestPostgres(t, {}, { url: `${url}&pool_size=1` })
  const schema = new URL(url).searchParams.get('schema')
  const stranger = await connect(await createTestDatabase(t))
  await stranger.query('BEGIN; CREATE TABLE held (id int); INSERT INTO held VALUES (1)')
  const committed: string[] = []
  let written = 0
  const write = async (writer: number) => {
    const client = await connect(
      `${postgresTestUrl}?options=-c%20search_path%3D${schema}%20-c%20synchronous_commit%3Doff`,
    )
    while (written < entries) {
      written += 1
      const subject = `${writer}-${written}`
      const isUndone = written % 10 === 0
      await client.query('BEGIN')
      await client.query(insert, [subject])
      // Some commit long after others that began later.
      if (written % 97 === 0) await new Promise(resolve => setTimeout(resolve, 30))
      await client.query(isUndone ? 'ROLLBACK' : 'COMMIT')
      if (!isUndone) committed.push(subject)
    }
    await client.end()
  }
  const seen: string[] = []
  let isOver = false
  const read = async () => {
    let cursor: string | undefined
    for (let last = false; !last; ) {
      last = isOver
      const page = await store.sessions.revokedSince(cursor)
      cursor = page.cursor
      seen.push(...page.revocations.map(({ subject }) => subject))
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }
  const reading = read()
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
  isOver = true
  await reading
  await stranger.query('ROLLBACK')
  await stranger.end()
  assert.equal(seen.length, committed.length)
  assert.deepEqual(seen.toSorted(), committed.toSorted())
})

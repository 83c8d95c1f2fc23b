/** What only PostgreSQL does to the chain of audit rows: transactions that commit in another order than they began. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createTestSchema, openTestPostgres, whyNoPostgres } from '../../testing/postgres-store.ts'

const options = { skip: await whyNoPostgres() }

test('a row that is committed late gets a later place than rows that were written after it', options, async t => {
  const store = await openTestPostgres(t, {}, { url: await createTestSchema(t) })
  const late = await store.pool.connect()
  await late.query("BEGIN; INSERT INTO audit (at, event) VALUES (1, 'late')")
  await store.audit.append([{ event: 'early', at: 2 }])
  assert.equal((await store.audit.verify()).checked, 1)
  await late.query('COMMIT')
  late.release()
  assert.deepEqual((await store.audit.verify()).last?.place, 2)
  const rows = (await store.audit.list({ limit: 10 })).entries
  assert.deepEqual(
    rows.map(({ id, event, place }) => [id, event, place]),
    [
      [2, 'early', 1],
      [1, 'late', 2],
    ],
  )
})

test(
  'rows are sealed without anyone asking, also those that another program wrote before the start',
  options,
  async t => {
    const url = await createTestSchema(t)
    const first = await openTestPostgres(t, {}, { url })
    await first.pool.query("INSERT INTO audit (at, event) VALUES (1, 'login.failed')")
    const store = await openTestPostgres(t, {}, { url })
    await store.audit.append([{ event: 'login.failed', at: 2 }])
    for (let tries = 0; tries < 200; tries += 1) {
      const { rows } = await store.pool.query('SELECT FROM audit WHERE place IS NOT NULL')
      if (rows.length === 2) return
      await pause(50)
    }
    assert.fail('they are not sealed')
  },
)

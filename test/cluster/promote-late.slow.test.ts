/** A PostgreSQL that is slow in the moment of the move: writers wait for two seconds, and go on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Pg from 'pg'
import { promote } from '../../src/stores/promotion/promote.ts'
import { testAddress, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { countsIn, setUpPromotion, withoutFacts } from '../../src/testing/promotion-setup.ts'

const options = { skip: await whyNoPostgres() }

test('where the last changes do not fit into the stop, writers go on and the move comes later', options, async t => {
  const remarks: string[] = []
  const { store, target, promoting } = await setUpPromotion(t, { report: { remark: text => remarks.push(text) } })
  const { schema, ...address } = testAddress(target)
  const blocker = new Pg.Client({ ...address, options: `-c search_path=${schema}` } as object)
  await blocker.connect()
  t.after(() => blocker.end())
  let [isBlocking, waited] = [false, 0]
  let written: Promise<void> | undefined
  const isHeld = () => {
    try {
      store.database.exec('BEGIN IMMEDIATE; ROLLBACK')
      return false
    } catch {
      return true
    }
  }
  const block = async () => {
    // Before the first statement of the copy, which is three answers away.
    const blocked = blocker.query('BEGIN; LOCK TABLE facts IN ACCESS EXCLUSIVE MODE')
    const since = performance.now()
    await store.sessions.revokeJti('meanwhile', Date.now() + 60_000, Date.now())
    waited = performance.now() - since
    await blocked
    await blocker.query('ROLLBACK')
  }
  const elapsed = () => {
    if (!isBlocking && isHeld()) {
      isBlocking = true
      written = block()
    }
    return performance.now()
  }
  const { tables, stopMs = Number.NaN } = await promote({ ...promoting, elapsed })
  await written
  assert.ok(isBlocking)
  assert.equal(remarks.length, 1)
  assert.match(remarks[0] ?? '', /writers go on, and it is tried again/)
  assert.ok(waited > 1000 && waited < 2500, `a writer waited for ${waited} ms`)
  assert.ok(stopMs < 2000)
  assert.deepEqual(withoutFacts(tables), countsIn(store))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestStore } from '../../testing/sqlite-store.ts'
import { leastTried, waitingEndpoints } from '../rows/delivery-texts.ts'

test('the endpoints for which some wait, and the next to try, are found in the index of what is due', t => {
  const { database } = openTestStore(t)
  for (const sql of [waitingEndpoints, `SELECT ${leastTried('?1', '?2', '?3')}`]) {
    const plan = database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail))
    const reads = plan.filter(detail => detail.includes('webhook_deliveries'))
    assert.ok(reads.length >= 2, plan.join('\n'))
    for (const detail of reads) assert.match(detail, /^SEARCH webhook_deliveries USING .*INDEX webhook_deliveries_due/)
  }
})

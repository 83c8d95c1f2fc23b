/** How often something happened on each day. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditDayQuery } from '../../ports/audit.ts'
import type { OpenStore } from './opened-store.ts'

const dayMs = 86_400_000
/** A beginning of a day in UTC. */
const monday = Date.UTC(2026, 0, 12)

export function testAuditDays(name: string, open: OpenStore): void {
  test(`${name}: rows are counted by event and by the day in UTC that they belong to`, async t => {
    const { audit } = await open(t)
    await audit.append([
      { event: 'session.started', at: monday - 1 },
      { event: 'session.started', at: monday },
      { event: 'session.started', at: monday + dayMs - 1 },
      { event: 'session.ended', at: monday + 5 },
      { event: 'session.started', at: monday + dayMs },
      { event: 'login.failed', at: monday },
    ])
    const count = async (query: Partial<AuditDayQuery> = {}) => {
      const events = ['session.started', 'session.ended', 'none']
      const found = await audit.countByDay({ events, since: monday - dayMs, before: monday + 9 * dayMs, ...query })
      return found.map(({ day, event, count }) => `${(day - monday) / dayMs} ${event} ${count}`).toSorted()
    }
    assert.deepEqual(await count(), [
      '-1 session.started 1',
      '0 session.ended 1',
      '0 session.started 2',
      '1 session.started 1',
    ])
    assert.deepEqual(await count({ since: monday, before: monday + dayMs, events: ['session.started'] }), [
      '0 session.started 2',
    ])
    assert.deepEqual(await count({ since: monday + 1, before: monday + dayMs - 1 }), ['0 session.ended 1'])
    assert.deepEqual(await count({ events: ['session.ended', 'session.ended'] }), ['0 session.ended 1'])
    assert.deepEqual(await count({ events: [] }), [])
    assert.deepEqual(await count({ events: ["session.started' OR '1'='1"] }), [])
  })

  test(`${name}: more rows than a slice holds are all counted, also those of one millisecond`, async t => {
    const { audit } = await open(t)
    const rows = [...Array(2103).keys()]
    const at = (index: number) => (index < 2050 ? monday : monday + dayMs - 1 + (index % 2))
    await audit.append(rows.map(index => ({ event: 'login.failed', at: at(index) })))
    const found = await audit.countByDay({ events: ['login.failed'], since: 0, before: monday + 2 * dayMs })
    const later = rows.filter(index => index >= 2050 && index % 2 === 1).length
    assert.deepEqual(
      found.map(({ day, count }) => [day, count]).toSorted(),
      [
        [monday, 2103 - later],
        [monday + dayMs, later],
      ].toSorted(),
    )
  })
}

/** Numbers by days, and how often the database is asked for them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStats } from '../stats.ts'
import { logIn, openAdmin } from './callers.ts'

const dayMs = 86_400_000

test('each day has its numbers, and what there is now is counted', async t => {
  const auth = await openAdmin(t)
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const wrong = { json: { email: 'root@example.com', password: 'wrong' } }
  await auth.request('POST', '/api/auth/login/', wrong)
  const { json } = await auth.request('GET', '/api/admin/stats/?days=3', { headers: credentials })
  const today = new Date(auth.clock.now()).toISOString().slice(0, 10)
  assert.equal(json.days.length, 3)
  const { day, ...counts } = json.days[2]
  assert.equal(day, today)
  assert.deepEqual(
    { ...counts, refusals: 0 },
    { logins: 1, failed_logins: 1, registrations: 1, refusals: 0, ended_sessions: 0, dropped_mails: 0 },
  )
  assert.deepEqual(json.now.live_sessions, { value: 1, is_exact: true })
  assert.deepEqual(json.now.accounts, { value: 1, is_exact: true })
})

test('days from before the retention are left out, and refusals that are not recorded are no number', async t => {
  const auth = await openAdmin(t, { auditRetention: '2d', auditRefusals: false })
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const { json } = await auth.request('GET', '/api/admin/stats/', { headers: credentials })
  assert.equal(json.days.length, 3)
  assert.deepEqual([json.days[0].failed_logins, json.days[0].refusals], [null, null])
})

test('who asks at once or within seconds shares an answer, and days that are over are counted once', async t => {
  const auth = await openAdmin(t)
  await auth.register('ada@example.com')
  const asked: number[] = []
  const audit = {
    ...auth.store.audit,
    countByDay: (query: Parameters<typeof auth.store.audit.countByDay>[0]) => {
      asked.push(query.since)
      return auth.store.audit.countByDay(query)
    },
  }
  const readStats = createStats()
  const ask = (days: number) => readStats({ ...auth.system, audit }, days)
  const [first, second] = await Promise.all([ask(30), ask(30)])
  assert.equal(first, second)
  auth.clock.advance(4000)
  await ask(30)
  assert.equal(asked.length, 1)
  auth.clock.advance(1000)
  await ask(30)
  const today = Math.floor(auth.clock.now() / dayMs) * dayMs
  assert.deepEqual(asked, [today - 29 * dayMs, today])
  // The first hour of a day still counts the one before.
  auth.clock.advance(today + dayMs + 60_000 - auth.clock.now())
  await ask(30)
  assert.equal(asked.at(-1), today)
  const { days } = await ask(2)
  assert.deepEqual(
    days.map(({ registrations }) => registrations),
    [1, 0],
  )
})

test('a question that failed is asked anew', async t => {
  const auth = await openAdmin(t)
  let isAway = true
  const audit = {
    ...auth.store.audit,
    countByDay: (query: Parameters<typeof auth.store.audit.countByDay>[0]) => {
      if (isAway) throw new Error('away')
      return auth.store.audit.countByDay(query)
    },
  }
  const readStats = createStats()
  await assert.rejects(readStats({ ...auth.system, audit }, 1), /away/)
  isAway = false
  assert.equal((await readStats({ ...auth.system, audit }, 1)).days.length, 1)
})

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Store } from '../../store.ts'
import { deleteAll } from '../../testing/flush-expired.ts'
import { openTestStore } from '../../testing/sqlite-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { openDatabase } from './database.ts'
import { migrations } from './schema.ts'

const prune = ({ housekeeping }: Pick<Store, 'housekeeping'>, before: number) =>
  deleteAll(housekeeping, 'auditRows', before)
const day = 86_400_000

test('an audit row cannot be changed', async () => {
  const { store } = await createTestAuth()
  await store.audit.append([{ event: 'login.failed', at: 1 }])
  assert.throws(() => store.database.exec("UPDATE audit SET reason = 'nothing happened'"), /never change/)
})

test('an audit row cannot be deleted by hand, however old', async () => {
  const { store } = await createTestAuth()
  await store.audit.append([{ event: 'login.failed', at: 1 }])
  assert.throws(() => store.database.exec('DELETE FROM audit'), /are kept/)
})

test('an audit row is not replaced: not by REPLACE, an upsert or a second row of its id', async () => {
  const { store } = await createTestAuth()
  await store.audit.append([{ event: 'login.failed', at: 1 }])
  const row = "(id, at, event) VALUES (1, 1, 'login.succeeded')"
  for (const sql of [
    `REPLACE INTO audit ${row}`,
    `INSERT OR REPLACE INTO audit ${row}`,
    `INSERT OR IGNORE INTO audit ${row}`,
    `INSERT INTO audit ${row} ON CONFLICT (id) DO UPDATE SET event = excluded.event`,
    'UPDATE OR REPLACE audit SET id = 1',
  ]) {
    assert.throws(() => store.database.exec(sql), /never change/, sql)
  }
  await store.audit.append([{ event: 'login.failed', at: 2 }])
  assert.deepEqual(store.database.prepare('SELECT id, event FROM audit').all().map(Object.values), [
    [1, 'login.failed'],
    [2, 'login.failed'],
  ])
})

test('a sealed row is not replaced by one that takes its place, and no row is written with a seal', async () => {
  const { store } = await createTestAuth()
  await store.audit.append([1, 2].map(at => ({ event: 'login.failed', at })))
  await store.audit.verify()
  await store.audit.append([{ event: 'login.failed', at: 3 }])
  const seal = "digest = x'00'"
  for (const sql of [
    "REPLACE INTO audit (at, event, place, digest) VALUES (1, 'x', 1, x'00')",
    "INSERT INTO audit (at, event, place, digest) VALUES (1, 'x', 9, x'00')",
    `UPDATE OR REPLACE audit SET place = 1, ${seal} WHERE id = 3`,
    `UPDATE OR REPLACE audit SET place = 2, ${seal} WHERE id = 1`,
  ]) {
    assert.throws(() => store.database.exec(sql), /never change|sealed after/, sql)
  }
  const { checked, fault } = await store.audit.verify()
  assert.deepEqual([checked, fault], [3, undefined])
})

test('rows from before there was a chain are sealed by their ids, and rows that are written without anyone asking', async t => {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const db = openDatabase(path)
  db.exec('CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT')
  for (const { number, name, sql } of migrations.filter(step => step.number < 16)) {
    db.exec(sql.replaceAll('USER_ID', 'INTEGER'))
    db.prepare('INSERT INTO schema_migrations (number, name) VALUES (?, ?)').run(number, name)
  }
  db.exec("INSERT INTO audit (at, event) SELECT value, 'login.failed' FROM json_each('[30, 10, 20]')")
  db.close()
  const store = openTestStore(t, path)
  await store.audit.append([{ event: 'login.failed', at: 5 }])
  const sealed = store.database.prepare('SELECT at FROM audit WHERE place IS NOT NULL ORDER BY place')
  for (let tries = 0; tries < 200 && sealed.all().length < 4; tries += 1) await pause(50)
  assert.deepEqual(
    sealed.all().map(({ at }) => at),
    [30, 10, 20, 5],
  )
  assert.equal((await store.audit.verify()).fault, undefined)
})

test('a copy of the file has the chain, and goes on with it', async t => {
  const folder = temporaryFolder(t)
  const store = openTestStore(t, join(folder, 'one.sqlite3'))
  await store.audit.append([1, 2].map(at => ({ event: 'login.failed', at })))
  const { last } = await store.audit.verify()
  store.database.exec(`VACUUM INTO '${join(folder, 'two.sqlite3')}'`)
  const copy = openTestStore(t, join(folder, 'two.sqlite3'))
  await copy.audit.append([{ event: 'login.failed', at: 3 }])
  const { checked, since, fault } = await copy.audit.verify(last)
  assert.deepEqual([checked, since, fault], [3, 'kept', undefined])
})

test('retention cannot be moved into the future by hand, to let go of what comes', async () => {
  const { store } = await createTestAuth()
  await prune(store, day)
  const future = Date.now() + day
  for (const sql of [
    `INSERT OR REPLACE INTO facts VALUES ('audit_kept_from', '${future}')`,
    `UPDATE facts SET value = '${future}' WHERE name = 'audit_kept_from'`,
    "UPDATE facts SET value = '9223372036854775807' WHERE name = 'audit_kept_from'",
    `INSERT INTO facts VALUES ('audit_kept_from', '${future}') ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    `INSERT INTO facts VALUES ('other', '${future}'); UPDATE OR REPLACE facts SET name = 'audit_kept_from' WHERE name = 'other'`,
  ]) {
    assert.throws(() => store.database.exec(sql), /are kept/, sql)
  }
})

test('retention deletes older rows; newer ones still cannot be deleted by hand', async () => {
  const { store } = await createTestAuth()
  await store.audit.append([day, 2 * day, 3 * day].map(at => ({ event: 'login.failed', at, sid: 's' })))
  assert.equal(await prune(store, 2 * day), 1)
  assert.deepEqual(
    (await store.audit.findBySession('s')).map(({ at }) => at),
    [2 * day, 3 * day],
  )
  assert.throws(() => store.database.exec('DELETE FROM audit'), /are kept/)
})

test('more than one batch of rows is deleted', async () => {
  const { store } = await createTestAuth()
  await store.audit.append(Array.from({ length: 1201 }, () => ({ event: 'login.failed', at: 1 })))
  assert.equal(await prune(store, 2), 1201)
})

test('the limit of retention never moves back', async () => {
  const { store } = await createTestAuth()
  await prune(store, 3 * day)
  await store.audit.append([{ event: 'login.failed', at: 2 * day }])
  assert.equal(await prune(store, day), 0)
  assert.equal(await prune(store, 3 * day), 1)
})

test('actions and refusals of one request are found by its trace id', async () => {
  const auth = await createTestAuth()
  const reply = await auth.request('POST', '/api/auth/login/', { json: { email: 'no@example.com', password: 'x' } })
  const traceId = reply.headers.get('latchkey-trace') ?? ''
  // Jobs run in order, so this one waits for the earlier ones.
  await auth.store.audit.append([])
  const rows = await auth.store.audit.findByTrace(traceId)
  assert.deepEqual(
    rows.map(({ event, reason, address }) => [event, reason, address]),
    [['login.failed', 'unknown_user', '192.0.2.1']],
  )
})

test('the row of an action has the trace id of its request', async () => {
  const auth = await createTestAuth()
  const pair = await auth.register('action@example.com')
  const reply = await auth.logout(pair)
  await auth.store.audit.append([])
  const rows = await auth.store.audit.findByTrace(reply.headers.get('latchkey-trace') ?? '')
  assert.deepEqual(
    rows.map(({ event, reason, address }) => [event, reason, address]),
    [
      ['session.ended', 'logout', '192.0.2.1'],
      ['logout.succeeded', undefined, '192.0.2.1'],
    ],
  )
})

test('days are counted alike, however many rows they have: few at once, or more than a statement may look at', async t => {
  const { audit, database } = openTestStore(t)
  const day = 86_400_000
  const monday = Date.UTC(2026, 0, 12)
  // Half of them on one day, six hundred of each millisecond; the others on a hundred days.
  database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 99999)
    INSERT INTO audit (at, event)
    SELECT ${monday} + CASE n % 2 WHEN 0 THEN n / 1200 ELSE (n % 100) * ${day} + n END,
      CASE n % 11 WHEN 0 THEN 'login.failed' ELSE 'session.started' END FROM numbers`)
  for (const [since, before] of [
    [0, monday + 500 * day],
    [monday + 17, monday + 3 * day + 77],
    [monday - day, monday + 1],
  ] as const) {
    const found = await audit.countByDay({ events: ['session.started', 'login.failed'], since, before })
    const wanted = database
      .prepare(`SELECT at / ${day} * ${day} AS day, event, count(*) AS count FROM audit
        WHERE at >= ? AND at < ? GROUP BY 1, 2 ORDER BY 2 DESC, 1`)
      .all(since, before)
    assert.deepEqual(
      found,
      wanted.map(row => ({ ...row })),
    )
  }
})

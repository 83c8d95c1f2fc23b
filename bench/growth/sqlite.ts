/** Fills a file of SQLite. */
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepDayOf } from '../../src/stores/rows/keep-day.ts'
import { sessionIds, tokenIds } from '../../src/stores/rows/packed-id.ts'
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'
import { storeSettings } from '../../src/testing/sqlite-store.ts'
import { type ActiveSession, addresses, agents, day, type Filling, lifetime, type Site, stepsOfWeek } from './site.ts'

export async function openSqliteSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-growth-'))
  const path = join(folder, 'growth.sqlite3')
  const store = openSqliteStore(path, storeSettings)
  const db = store.database
  addAgents(db)
  return {
    store,
    async fill(filling) {
      const active = fillSorted(db, filling)
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      // It was filled without waiting for the disk, and nothing that is measured is to wait for that.
      flush(path)
      return active
    },
    async useForWeeks(sessions) {
      const use = createUse(db, sessions)
      for (let step = 0; step < 3 * stepsOfWeek; step += 1) {
        use(step)
        await deleteBefore(store.housekeeping, step)
      }
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      return readSizes(db)
    },
    async close() {
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function flush(path: string): void {
  const file = openSync(path, 'r+')
  fsyncSync(file)
  closeSync(file)
}

type Database = ReturnType<typeof openSqliteStore>['database']
type Housekeeping = ReturnType<typeof openSqliteStore>['housekeeping']

/** Free pages are on the disk, and used again. */
function readSizes(db: Database): ReadonlyMap<string, number> {
  const count = Number(db.prepare('SELECT count(*) AS n FROM sessions').get()?.n)
  const parts = db
    .prepare("SELECT name, sum(pgsize) AS bytes FROM dbstat WHERE name LIKE 'sessions%' GROUP BY name")
    .all()
  const sizes = parts.map(({ name, bytes }) => [String(name), Number(bytes) / count] as const)
  const all = sizes.reduce((sum, [, bytes]) => sum + bytes, 0)
  const free = Number(db.prepare('PRAGMA freelist_count').get()?.freelist_count) * 4096
  return new Map([...sizes, ['all', all], ['free pages', free / count]])
}

function addAgents(db: Database): void {
  const agent = db.prepare('INSERT INTO user_agents (text, keep_day) VALUES (?, 100000)')
  for (const text of agents) agent.run(text)
}

/** Into a tree without indexes, in its order: ten million rows in a minute. */
function fillSorted(db: Database, { live, expired, active = 0 }: Filling): readonly ActiveSession[] {
  const indexes = db
    .prepare("SELECT name, sql FROM sqlite_schema WHERE tbl_name = 'sessions' AND type = 'index' AND sql IS NOT NULL")
    .all()
  for (const { name } of indexes) db.exec(`DROP INDEX ${String(name)}`)
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -500000')
  const all = live + expired
  const insert = db.prepare(insertSession)
  const picked: ActiveSession[] = []
  const now = Date.now()
  db.exec('BEGIN')
  // Day by day, as the table is ordered: those that are alive were used last from yesterday to six days ago.
  const perDay = [
    ...Array.from({ length: 6 }, (_, age) => [age + 1, Math.round(live / 6)] as const),
    [30, expired] as const,
  ]
  for (const [age, count] of perDay.toReversed()) {
    for (let index = 0; index < count; index += 1) {
      const sid = randomBytes(16)
      const jti = randomBytes(16)
      const userId = 1 + Math.floor(Math.random() * all)
      insert.run(idAt(now - age * day, index), sid, userId, ...rowAt(now - age * day, jti, randomBytes(16)))
      if (age < 7 && picked.length < active && Math.random() < (1.1 * active) / live) {
        picked.push({ sid: sessionIds.unpack(sid), userId, jti: tokenIds.unpack(jti) })
      }
      if (index % 50_000 === 49_999) db.exec('COMMIT; BEGIN')
    }
  }
  db.exec('COMMIT')
  for (const { sql } of indexes) db.exec(String(sql))
  db.exec('PRAGMA cache_size = -2000; PRAGMA synchronous = FULL')
  return picked
}

const insertSession = `
  INSERT INTO sessions (id, sid, user_id, started_at, last_used_at, current_jti, current_iat, current_exp, previous_jti,
                        previous_replaced_at, tokens_until, authenticated_by, address, user_agent_id)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'password', ?, ?)`

function rowAt(at: number, jti: Uint8Array, previous: Uint8Array | null) {
  const [iat, exp] = [Math.floor(at / 1000), Math.floor((at + lifetime) / 1000)]
  const until = at + 900_000
  const seen = [addresses[(jti[0] ?? 0) & 1] ?? addresses[0], 1 + ((jti[1] ?? 0) % agents.length)]
  return [at, at, jti, iat, exp, previous, previous === null ? null : at, until, ...seen] as const
}

function idAt(at: number, index: number): number {
  return keepDayOf(0, at + lifetime) * 2 ** 32 + index
}

function createUse(db: Database, sessions: number): (step: number) => void {
  const insert = db.prepare(insertSession)
  const rotate = db.prepare(`
    UPDATE sessions SET previous_jti = current_jti, previous_replaced_at = ?, last_used_at = ?, current_jti = ?,
      current_iat = ?, current_exp = ?, generation = generation + 1, tokens_until = ? WHERE sid = ?`)
  const keep = db.prepare('UPDATE sessions SET id = ?1 WHERE sid = ?2 AND id < ?3')
  const recent: Buffer[] = []
  let used = 0
  const each = Math.ceil(sessions / stepsOfWeek)
  return step => {
    const at = momentOf(step)
    db.exec('PRAGMA synchronous = OFF; BEGIN')
    for (let index = 0; index < each; index += 1) {
      const sid = randomBytes(16)
      insert.run(idAt(at, used++), sid, 1 + Math.floor(Math.random() * sessions), ...rowAt(at, randomBytes(16), null))
      recent.push(sid)
      const other = recent[Math.floor(Math.random() * recent.length)] ?? sid
      const [, , jti, iat, exp, , , until] = rowAt(at, randomBytes(16), null)
      rotate.run(at, at, jti, iat, exp, until, other)
      keep.run(idAt(at, used++), other, idAt(at, 0))
    }
    recent.splice(0, recent.length - sessions)
    db.exec('COMMIT')
  }
}

export const momentOf = (step: number): number => 1_768_478_400_000 + Math.floor((step * 7 * day) / stepsOfWeek)

/** Once a quarter of a day, as a server would every hour. */
export async function deleteBefore({ deleteSome }: Pick<Housekeeping, 'deleteSome'>, step: number): Promise<void> {
  if (step % 5 !== 0) return
  while ((await deleteSome('sessions', momentOf(step), 500)) === 500);
}

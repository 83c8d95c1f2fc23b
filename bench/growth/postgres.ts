/** Fills a database of PostgreSQL that is made for it and dropped afterwards. */
import Pg from 'pg'
import { packAddress } from '../../src/stores/postgres/packed-address.ts'
import { toSid } from '../../src/stores/postgres/session-key.ts'
import { openPostgresStore } from '../../src/stores/postgres/store.ts'
import { tokenIds } from '../../src/stores/rows/packed-id.ts'
import { postgresTestUrl, runOnPostgres, testAddress } from '../../src/testing/postgres-store.ts'
import { storeSettings } from '../../src/testing/sqlite-store.ts'
import { type ActiveSession, addresses, agents, day, type Filling, lifetime, type Site, stepsOfWeek } from './site.ts'
import { deleteBefore, momentOf } from './sqlite.ts'

let sites = 0

export async function openPostgresSite(server = postgresTestUrl): Promise<Site> {
  sites += 1
  const name = `latchkey_growth_${process.pid}_${sites}`
  await runOnPostgres(`CREATE DATABASE ${name}`)
  const url = server.replace(/[^/]*$/, name)
  const store = await openPostgresStore(testAddress(url), storeSettings)
  // No statement of a bulk load is bounded.
  const bulk = new Pg.Client({ connectionString: url })
  await bulk.connect()
  const run = async (sql: string) => (await bulk.query(sql)).rows
  await bulk.query(
    'INSERT INTO user_agents (digest, text, keep_day) SELECT md5(a)::uuid, a, 100000 FROM unnest($1::text[]) a',
    [agents],
  )
  return {
    store,
    fill: filling => fill(run, filling),
    async useForWeeks(sessions) {
      for (let step = 0; step < 3 * stepsOfWeek; step += 1) {
        await useOnce(run, sessions, step)
        await deleteBefore(store.housekeeping, step)
        // As the automatic one does, at a twentieth of dead rows: see the schema.
        if (step % 5 === 0) await run('VACUUM sessions')
      }
      return await readSizes(run)
    },
    async close() {
      await bulk.end()
      await store.close()
      await runOnPostgres(`DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

type Run = (sql: string) => Promise<readonly Record<string, unknown>[]>

const into = `
  INSERT INTO sessions (user_id, started_at, last_used_at, current_exp, tokens_until, user_agent_id, keep_day, sid,
                        current_jti, previous_jti, address)`
const jti = 'uuid_send(gen_random_uuid())'
const packed = addresses.map(address => `'\\x${packAddress(address).toString('hex')}'::bytea`)

/** `at`: SQL for the moment of a row. */
const rows = (count: number, users: number, at: string, hasPrevious: boolean) => `
  SELECT 1 + floor(random() * ${users})::bigint, at, at, (at + ${lifetime}) / 1000, at + 900000, 1 + n % ${agents.length},
    ((at + ${lifetime}) / ${day})::int, gen_random_uuid(), ${jti}, ${hasPrevious ? jti : 'NULL'}, (ARRAY[${packed.join(', ')}])[1 + n % 2]
  FROM (SELECT n, ${at} AS at FROM generate_series(1, ${count}) AS n) AS made`

/** Into a table without indexes. Expired ones lie in between. */
async function fill(run: Run, { live, expired, active = 0 }: Filling): Promise<readonly ActiveSession[]> {
  const all = live + expired
  const indexes = await run(
    "SELECT indexdef FROM pg_indexes WHERE tablename = 'sessions' AND indexname <> 'sessions_pkey'",
  )
  await run('ALTER TABLE sessions DROP CONSTRAINT sessions_pkey')
  await run('DROP INDEX sessions_by_user, sessions_by_day')
  const age = `(${day} + floor(random() * ${6 * day}) + CASE WHEN random() < ${expired / all} THEN ${30 * day}::bigint ELSE 0 END)::bigint`
  for (let left = all; left > 0; left -= 1_000_000) {
    await run(into + rows(Math.min(left, 1_000_000), all, `${Date.now()} - ${age}`, true))
  }
  await run("SET maintenance_work_mem = '512MB'")
  await run('ALTER TABLE sessions ADD PRIMARY KEY (sid)')
  for (const { indexdef } of indexes) await run(String(indexdef))
  await run('VACUUM ANALYZE sessions')
  await run('CHECKPOINT')
  return (await pick(run, active, active / live)).map(row => ({
    sid: toSid(row),
    userId: Number(row.user_id),
    jti: tokenIds.unpack(row.current_jti),
  }))
}

async function pick(run: Run, active: number, share: number): Promise<readonly Record<string, unknown>[]> {
  if (active === 0) return []
  const sample = `TABLESAMPLE BERNOULLI (${Math.min(100, share * 120)})`
  return await run(`
    SELECT sid, other_sid, user_id, current_jti FROM sessions ${sample}
    WHERE keep_day > ${Math.floor(Date.now() / day)} ORDER BY random() LIMIT ${active}`)
}

async function useOnce(run: Run, sessions: number, step: number): Promise<void> {
  const at = momentOf(step)
  await run(into + rows(Math.ceil(sessions / stepsOfWeek), sessions, `${at}::bigint`, false))
  await run(`
    UPDATE sessions SET previous_jti = current_jti, last_used_at = ${at}, current_jti = ${jti},
      current_exp = (${at} + ${lifetime}) / 1000, generation = generation + 1, tokens_until = ${at} + 900000, keep_day = ((${at} + ${lifetime}) / ${day})::int
    WHERE random() < ${1 / stepsOfWeek}`)
}

async function readSizes(run: Run): Promise<ReadonlyMap<string, number>> {
  const [sizes] = await run(`
    SELECT pg_table_size('sessions') / n AS rows, pg_relation_size('sessions_pkey') / n AS by_sid,
      pg_relation_size('sessions_by_user') / n AS by_user, pg_relation_size('sessions_by_day') / n AS by_day,
      pg_total_relation_size('sessions') / n AS all FROM (SELECT count(*)::float8 AS n FROM sessions) AS counted`)
  return new Map(Object.entries(sizes ?? {}).map(([name, value]) => [name, Number(value)]))
}

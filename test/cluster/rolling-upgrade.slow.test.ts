/**
 * An upgrade of one node after the other. A newer version has migrated the database, and older ones go on beside it where
 * the step says that they may: what runs, what is started again, and the sessions of both.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { latestMigration } from '../../src/stores/postgres/schema.ts'
import { createTestSchema, postgresTestUrl, runOnPostgres, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { type Api, createApi, password } from '../faults/api.ts'
import { run, secretKey } from '../faults/command-line.ts'
import { startServer } from '../faults/server-process.ts'

const skip = await whyNoPostgres()
const timeout = 180_000

/** Of every kind that a step may take while older versions work: they neither read nor have to write what is new. */
const additions = `
  ALTER TABLE users ADD COLUMN of_tomorrow text, ADD COLUMN counted int NOT NULL DEFAULT 0;
  ALTER TABLE sessions ADD COLUMN of_tomorrow bigint;
  ALTER TABLE revocations ADD COLUMN of_tomorrow text;
  ALTER TABLE audit ADD COLUMN of_tomorrow text;
  CREATE TABLE tomorrow (id bigint PRIMARY KEY);
  CREATE INDEX users_by_tomorrow ON users (of_tomorrow);
  DROP INDEX revocations_by_expiry;`

test('older nodes serve on beside a newer version, and start beside it', { skip, timeout }, async t => {
  const { env, folder, migrate } = await prepare(t)
  const nodes = await Promise.all([startServer(t, folder, env), startServer(t, folder, env)])
  const apis = nodes.map(({ url }) => createApi(url))
  let isOver = false
  const rounds: number[] = []
  const people = apis.map(async (api, n) => {
    const email = `p${n}@example.com`
    assert.equal((await api.register(email, password)).status, 201)
    while (!isOver) rounds.push(await live(api, email))
  })
  const load = Promise.all(people)
  await Promise.race([load, untilMore(rounds, 4)])
  await migrate(latestMigration)
  await Promise.race([load, untilMore(rounds, 8)])
  const late = await startServer(t, folder, env)
  isOver = true
  await load
  for (const { url } of [...nodes, late]) assert.equal((await fetch(`${url}/readyz`)).status, 200)
  await live(createApi(late.url), 'p0@example.com')
  const doctor = await run(['doctor'], { folder, env })
  assert.match(doctor.stdout, /This version knows \d+ and works beside the newer one/)
})

test('beside a step that older versions do not survive they say so, and do not start', { skip, timeout }, async t => {
  const { env, folder, migrate } = await prepare(t)
  const node = await startServer(t, folder, env)
  await migrate(latestMigration + 1)
  const answer = await fetch(`${node.url}/readyz`)
  assert.equal(answer.status, 503)
  assert.deepEqual(((await answer.json()) as { reasons: unknown }).reasons, ['schema_ahead'])
  const refused = await run(['serve'], { folder, env })
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /this version knows \d+\.\n *Install the version that wrote it/)
})

async function prepare(t: Parameters<typeof createTestSchema>[0]) {
  const DATABASE_URL = await createTestSchema(t)
  const schema = new URL(DATABASE_URL).searchParams.get('schema')
  const migrate = (worksWith: number) =>
    runOnPostgres(
      `SET search_path = ${schema}; BEGIN; ${additions}
       INSERT INTO latchkey_migrations (number, name, works_with)
       VALUES (${latestMigration + 1}, 'what tomorrow brings', ${worksWith}); COMMIT`,
      postgresTestUrl,
    )
  return { env: { SECRET_KEY: secretKey, DATABASE_URL, PORT: '0' }, folder: temporaryFolder(t), migrate }
}

/** A login, two refreshes, a question and a logout, none of which may fail. */
async function live(api: Api, email: string): Promise<number> {
  const login = await api.login(email, password)
  assert.equal(login.status, 200)
  const first = await api.refresh(login.json.refresh)
  assert.equal(first.status, 200)
  const second = await api.refresh(first.json.refresh)
  assert.equal(second.status, 200)
  assert.equal((await api.profile(second.json.access)).status, 200)
  assert.equal((await api.logout(second.json)).status, 200)
  assert.equal((await api.profile(second.json.access)).status, 401)
  return 1
}

async function untilMore(list: readonly unknown[], count: number): Promise<void> {
  const end = list.length + count
  while (list.length < end) await pause(20)
}

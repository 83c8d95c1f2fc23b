/** `latchkey promote` beside a server under load, killed and cut at any moment: nothing acknowledged stays behind. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { fillSqlite } from '../../src/testing/fill-sqlite.ts'
import { openPostgresProxy } from '../../src/testing/postgres-proxy.ts'
import { createTestSchema, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { type Api, createApi, type Pair, password } from '../faults/api.ts'
import { run, secretKey, start } from '../faults/command-line.ts'
import { startServer } from '../faults/server-process.ts'

const options = { skip: await whyNoPostgres() }

/** What the servers have acknowledged, of one account. */
interface Person {
  readonly email: string
  /** Its session must be alive, and this token the current one or the one before. */
  pair: Pair
  loggedOut: boolean
}

interface Load {
  readonly people: readonly Person[]
  /** Answers other than those of the work: all of them are 503. */
  readonly refused: readonly number[]
  end(): Promise<void>
}

/** Registers, refreshes, logs in and out, until it is ended. A 503 changes nothing. */
function putLoadOn(api: Api, name: string): Load {
  const people: Person[] = []
  const refused: number[] = []
  let isOver = false
  const isDone = ({ status }: { readonly status: number }) => {
    if (status >= 400) refused.push(status)
    return status < 400
  }
  const worker = async (index: number) => {
    for (let count = 0; !isOver; count += 1) {
      const email = `${name}-${index}-${count}@example.com`
      const made = await api.register(email, password)
      if (!isDone(made)) continue
      const person: Person = { email, pair: made.json.tokens, loggedOut: false }
      people.push(person)
      const renewed = await api.refresh(person.pair.refresh)
      if (isDone(renewed)) person.pair = renewed.json
      const again = await api.login(email, password)
      if (isDone(again)) person.pair = again.json
      if (count % 3 === 0 && isDone(await api.logout(person.pair))) person.loggedOut = true
    }
  }
  const ended = Promise.all([0, 1, 2, 3].map(worker))
  return {
    people,
    refused,
    async end() {
      isOver = true
      await ended
    },
  }
}

/** Everything that the old server acknowledged holds at the new one. */
async function assertNothingLost(api: Api, people: readonly Person[]): Promise<void> {
  assert.ok(people.length > 20, `only ${people.length} accounts`)
  for (const { email, pair, loggedOut } of people) {
    const wanted = loggedOut ? 401 : 200
    assert.equal((await api.profile(pair.access)).status, wanted, `${email}: the access token`)
    assert.equal((await api.refresh(pair.refresh)).status, wanted, `${email}: the refresh token`)
  }
  for (const { email } of people.slice(0, 10)) assert.equal((await api.login(email, password)).status, 200)
}

async function startOnFile(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder(t)
  const whole = { SECRET_KEY: secretKey, DATABASE_URL: 'sqlite:app.sqlite3', ...env }
  const server = await startServer(t, folder, whole)
  const database = new DatabaseSync(join(folder, 'app.sqlite3'), { timeout: 5000 })
  fillSqlite({ exec: sql => database.exec(sql), prepare: sql => database.prepare(sql) as never }, 5000)
  database.close()
  return { folder, env: whole, server, api: createApi(server.url) }
}

async function startOnTarget(t: TestContext, folder: string, env: Readonly<Record<string, string>>, target: string) {
  return createApi((await startServer(t, folder, { ...env, DATABASE_URL: target })).url)
}

async function pause(milliseconds: number): Promise<false> {
  return await new Promise(resolve => setTimeout(resolve, milliseconds, false))
}

test('under load, with several workers, nothing acknowledged stays behind and no session ends', options, async t => {
  const { folder, env, server, api } = await startOnFile(t, { LATCHKEY_WORKERS: '2' })
  const target = await createTestSchema(t)
  const load = putLoadOn(api, 'load')
  await pause(1500)
  const rehearsed = await run(['promote', target, '--dry-run'], { folder, env })
  assert.equal(rehearsed.code, 0, rehearsed.stderr)
  const promoted = await run(['promote', target, '--json'], { folder, env })
  assert.equal(promoted.code, 0, promoted.stderr)
  const { stopMs } = JSON.parse(promoted.stdout)
  assert.ok(stopMs < 2000, `${stopMs} ms`)
  await pause(500)
  await load.end()
  assert.ok(load.refused.length > 0)
  assert.deepEqual(new Set(load.refused), new Set([503]))
  assert.match(server.stderr(), /has moved to postgres:/)

  const old = await run(['users', 'list'], { folder, env })
  assert.equal(old.code, 1)
  assert.match(old.stderr, /its database has moved to postgres:\/\/127\.0\.0\.1:5432/)
  await assertNothingLost(await startOnTarget(t, folder, env, target), load.people)
  // Also of those whom the new server has ended since: the old one knows nothing of it, and refuses all.
  assert.equal((await api.profile(load.people[1]?.pair.access ?? '')).status, 503)
})

test('killed again and again, the old server goes on, and a later run brings everything over', options, async t => {
  const { folder, env, api } = await startOnFile(t)
  const target = await createTestSchema(t)
  const load = putLoadOn(api, 'killed')
  // After a table was copied, and so many milliseconds later: the last ones meet the comparison and the move.
  const kills = [
    ['facts', 0],
    ['users', 0],
    ['users', 40],
    ['audit', 0],
    ['sessions', 30],
    ['user_permissions', 20],
    ['user_permissions', 90],
  ] as const
  for (const [table, later] of kills) {
    const running = start(['promote', target], { folder, env })
    const isThere = () => new RegExp(`^${table}: `, 'm').test(running.stderr())
    const over = running.ended.then(() => true)
    while (!isThere() && !(await Promise.race([over, pause(5)]))) {}
    await pause(later)
    running.child.kill('SIGKILL')
    const { signal } = await running.ended
    if (signal === null && later === 0) continue
    const before = load.people.length
    await pause(300)
    assert.ok(load.people.length > before || load.refused.length > 0)
  }
  const { code, stderr } = await run(['promote', target, '--json'], { folder, env })
  assert.equal(code, 0, stderr)
  await load.end()
  await assertNothingLost(await startOnTarget(t, folder, env, target), load.people)
})

test('cut from PostgreSQL in between, before and after its commits, a later run goes on', options, async t => {
  const { folder, env, api } = await startOnFile(t)
  const target = await createTestSchema(t)
  const proxy = await openPostgresProxy(t)
  const load = putLoadOn(api, 'cut')
  for (const how of ['before commit', 'answer to commit', 'answer to commit', 'before commit'] as const) {
    const running = start(['promote', proxy.through(target)], { folder, env })
    await pause(600 + 200 * proxy.failures)
    proxy.fail(how)
    const { code, stderr } = await running.ended
    proxy.heal()
    if (code === 0) break
    assert.doesNotMatch(stderr, /hunter2| {4}at /)
    assert.equal((await api.register(`alive-${proxy.failures}@example.com`, password)).status, 201)
  }
  assert.ok(proxy.failures > 0)
  const { code, stderr } = await run(['promote', proxy.through(target)], { folder, env })
  assert.equal(code, 0, stderr)
  await load.end()
  await assertNothingLost(await startOnTarget(t, folder, env, target), load.people)
})

test('after a move a copy of the old file can be restored: accounts as then, and no session', options, async t => {
  const { folder, env, server, api } = await startOnFile(t)
  const target = await createTestSchema(t)
  const { json } = await api.register('back@example.com', password)
  assert.equal((await run(['promote', target], { folder, env })).code, 0)
  server.signal('SIGTERM')
  await server.ended
  const copied = await run(['backup', 'old.sqlite3'], { folder, env })
  assert.equal(copied.code, 0, copied.stderr)
  const restored = await run(['restore', '--force', 'old.sqlite3'], { folder, env })
  assert.equal(restored.code, 0, restored.stderr)
  const again = createApi((await startServer(t, folder, env)).url)
  assert.equal((await again.login('back@example.com', password)).status, 200)
  assert.equal((await again.refresh(json.tokens.refresh)).status, 401)
})

/** A dump of PostgreSQL that is restored, and a copy of a database: nothing that was spent or ended since is alive again. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import Pg from 'pg'
import { createTestDatabase, runOnPostgres, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { untilRefused } from '../cluster/nodes.ts'
import { createApi, type Pair, password } from './api.ts'
import { type Environment, run, secretKey } from './command-line.ts'
import { startServer } from './server-process.ts'

const options = { skip: (await whyNoPostgres()) || whyNoTools() }

function whyNoTools(): string | false {
  try {
    execFileSync('pg_dump', ['--version'])
    execFileSync('pg_restore', ['--version'])
    return false
  } catch {
    return 'no pg_dump and pg_restore here'
  }
}

/** Of a database that was used, dumped, and used again. */
async function usedSinceItsDump(t: TestContext) {
  const folder = temporaryFolder(t)
  const url = await createTestDatabase(t)
  const env = { SECRET_KEY: secretKey, DATABASE_URL: url }
  const server = await startServer(t, folder, env)
  const api = createApi(server.url)
  const before: Pair = (await api.register('before@example.com', password)).json.tokens
  const alive: Pair = (await api.login('before@example.com', password)).json
  const dump = join(folder, 'auth.dump')
  execFileSync('pg_dump', ['--format=custom', `--file=${dump}`, url])
  assert.equal((await api.logout(before)).status, 200)
  const renewed = (await api.refresh(alive.refresh)).json
  const lost: Pair = (await api.register('since@example.com', password)).json.tokens
  return { folder, url, env, server, api, dump, before, alive, renewed, lost }
}

async function startOn(t: TestContext, folder: string, env: Environment) {
  return createApi((await startServer(t, folder, env)).url)
}

test(
  'a restored dump is refused until its sessions have ended, and then nodes on it behave as one',
  options,
  async t => {
    const { folder, env, server, dump, before, alive, lost } = await usedSinceItsDump(t)
    server.signal('SIGTERM')
    await server.ended
    const url = await createTestDatabase(t)
    execFileSync('pg_restore', ['--no-owner', `--dbname=${url}`, dump])
    // As if it came from a server that has counted further: places in its log lie in the future of this one.
    await execute(url, "UPDATE revocations SET xid = '99999999999'")
    const restored = { ...env, DATABASE_URL: url }
    for (const command of [['serve'], ['users', 'list'], ['migrate']]) {
      const { code, stderr } = await run(command, { folder, env: { PORT: '0', ...restored } })
      assert.equal(code, 1)
      assert.match(stderr, /was restored from a backup, or copied/)
      assert.match(stderr, / restore`/)
    }
    const { code, stdout, stderr } = await run(['restore', '--json'], { folder, env: restored })
    assert.equal(code, 0, stderr)
    assert.equal(JSON.parse(stdout).endedSessions, 2)

    const nodes = [await startOn(t, folder, restored), await startOn(t, folder, restored)] as const
    for (const node of nodes) {
      for (const pair of [before, alive, lost]) {
        assert.equal((await node.refresh(pair.refresh)).status, 401)
        assert.equal((await node.profile(pair.access)).status, 401)
      }
    }
    const again: Pair = (await nodes[0].login('before@example.com', password)).json
    assert.equal((await nodes[1].profile(again.access)).status, 200)
    assert.equal((await nodes[0].logout(again)).status, 200)
    assert.ok((await untilRefused(nodes[1], again.access)) < 5000)
    // The account that the dump does not know had the id 2, and its tokens may be about still.
    const made = await nodes[0].register('new@example.com', password)
    assert.ok(made.json.user.id > 1_000_000)
    assert.equal((await nodes[1].profile(lost.access)).status, 401)
    const late = await run(['restore'], { folder, env: restored })
    assert.equal(late.code, 1)
    assert.match(late.stderr, /Nothing shows that this database was restored/)
  },
)

test('a copy of a database is noticed, and keeps its sessions where that is said', options, async t => {
  const { folder, env, url, server, renewed, before } = await usedSinceItsDump(t)
  server.signal('SIGTERM')
  await server.ended
  const copy = await createTestDatabase(t)
  const nameOf = (address: string) => address.slice(address.lastIndexOf('/') + 1)
  await runOnPostgres(`DROP DATABASE ${nameOf(copy)}`)
  await runOnPostgres(`CREATE DATABASE ${nameOf(copy)} TEMPLATE ${nameOf(url)}`)
  const copied = { ...env, DATABASE_URL: copy }
  assert.match((await run(['migrate'], { folder, env: copied })).stderr, /was restored from a backup, or copied/)
  const { code, stderr } = await run(['restore', '--keep-sessions'], { folder, env: copied })
  assert.equal(code, 0, stderr)
  const api = await startOn(t, folder, copied)
  assert.equal((await api.profile(renewed.access)).status, 200)
  assert.equal((await api.refresh(renewed.refresh)).status, 200)
  assert.equal((await api.refresh(before.refresh)).status, 401)
  // The first one is as it was.
  assert.equal((await run(['migrate'], { folder, env })).code, 0)
})

test('a node whose database is replaced by a restored one while it runs refuses everything', options, async t => {
  const { url, server, api, dump, before, alive } = await usedSinceItsDump(t)
  assert.equal((await api.profile(before.access)).status, 401)
  const name = url.slice(url.lastIndexOf('/') + 1)
  await runOnPostgres(`DROP DATABASE ${name} WITH (FORCE)`)
  await runOnPostgres(`CREATE DATABASE ${name}`)
  execFileSync('pg_restore', ['--no-owner', `--dbname=${url}`, dump])
  const end = performance.now() + 10_000
  while ((await api.profile(alive.access)).status !== 503 || !/restored/.test(server.stderr())) {
    if (performance.now() > end) throw new Error(`not closed within ten seconds: ${server.stderr().slice(-2000)}`)
  }
  assert.equal((await api.refresh(before.refresh)).status, 503)
  assert.equal((await api.login('before@example.com', password)).status, 503)
})

async function execute(url: string, sql: string): Promise<void> {
  const client = new Pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql)
  await client.end()
}

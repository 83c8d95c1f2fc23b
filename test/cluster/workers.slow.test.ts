/** `latchkey serve --workers N`: several processes behind one port that behave as one server. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi } from '../faults/api.ts'
import { run, secretKey } from '../faults/command-line.ts'
import { startServer } from '../faults/server-process.ts'
import { password } from './nodes.ts'

async function startWorkers(t: TestContext, count = 3, env: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder(t)
  const server = await startServer(t, folder, { SECRET_KEY: secretKey, LATCHKEY_WORKERS: String(count), ...env })
  return { folder, server, api: createApi(server.url) }
}

/** The ids of the processes that a process started. */
function childrenOf(pid: number): readonly number[] {
  const found = execFileSync('sh', ['-c', `pgrep -P ${pid} || true`], { encoding: 'utf8' })
  return found.split('\n').filter(Boolean).map(Number)
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error('not within twenty seconds')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

test('whichever worker is asked, a logout holds, and the metrics are those of all', async t => {
  const { server, api } = await startWorkers(t)
  await api.register('alice@example.com', password)
  const rounds = 10
  for (let round = 0; round < rounds; round += 1) {
    const { json: pair } = await api.login('alice@example.com', password)
    for (let request = 0; request < 9; request += 1) assert.equal((await api.profile(pair.access)).status, 200)
    assert.equal((await api.logout(pair)).status, 200)
    for (let request = 0; request < 9; request += 1) assert.equal((await api.profile(pair.access)).status, 401)
  }
  for (let scrape = 0; scrape < 6; scrape += 1) {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    assert.match(text, new RegExp(`^latchkey_logins_total\\{outcome="succeeded",reason=""\\} ${rounds}$`, 'm'))
  }
})

test('a worker that is killed is started again, and requests are answered meanwhile', async t => {
  const { server } = await startWorkers(t, 2)
  const [victim] = childrenOf(server.pid)
  assert.ok(victim !== undefined)
  process.kill(victim, 'SIGKILL')
  await until(() => /Worker [12] ended by SIGKILL/.test(server.stderr()))
  await until(() => {
    const now = childrenOf(server.pid)
    return now.length === 2 && !now.includes(victim)
  })
  for (let request = 0; request < 10; request += 1) {
    assert.equal((await fetch(`${server.url}/livez`)).status, 200)
  }
})

test('SIGTERM ends all of them well, and none outlives the process that started it', async t => {
  const { server } = await startWorkers(t, 2)
  const workers = childrenOf(server.pid)
  assert.equal(workers.length, 2)
  server.signal('SIGTERM')
  const { code, signal, stderr } = await server.ended
  assert.deepEqual([code, signal], [0, null], stderr)
  const orphaned = await startWorkers(t, 2)
  const left = childrenOf(orphaned.server.pid)
  orphaned.server.signal('SIGKILL')
  await orphaned.server.ended
  await until(() => left.every(pid => !isRunning(pid)))
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('what is wrong at the start is said once: a port in use, a database in memory', async t => {
  const { server, folder } = await startWorkers(t, 2)
  const env = { SECRET_KEY: secretKey, PORT: String(server.port) }
  const inUse = await run(['serve', '--workers', '3'], { folder, env })
  assert.equal(inUse.code, 1)
  assert.equal(inUse.stderr.match(/Another program listens/g)?.length, 1, inUse.stderr)
  const inMemory = await run(['serve', '--workers', '2'], { folder, env: { ...env, DATABASE_URL: 'sqlite::memory:' } })
  assert.equal(inMemory.code, 1)
  assert.match(inMemory.stderr, /the database is in the memory of one process/)
})

/** Several processes write and seal audit rows of one database, and are killed while they do: the chain stays whole. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openStore } from '../../src/stores/open-store.ts'
import { createTestSchema, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { storeSettings } from '../../src/testing/sqlite-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'

const module = new URL('../../src/stores/open-store.ts', import.meta.url).href

/** Writes and seals until it is killed; says so at its first row. */
function startWriter(databaseUrl: string) {
  const writing = `
    const { openStore } = await import(${JSON.stringify(module)})
    const store = await openStore(${JSON.stringify(databaseUrl)}, ${JSON.stringify(storeSettings)})
    for (let at = 1; ; at += 1) {
      await Promise.all([1, 2, 3].map(n => store.audit.append([{ event: 'login.failed', at, reason: process.pid + '-' + n }])))
      if (at % 3 === 0) await store.audit.verify()
      if (at === 1) console.log('writes')
    }`
  const child = spawn(process.execPath, ['--conditions=latchkey-source', '--input-type=module', '-e', writing], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const hasEnded = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const writes = new Promise<void>(resolve => child.stdout.once('data', () => resolve()))
  return {
    writes: Promise.race([writes, hasEnded]),
    async kill() {
      child.kill('SIGKILL')
      await hasEnded
    },
  }
}

async function breakOff(databaseUrl: string): Promise<void> {
  const opened = await openStore(databaseUrl, storeSettings)
  await opened.close()
  const staying = startWriter(databaseUrl)
  try {
    for (let round = 0; round < 4; round += 1) {
      const killed = startWriter(databaseUrl)
      await Promise.all([killed.writes, staying.writes])
      await pause(100 + 70 * round)
      await killed.kill()
    }
  } finally {
    await staying.kill()
  }
  const store = await openStore(databaseUrl, storeSettings)
  try {
    const { checked, first, last, fault } = await store.audit.verify()
    assert.equal(fault, undefined)
    assert.ok(checked > 30, `${checked} rows`)
    assert.deepEqual([first?.place, last?.place], [1, checked])
  } finally {
    await store.close()
  }
}

test(
  'two processes on one SQLite file, of which one is killed again and again, leave a chain that is whole',
  {
    timeout: 120_000,
  },
  t => breakOff(`sqlite:///${join(temporaryFolder(t), 'auth.sqlite3')}`),
)

test(
  'two nodes on PostgreSQL, of which one is killed again and again, leave a chain that is whole',
  {
    skip: await whyNoPostgres(),
    timeout: 120_000,
  },
  async t => breakOff(await createTestSchema(t)),
)

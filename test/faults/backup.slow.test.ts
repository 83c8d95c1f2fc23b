/** `latchkey backup` beside a server that is being written to, and `latchkey restore` when it is not. */
import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { sessionIds } from '../../src/stores/rows/packed-id.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, password } from './api.ts'
import { run, secretKey } from './command-line.ts'
import type { Person } from './load.ts'
import { startServer } from './server-process.ts'

function placeFor(t: TestContext) {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'data'))
  const env = { SECRET_KEY: secretKey, DATABASE_URL: 'sqlite:data/app.sqlite3' }
  return { folder, env, database: join(folder, 'data/app.sqlite3') }
}

const emailsIn = (path: string): ReadonlySet<unknown> => {
  const db = new DatabaseSync(path, { readOnly: true })
  const rows = db.prepare('SELECT email FROM users').all()
  db.close()
  return new Set(rows.map(({ email }) => email))
}

/** Deeds that belong together are there together, or not at all. */
function assertWhole(path: string): void {
  const db = new DatabaseSync(path, { readOnly: true })
  db.function('sid_of', packed => sessionIds.unpack(packed))
  assert.equal(db.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok')
  const loose = `
    SELECT (SELECT count(*) FROM users
        WHERE id NOT IN (SELECT user_id FROM audit WHERE event = 'user.created')) AS without_audit,
      (SELECT count(*) FROM sessions WHERE ended_at IS NOT NULL AND sid_of(sid) NOT IN (SELECT subject FROM revocations))
        AS without_revocation,
      (SELECT count(*) FROM sessions WHERE sid_of(sid) NOT IN (SELECT sid FROM audit WHERE event = 'session.started'))
        AS without_start`
  assert.deepEqual({ ...db.prepare(loose).get() }, { without_audit: 0, without_revocation: 0, without_start: 0 })
  db.close()
}

test('backups under load open, are whole, and hold every write acknowledged before they began', async t => {
  const { folder, env, database } = placeFor(t)
  const server = await startServer(t, folder, env)
  const api = createApi(server.url)
  const acknowledged: string[] = []
  let isOver = false
  const register = async (name: string) => {
    for (let count = 0; !isOver; count += 1) {
      const email = `${name}-${count}@example.com`
      const pair = (await api.register(email, password)).json.tokens
      acknowledged.push(email)
      if (count % 3 === 0) await api.logout(pair)
    }
  }
  const load = Promise.all(['a', 'b', 'c', 'd'].map(register))
  for (let round = 1; round <= 3; round += 1) {
    const known = [...acknowledged]
    const backup = join(folder, `backup-${round}.sqlite3`)
    const { code, stderr } = await run(['backup', backup], { folder, env })
    assert.equal(code, 0, stderr)
    assert.deepEqual(
      known.filter(email => !emailsIn(backup).has(email)),
      [],
    )
    assertWhole(backup)
    assert.equal(statSync(backup).mode & 0o777, 0o600)
  }
  isOver = true
  await load
  assert.ok(acknowledged.length > 0)
  assert.deepEqual(
    readdirSync(folder).filter(name => name.includes('partial')),
    [],
  )
  assert.ok(emailsIn(database).size >= emailsIn(join(folder, 'backup-3.sqlite3')).size)
})

test('a backup never overwrites a file or follows a link, and leaves nothing when it fails', async t => {
  const { folder, env } = placeFor(t)
  const target = join(folder, 'copy.sqlite3')
  const none = await run(['backup', target], { folder, env })
  assert.equal(none.code, 1)
  assert.match(none.stderr, /app\.sqlite3 does not exist/)
  assert.ok(!existsSync(target))
  await run(['migrate'], { folder, env })
  writeFileSync(target, 'precious')
  const taken = await run(['backup', target], { folder, env })
  assert.equal(taken.code, 1)
  assert.match(taken.stderr, /already exists/)
  assert.equal(readFileSync(target, 'utf8'), 'precious')
  const link = join(folder, 'link.sqlite3')
  symlinkSync(join(folder, 'elsewhere'), link)
  assert.equal((await run(['backup', link], { folder, env })).code, 1)
  assert.ok(!existsSync(join(folder, 'elsewhere')))
  assert.equal((await run(['backup', join(folder, 'no/such/folder')], { folder, env })).code, 1)
  assert.deepEqual(readdirSync(folder).toSorted(), ['copy.sqlite3', 'data', 'link.sqlite3'])
})

/** A server that somebody used and stopped, and a backup from the middle of that. */
async function usedAndStopped(t: TestContext) {
  const place = placeFor(t)
  const { folder, env } = place
  const server = await startServer(t, folder, env)
  const api = createApi(server.url)
  const before: Person['tokens'][number] = (await api.register('before@example.com', password)).json.tokens
  const backup = join(folder, 'backup.sqlite3')
  assert.equal((await run(['backup', backup], { folder, env })).code, 0)
  await api.register('after@example.com', password)
  await api.logout(before)
  const stop = async () => {
    server.signal('SIGTERM')
    await server.ended
  }
  return { ...place, backup, before, stop }
}

test('a restore needs a stopped server and --force, keeps the old database, and revives no session', async t => {
  const { folder, env, database, backup, before, stop } = await usedAndStopped(t)
  const running = await run(['restore', '--force', backup], { folder, env })
  assert.equal(running.code, 1)
  assert.match(running.stderr, /open in another process/)
  await stop()
  const unforced = await run(['restore', backup], { folder, env })
  assert.equal(unforced.code, 1)
  assert.match(unforced.stderr, /--force/)
  assert.ok(emailsIn(database).has('after@example.com'))

  const { code, stdout, stderr } = await run(['restore', '--force', '--json', backup], { folder, env })
  assert.equal(code, 0, stderr)
  assert.deepEqual(JSON.parse(stdout), { database, replaced: `${database}.replaced`, endedSessions: 1 })
  assert.deepEqual(emailsIn(database), new Set(['before@example.com']))
  assert.ok(emailsIn(`${database}.replaced`).has('after@example.com'))
  assert.equal(statSync(database).mode & 0o777, 0o600)

  const api = createApi((await startServer(t, folder, env)).url)
  assert.equal((await api.refresh(before.refresh)).status, 401)
  assert.equal((await api.login('before@example.com', password)).status, 200)
  // The account that the backup did not know had the id 2, and its tokens may be about still.
  assert.equal((await api.register('new@example.com', password)).json.user.id, 3)
})

test('a restore into an empty place needs no --force, and can keep the sessions', async t => {
  const { folder, env, backup, before, stop } = await usedAndStopped(t)
  await stop()
  const elsewhere = { ...env, DATABASE_URL: 'sqlite:new/folder/elsewhere.sqlite3' }
  mkdirSync(join(folder, 'new/folder'), { recursive: true })
  const restored = await run(['restore', '--keep-sessions', backup], { folder, env: elsewhere })
  assert.equal(restored.code, 0, restored.stderr)
  const api = createApi((await startServer(t, folder, elsewhere)).url)
  assert.equal((await api.refresh(before.refresh)).status, 200)
})

test('a write-ahead log of another database is not applied to what is restored', async t => {
  const { folder, env, backup, stop } = await usedAndStopped(t)
  await stop()
  const elsewhere = { ...env, DATABASE_URL: 'sqlite:elsewhere.sqlite3' }
  writeFileSync(join(folder, 'elsewhere.sqlite3-wal'), 'of somebody else')
  assert.equal((await run(['restore', backup], { folder, env: elsewhere })).code, 0)
  assert.deepEqual(emailsIn(join(folder, 'elsewhere.sqlite3')), new Set(['before@example.com']))
})

test('a missing file, another program’s database and half a backup are not restored', async t => {
  const { folder, env, backup, database, stop } = await usedAndStopped(t)
  await stop()
  const whole = emailsIn(database)
  const strange = join(folder, 'strange.sqlite3')
  const db = new DatabaseSync(strange)
  db.exec('CREATE TABLE users (id INTEGER)')
  db.close()
  writeFileSync(join(folder, 'empty'), '')
  writeFileSync(join(folder, 'text'), 'x'.repeat(10_000))
  truncateSync(backup, Math.floor(statSync(backup).size / 2 / 4096) * 4096)
  const notOurs = /not a Latchkey database/
  const files = { 'no/such/file': /does not exist/, [strange]: notOurs, empty: notOurs, text: notOurs }
  for (const [file, says] of Object.entries({ ...files, [backup]: /damaged|not a Latchkey database/ })) {
    const { code, stderr } = await run(['restore', '--force', file], { folder, env })
    assert.equal(code, 1, file)
    assert.match(stderr, says, file)
  }
  assert.deepEqual(emailsIn(database), whole)
})

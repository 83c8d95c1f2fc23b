import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'
import { openTestStore } from '../../testing/sqlite-store.ts'

/** A database with so many spent tokens, which expired long ago, and one that did not. */
async function openWithExpired(t: TestContext, count: number) {
  const place = openPlace(t)
  assert.equal((await runCommand('latchkey migrate', place)).code, 0)
  const store = openTestStore(t, join(place.folder, 'data.sqlite3'))
  store.database.exec(`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO spent_tokens SELECT CAST(i AS BLOB), 1 FROM n`)
  await store.sessions.spend({ jti: 'kept', iat: 1, exp: Math.floor(Date.now() / 1000) + 60 })
  return { place, store }
}

test('what has expired is deleted in many batches, what has not stays, and the counts are the result', async t => {
  const { place, store } = await openWithExpired(t, 3000)
  const { code, stdout, stderr } = await runCommand('latchkey flushexpired', place)
  assert.deepEqual(
    [code, stdout.split('\n').map(line => line.split(/\s+/))],
    [
      0,
      [['deleted', 'rows'], ['sessions', '0'], ['spentTokens', '3000'], ['revocations', '0'], ['auditRows', '0'], ['']],
    ],
  )
  assert.doesNotMatch(stderr, /a second/, 'progress is for terminals')
  assert.equal(store.database.prepare('SELECT count(*) AS n FROM spent_tokens').get()?.n, 1)
})

test('beside a server whose turn it is, the command deletes all the same', async t => {
  const { place, store } = await openWithExpired(t, 100)
  await store.housekeeping.takeLease({ holder: 'server', now: Date.now(), length: 60_000 })
  const { code, stdout } = await runCommand('latchkey flushexpired --json', place)
  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(stdout), { sessions: 0, spentTokens: 100, revocations: 0, auditRows: 0 })
  assert.equal(await store.housekeeping.takeLease({ holder: 'another', now: Date.now(), length: 60_000 }), false)
})

/** `latchkey flushexpired` on a terminal: it says how far it is, and may be ended at any moment. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { run, secretKey } from './command-line.ts'
import { converse, ctrlC, hasTerminal } from './terminal.ts'

const rows = 300_000

test('Ctrl-C ends it between two batches, and the next run deletes the rest', { skip: !hasTerminal }, async t => {
  const folder = temporaryFolder(t)
  const place = { folder, env: { SECRET_KEY: secretKey, DATABASE_URL: 'sqlite:data.sqlite3' } }
  assert.equal((await run(['migrate'], place)).code, 0)
  const db = new DatabaseSync(join(folder, 'data.sqlite3'))
  t.after(() => db.close())
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
    INSERT INTO spent_tokens SELECT CAST(i AS BLOB), 1 FROM n`)
  const left = () => Number(db.prepare('SELECT count(*) AS n FROM spent_tokens').get()?.n)

  const ended = await converse(t, ['flushexpired'], place, [['rows deleted, ', ctrlC]])
  assert.match(ended.screen, /\d+ rows deleted, \d+ a second/)
  assert.equal(ended.code, 130)
  const rest = left()
  assert.ok(rest > 0 && rest < rows, String(rest))
  assert.equal(db.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok')

  const { code, stdout } = await run(['flushexpired', '--json'], place)
  assert.deepEqual([code, JSON.parse(stdout).spentTokens, left()], [0, rest, 0])
})

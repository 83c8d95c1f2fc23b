/** Requirement 30: a server whose database can have no folder says so and ends; it must not go round for ever. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { start } from '../faults/command-line.ts'

test('a database below /proc, or below a file, refuses the start', { timeout: 60_000 }, async t => {
  for (const path of ['/proc/nobody/x.sqlite3', '/dev/null/x.sqlite3']) {
    const env = { PORT: '0', DATABASE_URL: `sqlite:${path}` }
    const { child, ended } = start(['serve'], { folder: temporaryFolder(t), env })
    const patience = setTimeout(() => child.kill('SIGKILL'), 20_000)
    const { code, stderr } = await ended
    clearTimeout(patience)
    assert.equal(code, 1, path)
    assert.match(stderr, /^Error: (?:The folder \/proc\/nobody does not exist|.*\/dev\/null.*)\.\n/)
    assert.doesNotMatch(stderr, / at .*\.ts/)
  }
})

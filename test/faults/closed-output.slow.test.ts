/** A reader that closes its end of the pipe, as `head` does, or a disk that is full. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { environmentOf, run, secretKey, shellCommand } from './command-line.ts'

const env = { SECRET_KEY: secretKey, DATABASE_URL: 'sqlite:data.sqlite3' }
const status = '; echo "status $?"'

function shell(script: string, folder: string) {
  const options = { cwd: folder, env: environmentOf(env), encoding: 'utf8', timeout: 60_000 } as const
  return spawnSync('bash', ['--norc', '-o', 'pipefail', '-c', script], options)
}

test('a reader that has gone away ends a command quietly, with the status of SIGPIPE', async t => {
  const folder = temporaryFolder(t)
  await run(['migrate'], { folder, env })
  await run(['users', 'create', '--email', 'alice@example.com', '--unusable'], { folder, env })
  const exports = [
    ['users', 'export', '--with-passwords'],
    ['users', 'export', '--format', 'csv', '--with-passwords'],
  ]
  for (const words of [['users', 'list'], ['--help'], ['users', 'list', '--json'], ['doctor'], ...exports]) {
    const { stdout, stderr } = shell(`${shellCommand(words)} | true ${status}`, folder)
    assert.equal(stdout, 'status 141\n', words.join(' '))
    assert.match(stderr, /^(?:Database: \S+\n)?$/, words.join(' '))
  }
})

test('a closed standard error changes neither what a command does nor its exit code', async t => {
  const folder = temporaryFolder(t)
  const refused = shell(`(${shellCommand(['users', 'show', 'a@b.example'])} 2>&1 >/dev/null) | true ${status}`, folder)
  assert.equal(refused.stdout, 'status 1\n')
  const done = shell(`(${shellCommand(['keys', 'generate'])} 2>&1 >key.txt) | true ${status}; wc -l < key.txt`, folder)
  assert.match(done.stdout, /^status 0\n\s*1\n$/)
})

test('output that a full disk does not take is a failure with a sentence', async t => {
  const ended = shell(`${shellCommand(['keys', 'generate'])} > /dev/full`, temporaryFolder(t))
  assert.equal(ended.status, 1)
  const { stderr } = ended
  assert.match(stderr, /Error: The output could not be written: ENOSPC/)
  assert.doesNotMatch(stderr, /^ +at /m)
})

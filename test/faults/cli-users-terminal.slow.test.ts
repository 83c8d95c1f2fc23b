/** `latchkey users` on a real terminal: what cannot be undone is asked for, and no password is shown. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi } from './api.ts'
import { run, secretKey } from './command-line.ts'
import { startServer } from './server-process.ts'
import { converse, ctrlC, hasTerminal } from './terminal.ts'

const env = { SECRET_KEY: secretKey }
const skip = hasTerminal ? false : 'there is no util-linux `script` on this machine'
const options = { skip, timeout: 60_000 }

test('an account is created, given another password and deleted in conversations', options, async t => {
  const place = { folder: temporaryFolder(t), env }
  const created = await converse(t, ['users', 'create', '--email', 'alice@example.com'], place, [
    ['Password: ', 'FirstSecret456!'],
    ['Password (again): ', 'FirstSecret456!'],
  ])
  assert.match(created.screen, /Created alice@example\.com \(id 1\)/)
  const changed = await converse(t, ['users', 'set-password', 'alice@example.com'], place, [
    ['Password: ', 'password'],
    ['Password (again): ', 'password'],
    ['Bypass password validation and set it anyway? [y/N]: ', 'n'],
    ['Password: ', 'OtherSecret456!'],
    ['Password (again): ', 'OtherSecret456!'],
  ])
  assert.equal(changed.code, 0, changed.screen)
  for (const { screen } of [created, changed]) assert.doesNotMatch(screen, /Secret456/)
  const { url } = await startServer(t, place.folder, env)
  assert.equal((await createApi(url).login('alice@example.com', 'OtherSecret456!')).status, 200)

  for (const answer of ['', 'n', ctrlC]) {
    const question = 'Delete alice@example.com and end its sessions? [y/N]: '
    const kept = await converse(t, ['users', 'delete', 'alice@example.com'], place, [[question, answer]])
    assert.equal(kept.code, 1, kept.screen)
  }
  const deleted = await converse(t, ['users', 'delete', '1'], place, [['[y/N]: ', 'y']])
  assert.match(deleted.screen, /Deleted alice@example\.com/)
  assert.equal((await run(['users', 'list', '--json'], place)).stdout, '[]\n')
})

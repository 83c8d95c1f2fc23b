import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPlace, runCommand } from '../../test/cli/in-process.ts'
import { loadSettings } from '../server/config/load-settings.ts'
import { openStore } from '../stores/open-store.ts'

const config = `
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

export default {
  onEvent(event) {
    appendFileSync(join(import.meta.dirname, 'events'), JSON.stringify(event) + '\\n')
  },
}
`

test('onEvent hears of what commands do, with their operator', async t => {
  const place = openPlace(t)
  writeFileSync(join(place.folder, 'latchkey.config.ts'), config)
  for (const line of [
    'echo SecurePass123! | latchkey users create --email alice@example.com --stdin',
    'latchkey users change 1 --staff yes',
    'latchkey users change 1 --staff yes',
    'latchkey groups create editors',
    'latchkey users delete 1 --yes',
  ]) {
    assert.equal((await runCommand(line, place)).code, 0, line)
  }
  const events = readFileSync(join(place.folder, 'events'), 'utf8').trim().split('\n')
  assert.deepEqual(
    events.map(line => JSON.parse(line)).map(({ name, userId, actor }) => [name, userId, actor]),
    [
      ['user.created', 1],
      ['user.changed', 1],
      ['group.created', undefined],
      ['user.deleted', 1],
    ].map(event => [...event, `cli:${userInfo().username}`]),
  )
})

test('the mail to an owner waits in the outbox for the server, and the command prints none', async t => {
  const place = openPlace(t)
  const env = { ...place.env, DEBUG: 'True' }
  await runCommand('echo SecurePass123! | latchkey users create --email alice@example.com --stdin', place)
  const line = 'echo AnotherPass456! | latchkey users set-password 1 --stdin --json'
  assert.deepEqual(JSON.parse((await runCommand(line, { ...place, env })).stdout), { id: 1 })
  const settings = await loadSettings({ env, cwd: place.folder })
  const store = await openStore(settings.databaseUrl, settings, {}, place.folder)
  const now = Date.now()
  const waiting = await store.outbox.claim({ now, until: now + 1, limit: 9 })
  await store.close()
  assert.deepEqual(
    waiting.map(({ kind, to }) => [kind, to]),
    [['password_changed', 'alice@example.com']],
  )
})

test('createsuperuser refuses a flag that the account model does not ask for', async t => {
  for (const [accounts, flags, foreign] of [
    ['email', '--email root@example.com --username root', 'username'],
    ['username', '--username root --first_name Ada', 'first_name'],
  ] as const) {
    const place = openPlace(t)
    const env = { ...place.env, LATCHKEY_ACCOUNTS: accounts }
    const { code, stderr } = await runCommand(`latchkey createsuperuser --noinput ${flags}`, { ...place, env })
    assert.equal(code, 2)
    assert.match(stderr, new RegExp(`takes no --${foreign} with accounts: '${accounts}'`))
  }
})

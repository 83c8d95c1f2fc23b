import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPlace, runCommand } from '../../test/cli/in-process.ts'
import type { AdoptionPhase } from '../features/adoption/state.ts'
import { openSqliteStore } from '../stores/sqlite/store.ts'
import { storeSettings } from '../testing/sqlite-store.ts'

const refused = [
  'users create --email new@example.com --unusable',
  'users change alice@example.com --first_name Zoë',
  'users deactivate alice@example.com',
  'users delete alice@example.com --yes',
  'users import new.jsonl',
  'createsuperuser --email root@example.com --noinput',
  'groups create writers',
  'groups add editors alice@example.com',
]

test('every command that writes accounts says that Django keeps them, and changes nothing', async t => {
  const { folder, env } = openPlace(t)
  const place = { folder, env: { ...env, LATCHKEY_DJANGO_DATABASE_URL: 'sqlite:django.sqlite3' } }
  const run = (line: string) => runCommand(`latchkey ${line}`, place)
  for (const line of ['users create --email alice@example.com --unusable', 'groups create editors']) {
    const { code, stderr } = await run(line)
    assert.equal(code, 0, stderr)
  }
  writeFileSync(join(place.folder, 'new.jsonl'), '{"email":"new@example.com"}\n')
  const enter = async (phase: AdoptionPhase) => {
    const store = openSqliteStore(join(place.folder, 'data.sqlite3'), storeSettings)
    await store.adoption.setState((await store.adoption.state())?.phase, { phase, place: 'db/shop', since: 0 })
    await store.close()
  }
  await enter('following')
  for (const line of refused) {
    const { code, stderr } = await run(line)
    assert.notEqual(code, 0, line)
    assert.match(stderr, /Accounts are still kept by Django\. Change it there\./, line)
  }
  const { stdout } = await run('users list --json')
  assert.equal(stdout.match(/"email":/g)?.length, 1)
  await enter('finished')
  for (const line of refused) assert.doesNotMatch((await run(line)).stderr, /kept by Django/, line)
  assert.match((await run('users list --json')).stdout, /"email": ?"new@example.com"/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'

test('settings that say nothing of roles differ from none: the list sends no one to take them away', async t => {
  const place = openPlace(t)
  const env = { ...place.env, LATCHKEY_ROLES: '{"editor":["auth.view_user"]}' }
  assert.equal((await runCommand('latchkey roles sync', { ...place, env })).code, 0)
  const { code, stdout, stderr } = await runCommand('latchkey roles list', place)
  assert.equal(code, 0)
  assert.match(stdout + stderr, /The settings have no roles/)
  assert.doesNotMatch(stdout + stderr, /What differs/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlace, runCommand } from '../../test/cli/in-process.ts'
import { commands } from './run.ts'

test('every command is in the list and explains itself', async t => {
  const place = openPlace(t)
  const { stdout } = await runCommand('latchkey --help', place)
  for (const { name, summary } of commands) {
    assert.ok(stdout.includes(summary), name)
    const help = await runCommand(`latchkey ${name} --help`, place)
    assert.deepEqual([help.code, help.stderr], [0, ''], name)
    assert.ok(help.stdout.startsWith(`Usage: latchkey ${name}`), name)
  }
})

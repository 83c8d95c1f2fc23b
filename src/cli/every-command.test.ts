import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlace, runCommand } from '../../test/cli/in-process.ts'
import { commands } from './every-command.ts'

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

test('messages show commands as the reader types them', async t => {
  const place = openPlace(t)
  const program = 'npm run latchkey --'
  const said = async (line: string) => {
    const { stdout, stderr } = await runCommand(line, place, program)
    return stdout + stderr
  }
  assert.match(await said('latchkey doctor'), /`npm run latchkey -- migrate` creates it/)
  assert.match(await said('latchkey'), /^Usage: npm run latchkey -- COMMAND/)
  assert.match(await said('latchkey users'), /npm run latchkey -- users list/)
  assert.match(await said('latchkey users lst'), /Did you mean "npm run latchkey -- users list"\?/)
  assert.match(await said('latchkey users list --help'), /^Usage: npm run latchkey -- users list/)
  assert.match(await said('latchkey users show a@b.example'), /`npm run latchkey -- migrate` creates it/)
  const weak = 'SECRET_KEY=replace-me-with-at-least-32-random-bytes latchkey migrate'
  assert.match(await said(weak), /such as `npm run latchkey -- keys generate` prints/)
})

test('every command and every group has a help page by `help`', async t => {
  const place = openPlace(t)
  const groups = new Set(commands.map(({ name }) => name.split(' ')[0]))
  for (const group of groups) {
    const { code, stderr } = await runCommand(`latchkey help ${group}`, place)
    assert.deepEqual([code, stderr], [0, ''], group)
  }
})

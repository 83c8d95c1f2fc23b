import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError } from '../settings/configuration-error.ts'
import { alignTable, createUi, formatFaults, printable } from './ui.ts'

function record(isTTY: boolean) {
  const texts: string[] = []
  return { isTTY, write: (text: string) => texts.push(text), text: () => texts.join('') }
}

function uiOn({ isTTY = false, env = {} }: { readonly isTTY?: boolean; readonly env?: Record<string, string> }) {
  const out = record(isTTY)
  const err = record(isTTY)
  return { ui: createUi({ out, err, env }), out, err }
}

test('answers go to stdout, hints and failures to stderr', () => {
  const { ui, out, err } = uiOn({})
  ui.say('done')
  ui.hint('by the way')
  ui.failure('no such user', 'list them with: latchkey users')
  assert.equal(out.text(), 'done\n')
  assert.equal(err.text(), 'by the way\nError: no such user\n  list them with: latchkey users\n')
})

test('a terminal gets colour, a pipe and NO_COLOR do not', () => {
  const terminal = uiOn({ isTTY: true })
  const quiet = uiOn({ isTTY: true, env: { NO_COLOR: '1' } })
  for (const { ui } of [terminal, quiet]) ui.failure('it failed')
  assert.equal(terminal.err.text(), '\x1b[31mError:\x1b[0m it failed\n')
  assert.equal(quiet.err.text(), 'Error: it failed\n')
})

test('an empty NO_COLOR forbids nothing', () => {
  const { ui, err } = uiOn({ isTTY: true, env: { NO_COLOR: '' } })
  ui.hint('dim')
  assert.equal(err.text(), '\x1b[2mdim\x1b[0m\n')
})

test('columns begin at the same place, and no line ends in blanks', () => {
  assert.deepEqual(
    alignTable([
      ['id', 'name', ''],
      ['1000', 'Zoë', ''],
      ['7', '👩‍🚀x'.replace('\u200d', ''), 'end'],
    ]),
    ['id    name', '1000  Zoë', '7     👩🚀x   end'],
  )
})

test('a table is written line by line', () => {
  const { ui, out } = uiOn({})
  ui.table(['id', 'email'], [['1', 'a@example.com']])
  assert.equal(out.text(), 'id  email\n1   a@example.com\n')
})

test('nothing that is said can steer the terminal (escape injection), and only the command begins lines', () => {
  const name = '"\x1b]0;owned\x07\x1b[31ma"@example.com\r\nDone.\u0000\u009b2J\u202e\u2028'
  const { ui, out, err } = uiOn({ isTTY: true })
  ui.say(name)
  ui.say(['first', name])
  ui.hint(name)
  ui.failure(name, name)
  ui.failure(['first', name])
  ui.table([name], [[name]])
  ui.json({ name })
  const said = `${out.text()}${err.text()}`.replaceAll(/\x1b\[(?:0|2|31)m(?=\{?\n|Error:| |"|[a-z]|$)/g, '')
  assert.doesNotMatch(said.replaceAll('\n', ''), /[\p{Cc}\u202e\u2028]/u)
  assert.doesNotMatch(said, /^Done\./m)
  assert.match(out.text(), /^first$/m)
})

test('a failure does not repeat the password of a URL', () => {
  const { ui, err } = uiOn({})
  ui.failure('connect ECONNREFUSED postgres://u:hunter2@db/x', 'Is smtp://u:hunter2@mail right?')
  assert.doesNotMatch(err.text(), /hunter2/)
})

test('JSON output is one document', () => {
  const { ui, out } = uiOn({})
  ui.json({ users: [] })
  assert.deepEqual(JSON.parse(out.text()), { users: [] })
})

test('text of users cannot steer the terminal or forge a line', () => {
  assert.equal(printable('a\x1b[2J\nb\u202e'), 'a\\u{1b}[2J\\u{a}b\\u{202e}')
  assert.deepEqual(alignTable([['x\ny']]), ['x\\u{a}y'])
})

test('faults stand in aligned columns, each with its remedy below', () => {
  const error = new ConfigurationError([
    { setting: 'PORT', source: 'environment', what: "'x' does not fit", fix: 'use a number' },
    { setting: 'leeway', source: '.env', what: 'is negative', fix: 'use 0' },
  ])
  assert.deepEqual(formatFaults(error), [
    'The configuration has 2 faults:',
    "  PORT    environment  'x' does not fit",
    '    -> use a number',
    '  leeway  .env         is negative',
    '    -> use 0',
  ])
})

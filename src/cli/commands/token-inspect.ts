/**
 * `latchkey token inspect TOKEN`: what is in a token, and whether it is valid here. The signature is checked and never
 * printed: what is on the screen cannot be used as a token.
 */
import { text as readText } from 'node:stream/consumers'
import { createKeyringOf } from '../../auth.ts'
import { systemClock } from '../../ports/defaults/clock.ts'
import { inspectToken } from '../../tokens/inspect.ts'
import type { Command } from '../command.ts'
import { loadCommandSettings } from '../load.ts'
import { printable } from '../ui.ts'

export const tokenInspectCommand: Command = {
  name: 'token inspect',
  summary: 'Show what is in a token, and whether its signature and times are valid.',
  operands: ['TOKEN'],
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    ['TOKEN', 'the token, or - to read it from standard input'],
    ['--config FILE', 'the configuration file (default: latchkey.config.ts)'],
    ['--json', 'header, claims, kind, key, times and verdict as JSON; never the signature'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const text = String(values.TOKEN === '-' ? await readText(surroundings.input) : values.TOKEN).trim()
    const settings = await loadCommandSettings(surroundings, values)
    const seen = inspectToken({ settings, keyring: createKeyringOf(settings), clock: systemClock }, text)
    if (seen === undefined) {
      ui.failure(
        'This is not a token: a token is three parts of base64url, with JSON in the first two.',
        'Copy all of it, without "Bearer".',
      )
      return 1
    }
    if (values.json) ui.json(seen)
    else {
      ui.table(['header', ''], rowsOf(seen.header))
      ui.say('')
      ui.table(
        ['claim', '', ''],
        Object.entries(seen.claims).map(([name, value]) => [name, shown(value), seen.times[name] ?? '']),
      )
      ui.say('')
      ui.table(
        ['kind', seen.kind],
        [
          ['key', seen.key],
          ['verdict', seen.verdict],
        ],
      )
    }
    return seen.isAccepted ? 0 : 1
  },
}

function rowsOf(object: Readonly<Record<string, unknown>>): (readonly string[])[] {
  return Object.entries(object).map(([name, value]) => [name, shown(value)])
}

function shown(value: unknown): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value))
}

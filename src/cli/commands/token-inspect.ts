/**
 * `latchkey token inspect TOKEN`: what is in a token, and whether it is valid here; with `--store`, also what the database
 * knows of it. The signature is checked and never printed: what is on the screen cannot be used as a token.
 */
import { text as readText } from 'node:stream/consumers'
import { createKeyringOf } from '../../auth/keyring.ts'
import { createAuth } from '../../auth.ts'
import { lookUpToken, type TokenLookUp } from '../../flows/look-up-token.ts'
import type { Keyring } from '../../keys/keyring.ts'
import { systemClock } from '../../ports/defaults/clock.ts'
import type { LoadedConfiguration } from '../../server/config/load-settings.ts'
import type { Settings } from '../../settings/settings.ts'
import { isDatabaseThere } from '../../stores/open-store.ts'
import type { System } from '../../system.ts'
import { type InspectedToken, inspectToken } from '../../tokens/inspect.ts'
import { configHelp, type Values } from '../accounts.ts'
import type { Command, Surroundings } from '../command.ts'
import { forOneCommand, loadCommand, withStore } from '../load.ts'
import { lookUpRows } from '../token-rows.ts'
import { printable, type Ui } from '../ui.ts'

export const tokenInspectCommand: Command = {
  name: 'token inspect',
  summary: 'Show what is in a token, whether it is valid, and what the database knows of it.',
  operands: ['TOKEN'],
  options: { config: { type: 'string' }, store: { type: 'boolean' }, json: { type: 'boolean' } },
  help: [
    ['TOKEN', 'the token, or - to read it from standard input'],
    configHelp,
    ['--store', 'read the database: session, id and user of the token, and what the API would answer now'],
    ['--json', 'header, claims, kind, key, times and verdict as JSON, with --store the rest; never the signature'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const text = String(values.TOKEN === '-' ? await readText(surroundings.input) : values.TOKEN).trim()
    const loaded = await loadCommand(surroundings, values, 'refuse')
    const { settings } = loaded
    // Keys that rotate are in the database.
    const isManaged = settings.keyRotation !== undefined && (await isDatabaseThere(settings.databaseUrl))
    const inspecting = (keyring: Keyring) => inspect({ settings, keyring }, text, values.store === true)
    const seen = isManaged
      ? await withSystem(surroundings, values, loaded, async ({ keyring }) => inspecting(keyring))
      : inspecting(createKeyringOf(settings))
    if (seen === undefined) {
      ui.failure(
        'This is not a token: a token is three parts of base64url, with JSON in the first two.',
        'Copy all of it, without "Bearer".',
      )
      return 1
    }
    const found = values.store === true ? await lookUp(surroundings, values, loaded, text, seen) : undefined
    if (values.json === true) ui.json(found === undefined ? seen : { ...seen, store: found })
    else show(ui, seen, found)
    return (found === undefined ? seen.isAccepted : found.answer.status === 200) ? 0 : 1
  },
}

/** The verdict says what it is not about. */
function inspect(
  by: { readonly settings: Settings; readonly keyring: Keyring },
  text: string,
  asksStore: boolean,
): InspectedToken | undefined {
  const seen = inspectToken({ ...by, clock: systemClock }, text)
  if (seen === undefined || !seen.isAccepted || asksStore) return seen
  return { ...seen, verdict: `${seen.verdict}; revocation was not checked (--store checks it)` }
}

async function lookUp(
  surroundings: Surroundings,
  values: Values,
  loaded: LoadedConfiguration,
  raw: string,
  { claims, kind }: InspectedToken,
): Promise<TokenLookUp> {
  return await withSystem(surroundings, values, loaded, system => lookUpToken(system, { raw, claims, kind }))
}

async function withSystem<T>(
  surroundings: Surroundings,
  values: Values,
  loaded: LoadedConfiguration,
  use: (system: System) => Promise<T>,
): Promise<T> {
  return await withStore(surroundings, values, loaded, async store => {
    const { system } = await createAuth({ settings: forOneCommand(loaded.settings), store })
    try {
      return await use(system)
    } finally {
      system.signingKeys?.stop()
    }
  })
}

function show(ui: Ui, seen: InspectedToken, found: TokenLookUp | undefined): void {
  ui.table(['header', ''], rowsOf(seen.header))
  ui.say('')
  ui.table(
    ['claim', '', ''],
    Object.entries(seen.claims).map(([name, value]) => [name, shown(value), seen.times[name] ?? '']),
  )
  ui.say('')
  const [first = ['', ''], ...rest] = [
    ['kind', seen.kind],
    ['key', seen.key],
    ['verdict', seen.verdict],
    ...(found === undefined ? [] : lookUpRows(found)),
  ]
  ui.table(first, rest)
}

function rowsOf(object: Readonly<Record<string, unknown>>): (readonly string[])[] {
  return Object.entries(object).map(([name, value]) => [name, shown(value)])
}

function shown(value: unknown): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value))
}

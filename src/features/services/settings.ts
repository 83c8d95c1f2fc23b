/** The settings of services that ask about tokens. */
import { Secret } from '../../kernel/secret.ts'
import type { SettingRow } from '../../settings/row.ts'
import { findEdgeFault } from '../../settings/secret-edges.ts'
import { isMonotonous, isPlaceholder, isShort } from '../../settings/secret-strength.ts'
import { accept, refuse, type ValueResult } from '../../settings/value-result.ts'
import type { ServiceClients } from './service-clients.ts'

/** `serviceClients: { orders: process.env.ORDERS_SECRET }`; two secrets while one is exchanged. */
export type GivenServiceClients = Readonly<Record<string, GivenSecret | readonly GivenSecret[]>>

type GivenSecret = string | Secret

const rows = {
  serviceClients: {
    kind: 'custom',
    read: readClients,
    readText: readClientsText,
    fromFile: true,
    default: {},
    doc: 'Services that may ask about tokens and revoke them, by name with their secret: `{ orders: process.env.ORDERS_SECRET }`; two in a list while one is exchanged. As JSON in the environment.',
  },
} as const satisfies Readonly<Record<string, SettingRow>>

export const serviceSettings = { title: 'Services', rows, rules: [] }

export type ServiceRows = typeof rows

declare module '../../settings/settings.ts' {
  interface SettingRows extends ServiceRows {}

  interface CustomSettings {
    readonly serviceClients: { readonly given: GivenServiceClients; readonly resolved: ServiceClients }
  }
}

const clientName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const mostSecrets = 4
const example = "write { orders: '...' }, the secret made with: npx latchkey keys generate --algorithm HS256"

function readClients(raw: unknown): ValueResult {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return refuse('is not an object', example)
  const clients: Record<string, readonly Secret[]> = {}
  for (const [name, given] of Object.entries(raw)) {
    if (!clientName.test(name))
      return refuse(`has a name that is not one: ${JSON.stringify(name.slice(0, 40))}`, example)
    const secrets = readSecrets(given)
    if (typeof secrets === 'string') return refuse(`${name}: ${secrets}`, example)
    clients[name] = secrets
  }
  return accept(Object.freeze(clients))
}

function readClientsText(text: string): ValueResult {
  try {
    return readClients(JSON.parse(text))
  } catch {
    return refuse('is not JSON', 'write {"orders":"..."}')
  }
}

/** Never quotes a value. */
function readSecrets(given: unknown): readonly Secret[] | string {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given]
  if (list.length === 0 || list.length > mostSecrets) return `has to have a secret, and at most ${mostSecrets}`
  const texts = list.map(each => (each instanceof Secret ? each.reveal() : each))
  if (!texts.every(text => typeof text === 'string')) return 'the secret is not a text'
  const fault = texts.map(findFault).find(each => each !== undefined)
  return fault ?? texts.map(text => new Secret(text))
}

function findFault(text: string): string | undefined {
  if (isShort(text)) return 'the secret is shorter than 32 bytes'
  if (isMonotonous(text)) return 'the secret has few different characters'
  if (isPlaceholder(text)) return 'the secret is copied from a template'
  return findEdgeFault(text)?.what
}

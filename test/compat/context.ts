/** The state of one run of a scenario: captured values and cookie jars. Fills in `{{name}}` and `{"$now": 5}`. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Jar } from './cookies.ts'
import { isObject, type JsonObject } from './json.ts'
import type { Fixture, Operation } from './scenario.ts'
import { decodeToken, encode, signToken, tamperToken } from './tokens.ts'

export interface Context {
  readonly baseUrl: string
  readonly secret: string
  readonly values: Map<string, unknown>
  readonly jars: Map<string, Jar>
}

/** A scenario uses a value that no step has captured. */
export class MissingValue extends Error {}

export function createContext(baseUrl: string, secret: string, fixture: Fixture): Context {
  const base = baseUrl.replace(/\/+$/, '')
  const values = new Map<string, unknown>([
    ['base', base],
    ['host', new URL(base).host],
    ['uniq', randomBytes(4).toString('hex')],
  ])
  for (const user of fixture.users) {
    values.set(`uid:${user.username}`, user.id)
    values.set(`pw:${user.username}`, user.password)
  }
  return { baseUrl: base, secret, values, jars: new Map() }
}

/** Fills in every placeholder of a value. A string that is a single placeholder becomes the value, with its type. */
export function fill(context: Context, value: unknown): unknown {
  if (typeof value === 'string') return fillText(context, value)
  if (Array.isArray(value)) return value.map(item => fill(context, item))
  if (!isObject(value)) return value
  const [only, ...others] = Object.entries(value)
  const make = only !== undefined && others.length === 0 ? makers[only[0]] : undefined
  if (make !== undefined) return make(context, only?.[1])
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(context, item)]))
}

function fillText(context: Context, text: string): unknown {
  const whole = /^\{\{([^}]+)\}\}$/.exec(text)?.[1]
  if (whole !== undefined && context.values.has(whole)) return context.values.get(whole)
  return text.replace(/\{\{([^}]+)\}\}/g, (_, name: string) => String(getValue(context, name)))
}

function getValue(context: Context, name: string): unknown {
  if (!context.values.has(name)) throw new MissingValue(`no captured value '${name}'`)
  return context.values.get(name)
}

type Maker = (context: Context, argument: unknown) => unknown

const makers: Readonly<Record<string, Maker>> = {
  $now: (_, seconds) => Math.floor(Date.now() / 1000) + Number(seconds),
  $uid: (context, user) => String(getValue(context, `uid:${String(user)}`)),
  $uidint: (context, user) => Number(getValue(context, `uid:${String(user)}`)),
  $hex: (_, digits) => randomBytes(Math.floor(Number(digits) / 2)).toString('hex'),
  $long: (_, [text, count]: [string, number]) => text.repeat(count),
} as Record<string, Maker>

/** Runs one operation: waits, or stores a value under a name. */
export async function prepare(context: Context, operation: Operation): Promise<void> {
  if (operation.op === 'sleep') await sleep((operation.seconds ?? 0) * 1000)
  else context.values.set(operation.as ?? '', makeValue(context, operation))
}

function makeValue(context: Context, operation: Operation): unknown {
  if (operation.op === 'set') return fill(context, operation.value)
  const given = fill(context, operation.key ?? '$SECRET')
  const key = given === '$SECRET' ? context.secret : String(given)
  if (operation.op === 'mint') return mint(context, operation, key)
  const token = getValue(context, operation.from ?? '')
  const changes = fill(context, operation.set ?? {}) as JsonObject
  if (operation.op === 'resign') return resign(operation, token, changes, key)
  return tamperToken(token, operation.how, operation.how === 'edit_header' ? (operation.set ?? {}) : changes)
}

function mint(context: Context, operation: Operation, key: string): string {
  const alg = operation.alg ?? 'HS256'
  const payload = fill(context, operation.payload)
  const body = typeof payload === 'string' ? encode(payload) : payload
  return signToken(operation.header ?? { alg, typ: 'JWT' }, body, key, alg)
}

function resign(operation: Operation, token: unknown, changes: JsonObject, key: string): string {
  const decoded = decodeToken(token)
  const alg = operation.alg ?? 'HS256'
  const ownAlg = alg !== 'HS256' && operation.header === undefined ? { alg } : {}
  const payload: Record<string, unknown> = { ...decoded.payload, ...changes }
  for (const name of operation.delete ?? []) delete payload[name]
  return signToken({ ...decoded.header, ...operation.header, ...ownAlg }, payload, key, alg)
}

/** Reads a value of a configuration file, or a default, by its row. Values have to be of the right type already. */
import { parseDuration } from '../kernel/duration.ts'
import { hideUserinfoOfValue } from '../kernel/hide-userinfo.ts'
import { Secret } from '../kernel/secret.ts'
import { readSigner } from './read-signer.ts'
import type { SettingKind, SettingRow } from './row.ts'
import { findEdgeFault } from './secret-edges.ts'
import { accept, refuse, type ValueResult } from './value-result.ts'

/** `null` where it is allowed, and `undefined`, never get here. */
export function readValue(row: SettingRow, raw: unknown): ValueResult {
  return row.kind === 'custom' ? row.read(raw) : readers[row.kind](row, raw)
}

type Reader = (row: SettingRow, raw: unknown) => ValueResult

const readers: Readonly<Record<Exclude<SettingKind, 'custom'>, Reader>> = {
  boolean: (_row, raw) => (typeof raw === 'boolean' ? accept(raw) : refuseValue(raw, 'true or false')),
  integer: readInteger,
  duration: readDuration,
  text: readWord,
  texts: (row, raw) => (typeof raw === 'string' ? readWord(row, raw) : readList(row, raw)),
  list: (row, raw) => readList(row, typeof raw === 'string' ? [raw] : raw),
  choice: readWord,
  secret: readSecret,
  function: (_row, raw) => (typeof raw === 'function' ? accept(raw) : refuseValue(raw, 'a function')),
  functions: readFunctions,
  keys: readKeys,
  signer: (_row, raw) => readSigner(raw),
  definition: (row, raw) =>
    typeof raw === 'object' && raw !== null && 'columns' in raw
      ? accept(raw)
      : refuseValue(raw, row.example ?? 'a definition'),
}

function readInteger(row: SettingRow, raw: unknown): ValueResult {
  const isInteger = typeof raw === 'number' && Number.isSafeInteger(raw)
  return isInteger && isWithin(row, raw) ? accept(raw) : refuseValue(raw, wholeNumber(row))
}

/** A hundred years. A longer `exp` is a typing mistake, and exceeds the range of dates. */
const longestDuration = 3_155_760_000

function readDuration(row: SettingRow, raw: unknown): ValueResult {
  const expected = `a duration such as '15m', '7 days' or a number of seconds`
  if (typeof raw !== 'number' && typeof raw !== 'string') return refuseValue(raw, expected)
  if (Number(raw) < 0 || String(raw).startsWith('-')) return refuse(`${show(raw)} is negative`, `use ${expected}`)
  const seconds = parseDuration(raw)
  if (seconds === undefined) return refuseValue(raw, expected)
  const limits = { min: row.min ?? 0, max: row.max ?? longestDuration }
  return isWithin(limits, seconds)
    ? accept(seconds)
    : refuse(`${show(raw)} is out of range`, `use ${limits.min} to ${limits.max} seconds`)
}

function readWord(row: SettingRow, raw: unknown): ValueResult {
  const choices = row.choices?.map(choice => `'${choice}'`).join(', ')
  if (typeof raw !== 'string') return refuseValue(raw, choices ?? 'text')
  if (row.choices?.includes(raw) === false) return refuse(`${show(raw)} is not known`, `use ${choices}`)
  if (raw.trim() === '') return refuse('is empty', 'give it a value or remove it')
  if (row.pattern?.test(raw) === false) return refuseValue(raw, row.example ?? 'another form')
  const fault = row.check?.(raw)
  return fault === undefined ? accept(raw) : refuse(fault.what, fault.fix)
}

function readList(row: SettingRow, raw: unknown): ValueResult {
  if (!Array.isArray(raw)) return refuseValue(raw, 'a list of texts')
  if (raw.length === 0 && row.allowsEmpty !== true) return refuse('is an empty list', 'name at least one, or remove it')
  if (row.unsetWord !== undefined && raw.includes(row.unsetWord)) {
    return refuse(`has '${row.unsetWord}' in a list`, `write '${row.unsetWord}' alone, or leave it out`)
  }
  const bad = raw.map(member => readWord(row, member)).find(result => !result.ok)
  return bad ?? accept(Object.freeze([...raw]))
}

function readSecret(row: SettingRow, raw: unknown): ValueResult {
  const text = raw instanceof Secret ? raw.reveal() : raw
  if (typeof text !== 'string') return refuse('is not text', 'give it as text')
  if (text.trim() === '') return refuse('is empty', row.required ?? 'give it a value or remove it')
  const fault = findEdgeFault(text)
  return fault === undefined ? accept(new Secret(text)) : refuse(fault.what, fault.fix)
}

/** An object of functions, each named by one of the row's choices. */
function readFunctions(row: SettingRow, raw: unknown): ValueResult {
  if (typeof raw !== 'object' || raw === null) return refuseValue(raw, row.example ?? 'an object of functions')
  const names = row.choices ?? []
  const bad = Object.entries(raw).find(([name, member]) => !names.includes(name) || typeof member !== 'function')
  if (bad === undefined) return accept(Object.freeze({ ...raw }))
  return refuse(`has the member ${show(bad[0])}`, `give functions named ${names.join(', ')}`)
}

/** Checks the shape only. The key ring checks the keys themselves, and lists everything that is wrong with them. */
function readKeys(row: SettingRow, raw: unknown): ValueResult {
  const isKey = (each: unknown) =>
    typeof each === 'object' &&
    each !== null &&
    'kid' in each &&
    'key' in each &&
    typeof each.key === 'string' &&
    (!('until' in each) || (typeof each.until === 'string' && !Number.isNaN(Date.parse(each.until))))
  return Array.isArray(raw) && raw.every(isKey) ? accept(raw) : refuse('is not a list of keys', `write ${row.example}`)
}

function isWithin(limits: { readonly min?: number; readonly max?: number }, value: number): boolean {
  return value >= (limits.min ?? Number.NEGATIVE_INFINITY) && value <= (limits.max ?? Number.POSITIVE_INFINITY)
}

/** How the message about a wrong number describes a right one. */
export function wholeNumber(row: SettingRow): string {
  const unit = row.unit === undefined ? '' : ` (${row.unit})`
  return `a whole number from ${row.min ?? 0} to ${row.max ?? Number.MAX_SAFE_INTEGER}${unit}`
}

export function refuseValue(raw: unknown, expected: string): ValueResult {
  return refuse(`${show(raw)} does not fit`, `use ${expected}`)
}

/** The value, for a message. Never called with a secret; a URL may hold a password all the same. */
function show(raw: unknown): string {
  // Cut after the password is gone: half of a URL no longer looks like one.
  if (typeof raw === 'string') return `'${hideUserinfoOfValue(raw).slice(0, 60)}'`
  if (raw === null || typeof raw !== 'object') return String(raw).slice(0, 60)
  return Array.isArray(raw) ? 'a list' : 'an object'
}

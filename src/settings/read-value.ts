/**
 * Judges one value against its row. Configuration files give values of the right kind and nothing is coerced;
 * the environment and `.env` give texts, which are read by the kind.
 */

import { readProviders, readProvidersText } from '../features/social/settings/read-providers.ts'
import { parseDuration } from '../kernel/duration.ts'
import { Secret } from '../kernel/secret.ts'
import { type Reading, wrong } from './reading.ts'
import type { SettingKind, SettingRow } from './row.ts'

/** Reads a value of a configuration file or of a default. `null` and `undefined` were judged before. */
export function readValue(row: SettingRow, raw: unknown): Reading {
  return readers[row.kind](row, raw)
}

/** Reads the text of an environment variable. Where `null` is a value, the word `none` says it. */
export function readText(row: SettingRow, text: string): Reading {
  if (row.nullable === true && text === 'none') return right(null)
  if (text === '') return wrong('is set but empty', 'give it a value or remove it')
  const parse = fromText[row.kind]
  return parse === undefined ? readValue(row, text) : parse(row, text)
}

type Reader = (row: SettingRow, raw: unknown) => Reading

const readers: Readonly<Record<SettingKind, Reader>> = {
  boolean: (_row, raw) => (typeof raw === 'boolean' ? right(raw) : wrongKind(raw, 'true or false')),
  integer: readInteger,
  duration: readDuration,
  text: readWord,
  texts: (row, raw) => (typeof raw === 'string' ? readWord(row, raw) : readList(row, raw)),
  list: (row, raw) => readList(row, typeof raw === 'string' ? [raw] : raw),
  choice: readWord,
  secret: readSecret,
  function: (_row, raw) => (typeof raw === 'function' ? right(raw) : wrongKind(raw, 'a function')),
  functions: readFunctions,
  providers: (_row, raw) => readProviders(raw),
  keys: (row, raw) => readKeys(row, raw),
  definition: (row, raw) =>
    typeof raw === 'object' && raw !== null && 'columns' in raw
      ? right(raw)
      : wrongKind(raw, row.example ?? 'a definition'),
}

const fromText: Readonly<Partial<Record<SettingKind, (row: SettingRow, text: string) => Reading>>> = {
  boolean: readSwitch,
  integer: (row, text) =>
    /^-?\d{1,15}$/.test(text) ? readInteger(row, Number(text)) : wrongKind(text, wholeNumber(row)),
  list: (row, text) => readList(row, splitList(text)),
  texts: (row, text) => (text.includes(',') ? readList(row, splitList(text)) : readWord(row, text)),
  providers: (_row, text) => readProvidersText(text),
  definition: () => wrong('is code, and the environment holds none', 'write it in latchkey.config.ts'),
  keys: () => wrong('is a list of keys, and the environment holds none', 'write it in latchkey.config.ts'),
  functions: () => wrong('is code, and the environment holds none', 'write it in latchkey.config.ts'),
  function: () => wrong('is a function, and the environment holds none', 'write it in latchkey.config.ts'),
}

/** Names and texts; whether they are good keys is the ring's question, which lists all that is wrong with them. */
function readKeys(row: SettingRow, raw: unknown): Reading {
  const isKey = (each: unknown) =>
    typeof each === 'object' && each !== null && 'kid' in each && 'key' in each && typeof each.key === 'string'
  return Array.isArray(raw) && raw.every(isKey) ? right(raw) : wrong('is no list of keys', `write ${row.example}`)
}

function readSwitch(_row: SettingRow, text: string): Reading {
  const word = text.toLowerCase()
  if (['true', '1', 'on'].includes(word)) return right(true)
  return ['false', '0', 'off'].includes(word) ? right(false) : wrongKind(text, 'True or False')
}

function readInteger(row: SettingRow, raw: unknown): Reading {
  if (typeof raw !== 'number' || !Number.isSafeInteger(raw)) return wrongKind(raw, wholeNumber(row))
  return withinLimits(row, raw) ? right(raw) : wrongKind(raw, wholeNumber(row))
}

/** A hundred years: beyond it, `exp` is a slip of the pen and leaves the range of dates. */
const longestSpan = 3_155_760_000

function readDuration(row: SettingRow, raw: unknown): Reading {
  const expected = `a span such as '15m', '7 days' or a number of seconds`
  if (typeof raw !== 'number' && typeof raw !== 'string') return wrongKind(raw, expected)
  if (Number(raw) < 0 || String(raw).startsWith('-')) return wrong(`${show(raw)} is negative`, `use ${expected}`)
  const seconds = parseDuration(raw)
  if (seconds === undefined) return wrongKind(raw, expected)
  const limits = { min: row.min ?? 0, max: row.max ?? longestSpan }
  return withinLimits(limits, seconds)
    ? right(seconds)
    : wrong(`${show(raw)} is out of range`, `use ${limits.min} to ${limits.max} seconds`)
}

function readWord(row: SettingRow, raw: unknown): Reading {
  const choices = row.choices?.map(choice => `'${choice}'`).join(', ')
  if (typeof raw !== 'string') return wrongKind(raw, choices ?? 'text')
  if (row.choices !== undefined && !row.choices.includes(raw))
    return wrong(`${show(raw)} is not known`, `use ${choices}`)
  if (raw.trim() === '') return wrong('is empty', 'give it a value or remove it')
  if (row.pattern?.test(raw) === false) return wrongKind(raw, row.example ?? 'another form')
  return right(raw)
}

function readList(row: SettingRow, raw: unknown): Reading {
  if (!Array.isArray(raw)) return wrongKind(raw, 'a list of texts')
  if (raw.length === 0 && row.allowsEmpty !== true) return wrong('is an empty list', 'name at least one, or remove it')
  const bad = raw.map(member => readWord(row, member)).find(reading => !reading.ok)
  return bad ?? right(Object.freeze([...raw]))
}

function readSecret(_row: SettingRow, raw: unknown): Reading {
  const text = raw instanceof Secret ? raw.reveal() : raw
  if (typeof text !== 'string') return wrong('is not text', 'give it as text')
  return text.trim() === '' ? wrong('is empty', 'give it a value or remove it') : right(new Secret(text))
}

/** An object whose members are functions, each under one of the row's words. */
function readFunctions(row: SettingRow, raw: unknown): Reading {
  if (typeof raw !== 'object' || raw === null) return wrongKind(raw, row.example ?? 'an object of functions')
  const names = row.choices ?? []
  const bad = Object.entries(raw).find(([name, member]) => !names.includes(name) || typeof member !== 'function')
  if (bad === undefined) return right(Object.freeze({ ...raw }))
  return wrong(`has the member ${show(bad[0])}`, `give functions named ${names.join(', ')}`)
}

function splitList(text: string): string[] {
  return text.split(',').map(part => part.trim())
}

function withinLimits(limits: { readonly min?: number; readonly max?: number }, value: number): boolean {
  return value >= (limits.min ?? Number.NEGATIVE_INFINITY) && value <= (limits.max ?? Number.POSITIVE_INFINITY)
}

function wholeNumber(row: SettingRow): string {
  const unit = row.unit === undefined ? '' : ` (${row.unit})`
  return `a whole number from ${row.min ?? 0} to ${row.max ?? Number.MAX_SAFE_INTEGER}${unit}`
}

function wrongKind(raw: unknown, expected: string): Reading {
  return wrong(`${show(raw)} does not fit`, `use ${expected}`)
}

/** The value for a person's eyes. Never called with a secret. */
function show(raw: unknown): string {
  if (typeof raw === 'string') return `'${raw.slice(0, 60)}'`
  if (raw === null || typeof raw !== 'object') return String(raw).slice(0, 60)
  return Array.isArray(raw) ? 'a list' : 'an object'
}

function right(value: unknown): Reading {
  return { ok: true, value }
}

/**
 * Parses JSON bodies. It accepts what CPython's strict parser accepts and refuses the rest with CPython's messages. It
 * is stricter than `JSON.parse` in three ways: nesting and the number of values are limited before anything is built,
 * objects have no prototype (prototype pollution), and numbers keep their text (json-number.ts).
 */
import { decodeUtf8 } from '../../../kernel/decode.ts'
import { JsonNumber } from '../../../kernel/json-number.ts'
import { problem } from '../../../problems.ts'
import { describePosition, explainInvalidJson, explainLongInteger, maxIntegerDigits } from './json-error.ts'
import { explainInvalidUtf8 } from './utf8.ts'

/** No input of this server nests deeper; Python itself fails near a thousand levels. */
export const maxDepth = 100

/** A value costs a hundred times its bytes: without a limit, one body would block the event loop for seconds. */
export const maxValues = 50_000

/** Returns null-prototype objects, arrays, strings, booleans, `null` and `JsonNumber`. Always UTF-8 (RFC 8259). */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes)
  if (text === undefined) throw parseError(explainInvalidUtf8(bytes) ?? 'invalid UTF-8')
  refuseLargeStructure(text)
  try {
    return parseWithSource(text, revive)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw parseError(explainInvalidJson(text) ?? 'Expecting value', cause)
  }
}

function parseError(why: string, cause?: unknown): Error {
  return problem('parse_error', { title: `JSON parse error - ${why}`, reason: 'json', cause })
}

/** Counts outside strings only, without recursion. Strings are most of a body, so they are jumped over: 0.9 us of 2.3 for a token. */
function refuseLargeStructure(text: string): void {
  let depth = 0
  let values = 1
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (character === '"') index = endOfString(text, index)
    else if (character === ',') values += 1
    else if (character === '{' || character === '[') {
      depth += 1
      values += 1
      if (depth > maxDepth) throw tooDeep(text, index)
    } else if (character === '}' || character === ']') depth -= 1
    if (values > maxValues) throw parseError(`More than ${maxValues} values.`)
  }
}

/** Where the string that begins there ends: at a quotation mark behind an even number of backslashes. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end < 0 ? text.length : end
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1
  while (text[before] === '\\') before -= 1
  return (at - before) % 2 === 0
}

function tooDeep(text: string, index: number): Error {
  const before = Array.from(text.slice(0, index))
  return parseError(`Nested more than ${maxDepth} levels deep: ${describePosition(before, before.length)}`)
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

/** `JSON.parse` passes the source text of a primitive to its reviver (ECMAScript 2026); TypeScript's types lack it. */
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown

function revive(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  if (typeof value === 'number') return new JsonNumber(boundedNumber(context.source ?? String(value)))
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)) {
    return Object.assign(Object.create(null), value)
  }
  return value
}

function boundedNumber(source: string): string {
  const digits = source.startsWith('-') ? source.length - 1 : source.length
  if (digits > maxIntegerDigits && /^-?\d+$/.test(source)) throw parseError(explainLongInteger(digits))
  return source
}

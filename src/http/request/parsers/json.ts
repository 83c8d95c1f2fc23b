/**
 * JSON bodies. Accepts what CPython's strict parser accepts and refuses the rest in its words. Three things are
 * stricter or safer than `JSON.parse`: nesting and the number of values are bounded before anything is built, members
 * named `__proto__` are plain data because objects have no prototype, and numbers keep their text (json-number.ts).
 */
import { decodeUtf8 } from '../../../kernel/bytes.ts'
import { JsonNumber } from '../../../kernel/json-number.ts'
import { problem } from '../../../problems.ts'
import { describePosition, explainInvalidJson, explainLongInteger, maxIntegerDigits } from './json-error.ts'
import { explainInvalidUtf8 } from './utf8.ts'

/** Nothing that this server reads nests deeper; Python itself gives up near a thousand. */
export const maxDepth = 100

/** Each value costs a hundred times its bytes: without a limit one body would keep everybody waiting for seconds. */
export const maxValues = 50_000

/** The value: null-prototype objects, arrays, text, booleans, `null`, and `JsonNumber`. RFC 8259: always UTF-8. */
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

/** Looks at what stands outside strings only, so it needs no stack of its own. */
function refuseLargeStructure(text: string): void {
  let depth = 0
  let values = 1
  let inString = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (inString) {
      if (character === '\\') index += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === ',') values += 1
    else if (character === '{' || character === '[') {
      depth += 1
      values += 1
      if (depth > maxDepth) throw tooDeep(text, index)
    } else if (character === '}' || character === ']') depth -= 1
    if (values > maxValues) throw parseError(`More than ${maxValues} values.`)
  }
}

function tooDeep(text: string, index: number): Error {
  const before = Array.from(text.slice(0, index))
  return parseError(`Nested more than ${maxDepth} levels deep: ${describePosition(before, before.length)}`)
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

/** `JSON.parse` hands a primitive's own text to its reviver (ECMAScript 2026); the library's types lag behind. */
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

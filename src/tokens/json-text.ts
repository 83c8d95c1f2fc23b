/** JSON as Python's `json` module reads and writes it, as far as tokens need it. */
import { decodeUtf8 } from '../kernel/decode.ts'
import type { JsonEncoder } from './token-settings.ts'

/** Deeper than real claims, and far below the stack limit of recursive code. */
const maximumDepth = 32

/** `json.dumps(value, separators=(',', ':'))`: no white space, everything but printable ASCII escaped, order kept. */
export function formatAsciiJson(value: unknown, encoder?: JsonEncoder): string {
  return JSON.stringify(value, encoder).replace(/[\x7f-\uffff]/g, escapeUnit)
}

/** The object, or `undefined` for other values, invalid UTF-8 and deep nesting. The last of duplicate names wins. */
export function parseJsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  const text = decodeUtf8(bytes)
  if (text === undefined || isTooDeep(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** JSON.parse accepts a hundred thousand levels; recursive code that walks the claims later would overflow. */
function isTooDeep(text: string): boolean {
  return countOf('{', text) + countOf('[', text) > maximumDepth && depthOf(text) > maximumDepth
}

/** Stops counting at `maximumDepth`: then the real depth is computed. */
function countOf(bracket: string, text: string): number {
  let count = 0
  for (let at = text.indexOf(bracket); at >= 0 && count <= maximumDepth; at = text.indexOf(bracket, at + 1)) count += 1
  return count
}

/** The deepest nesting of brackets outside strings. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const unit = text[at]
    if (unit === '"') inString = !inString
    else if (inString) at += unit === '\\' ? 1 : 0
    else if (unit === '{' || unit === '[') depth += 1
    else if (unit === '}' || unit === ']') depth -= 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

/**
 * Explains invalid JSON in the words of CPython's `json` module (3.11), which DRF shows to its clients. It reads the
 * text as that parser does, token by token, and stops at the first error; positions count code points. Called only for
 * text that `JSON.parse` refused, and for the rare number that Python refuses and JavaScript accepts.
 */

/** CPython's limit on the digits of an integer (CVE-2020-10735): converting more takes quadratic time. */
export const maxIntegerDigits = 4300

/** The message, or `undefined` for valid JSON. The caller must have limited the nesting: this function recurses. */
export function explainInvalidJson(text: string): string | undefined {
  const characters = Array.from(text)
  try {
    readDocument(characters)
    return undefined
  } catch (error) {
    if (error instanceof JsonFault) return error.describe(characters)
    throw error
  }
}

class JsonFault extends Error {
  /** In code points; `undefined` where CPython names no position. */
  readonly position: number | undefined

  constructor(message: string, position?: number) {
    super(message)
    this.position = position
  }

  describe(characters: readonly string[]): string {
    return this.position === undefined
      ? this.message
      : `${this.message}: ${describePosition(characters, this.position)}`
  }
}

/** `line 1 column 6 (char 5)`. */
export function describePosition(characters: readonly string[], position: number): string {
  let line = 1
  let lineStart = 0
  for (let index = 0; index < position; index += 1) {
    if (characters[index] !== '\n') continue
    line += 1
    lineStart = index + 1
  }
  return `line ${line} column ${position - lineStart + 1} (char ${position})`
}

type Characters = readonly string[]

function readDocument(text: Characters): void {
  if (text[0] === '\ufeff') throw new JsonFault('Unexpected UTF-8 BOM (decode using utf-8-sig)', 0)
  const end = skipSpace(text, readValue(text, skipSpace(text, 0)))
  if (end !== text.length) throw new JsonFault('Extra data', end)
}

function skipSpace(text: Characters, start: number): number {
  let at = start
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r') at += 1
  return at
}

const constants = ['null', 'true', 'false'] as const
const refusedConstants = ['NaN', 'Infinity', '-Infinity'] as const

/** Reads one value and returns the position after it. */
function readValue(text: Characters, at: number): number {
  const character = text[at]
  if (character === '"') return readString(text, at)
  if (character === '{') return readObject(text, at)
  if (character === '[') return readArray(text, at)
  for (const word of constants) if (startsWith(text, at, word)) return at + word.length
  for (const word of refusedConstants) {
    if (startsWith(text, at, word)) throw new JsonFault(`Out of range float values are not JSON compliant: '${word}'`)
  }
  return readNumber(text, at)
}

function startsWith(text: Characters, at: number, word: string): boolean {
  for (let offset = 0; offset < word.length; offset += 1) if (text[at + offset] !== word[offset]) return false
  return true
}

function readObject(text: Characters, start: number): number {
  let at = skipSpace(text, start + 1)
  if (text[at] === '}') return at + 1
  while (true) {
    if (text[at] !== '"') throw new JsonFault('Expecting property name enclosed in double quotes', at)
    at = skipSpace(text, readString(text, at))
    if (text[at] !== ':') throw new JsonFault("Expecting ':' delimiter", at)
    at = skipSpace(text, readValue(text, skipSpace(text, at + 1)))
    if (text[at] === '}') return at + 1
    if (text[at] !== ',') throw new JsonFault("Expecting ',' delimiter", at)
    at = skipSpace(text, at + 1)
  }
}

function readArray(text: Characters, start: number): number {
  let at = skipSpace(text, start + 1)
  if (text[at] === ']') return at + 1
  while (true) {
    at = skipSpace(text, readValue(text, at))
    if (text[at] === ']') return at + 1
    if (text[at] !== ',') throw new JsonFault("Expecting ',' delimiter", at)
    at = skipSpace(text, at + 1)
  }
}

function readString(text: Characters, start: number): number {
  let at = start + 1
  while (true) {
    const character = text[at]
    if (character === undefined) throw new JsonFault('Unterminated string starting at', start)
    if (character === '"') return at + 1
    if (character < ' ') throw new JsonFault('Invalid control character at', at)
    at = character === '\\' ? readEscape(text, at, start) : at + 1
  }
}

function readEscape(text: Characters, at: number, start: number): number {
  const kind = text[at + 1]
  if (kind === undefined) throw new JsonFault('Unterminated string starting at', start)
  if (kind !== 'u') {
    if (!'"\\/bfnrt'.includes(kind)) throw new JsonFault('Invalid \\escape', at)
    return at + 2
  }
  // CPython also requires one more character after the digits, since a string has to close.
  const digits = text.slice(at + 2, at + 6)
  const complete = at + 6 < text.length && digits.every(digit => /^[0-9a-fA-F]$/.test(digit))
  if (!complete) throw new JsonFault('Invalid \\uXXXX escape', at + 1)
  return at + 6
}

function readNumber(text: Characters, start: number): number {
  let at = text[start] === '-' ? start + 1 : start
  if (!isDigit(text[at])) throw new JsonFault('Expecting value', start)
  const digitsStart = at
  at = text[at] === '0' ? at + 1 : skipDigits(text, at)
  const digits = at - digitsStart
  const fractionEnd = text[at] === '.' && isDigit(text[at + 1]) ? skipDigits(text, at + 1) : at
  const end = skipExponent(text, fractionEnd)
  if (end === at && digits > maxIntegerDigits) throw new JsonFault(explainLongInteger(digits))
  return end
}

function skipExponent(text: Characters, at: number): number {
  if (text[at] !== 'e' && text[at] !== 'E') return at
  const sign = text[at + 1] === '+' || text[at + 1] === '-' ? 1 : 0
  return isDigit(text[at + 1 + sign]) ? skipDigits(text, at + 1 + sign) : at
}

function skipDigits(text: Characters, start: number): number {
  let at = start
  while (isDigit(text[at])) at += 1
  return at
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9'
}

/** CPython's message for an integer with too many digits. */
export function explainLongInteger(digits: number): string {
  return `Exceeds the limit (${maxIntegerDigits} digits) for integer string conversion: value has ${digits} digits; use sys.set_int_max_str_digits() to increase the limit`
}

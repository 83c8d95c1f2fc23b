import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { JsonNumber } from '../../../kernel/json-number.ts'
import { AuthError } from '../../../problems.ts'
import { maxDepth, parseJson } from './json.ts'

interface Row {
  readonly text?: string
  readonly base64?: string
  /** `#` in the text stands for that many digits. */
  readonly digits?: number
  /** What CPython says, or null when it accepts. */
  readonly message: string | null
}

const recorded: { readonly rows: readonly Row[] } = JSON.parse(
  readFileSync(new URL('cpython-json-messages.json', import.meta.url), 'utf8'),
)

test('every recorded text is accepted or refused as CPython does, in its words', () => {
  assert.ok(recorded.rows.length > 100)
  for (const row of recorded.rows) {
    const expected = row.message === null ? 'accepted' : `JSON parse error - ${row.message}`
    assert.equal(check(bytesOf(row)), expected, JSON.stringify(row))
  }
})

function bytesOf(row: Row): Buffer {
  if (row.base64 !== undefined) return Buffer.from(row.base64, 'base64')
  return Buffer.from((row.text ?? '').replace('#', '1'.repeat(row.digits ?? 1)))
}

function check(bytes: Uint8Array): string {
  try {
    parseJson(bytes)
    return 'accepted'
  } catch (error) {
    assert.ok(error instanceof AuthError, String(error))
    assert.equal(error.code, 'parse_error')
    return error.message
  }
}

test('members named like object internals are plain data', () => {
  const value = parseJson(Buffer.from('{"__proto__": {"admin": true}, "constructor": 1, "toString": null}')) as object
  assert.equal(Object.getPrototypeOf(value), null)
  assert.deepEqual(Object.keys(value), ['__proto__', 'constructor', 'toString'])
  assert.equal('admin' in value, false)
})

test('of a repeated member the last wins', () => {
  assert.equal((parseJson(Buffer.from('{"a":"1","a":"2"}')) as { a: string }).a, '2')
})

test('a number keeps its own text', () => {
  const [number] = parseJson(Buffer.from('[12345678901234567890]')) as [JsonNumber]
  assert.ok(number instanceof JsonNumber)
  assert.equal(number.source, '12345678901234567890')
})

test('lone surrogates survive parsing, for the fields to refuse', () => {
  assert.equal(parseJson(Buffer.from('"\\ud800"')), '\ud800')
})

test(`nesting is read down to level ${maxDepth} and refused below it, however deep`, () => {
  const nested = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth))
  assert.equal(check(nested(maxDepth)), 'accepted')
  assert.match(check(nested(maxDepth + 1)), /^JSON parse error - Nested more than 100 levels deep: .*\(char 100\)$/)
  assert.match(check(nested(500_000)), /^JSON parse error - Nested more/)
  assert.match(check(Buffer.from('{"a":'.repeat(500_000))), /^JSON parse error - Nested more/)
})

test('brackets inside strings do not count as nesting', () => {
  assert.equal(check(Buffer.from(JSON.stringify(`\\"${'['.repeat(1000)}`))), 'accepted')
})

test('a string ends at a quotation mark behind an even number of backslashes, and what follows counts', () => {
  const brackets = '['.repeat(maxDepth + 1)
  for (const backslashes of [0, 1, 2, 3, 4, 5]) {
    const text = `["${'\\'.repeat(backslashes)}"${brackets}`
    const isString = backslashes % 2 === 1
    assert.equal(/Nested more than/.test(check(Buffer.from(text))), !isString, text.slice(0, 12))
    if (isString) assert.equal(check(Buffer.from(`${text}"]`)), 'accepted')
  }
})

test('arbitrary bytes throw nothing but a parse error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      check(bytes)
    }),
    { seed: 20261122, numRuns: 2000 },
  )
})

test('a JSON text that lost or gained a character is accepted exactly when JSON.parse accepts it', () => {
  const mutated = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '\\', '{', ']', '0', '.', '-', 'N', ' '))
  fc.assert(
    fc.property(mutated, ([text, position, insert]) => {
      const at = position % (text.length + 1)
      const changed = text.slice(0, at) + insert + text.slice(insert === '' ? at + 1 : at)
      const bytes = Buffer.from(changed)
      const verdict = check(bytes)
      assert.equal(verdict === 'accepted', parses(bytes.toString('utf8')), verdict)
      if (verdict !== 'accepted') assert.notEqual(verdict, 'JSON parse error - Expecting value')
    }),
    { seed: 20261122, numRuns: 3000 },
  )
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

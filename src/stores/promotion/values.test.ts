import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UnfitValue } from '../rows/promoted-table.ts'
import { conversionOf } from './values.ts'

/** What PostgreSQL is given, and what both sides are compared by. */
function convert(type: string, value: Parameters<NonNullable<ReturnType<typeof conversionOf>>['convert']>[0]) {
  const conversion = conversionOf(type.replace(/\(.*/, ''), type)
  assert.ok(conversion !== undefined)
  const text = conversion.convert(value)
  return [text, conversion.compare?.(text) ?? text]
}

test('what both sides mean is spelled alike', () => {
  assert.deepEqual(convert('bigint', 9_223_372_036_854_775_807n), ['9223372036854775807', '9223372036854775807'])
  assert.deepEqual(convert('integer', 3), ['3', '3'])
  assert.deepEqual(convert('boolean', 1n), ['true', 'true'])
  assert.deepEqual(convert('text', 'Zoë'), ['Zoë', 'Zoë'])
  assert.deepEqual(convert('bytea', Buffer.from([0, 255])), ['\\x00ff', '\\x00ff'])
  assert.deepEqual(convert('double precision', -1e300), ['-1e+300', 'fe37e43c8800759c'])
  assert.deepEqual(convert('numeric', 10.5), ['10.5', '10.5'])
  assert.deepEqual(convert('numeric(8,2)', '10.500'), ['10.5', '10.5'])
  assert.deepEqual(convert('numeric', '-0.00'), ['0', '0'])
  assert.deepEqual(convert('numeric', '1200'), ['1200', '1200'])
  assert.deepEqual(convert('uuid', Buffer.alloc(16, 1)), Array(2).fill('01010101-0101-0101-0101-010101010101'))
  const [, moment] = convert('timestamp with time zone', '2026-11-28T10:00:00.25+02:00')
  assert.equal(moment, '2026-11-28T08:00:00.250000')
  assert.equal(convert('timestamp without time zone', '2026-11-28 10:00')[1], '2026-11-28T10:00:00.000000')
})

const unfit: readonly (readonly [type: string, value: Parameters<typeof convert>[1], says: RegExp])[] = [
  ['smallint', 40_000n, /too large for smallint/],
  ['bigint', 'seven', /holds text/],
  ['bigint', 1.5, /holds a fraction/],
  ['boolean', 2n, /neither 0 nor 1/],
  ['text', 'a\0b', /NUL/],
  ['text', Buffer.from('a'), /holds bytes/],
  ['bytea', 'a', /holds text/],
  ['uuid', 'a', /holds text/],
  ['double precision', 9_007_199_254_740_993n, /rounds/],
  ['numeric(8,2)', 0.125, /3 places/],
  ['numeric', 'a', /holds text/],
  ['timestamp with time zone', 1_795_000_000_000n, /holds a whole number/],
  ['timestamp without time zone', '2026-11-28T10:00:00+02:00', /an offset/],
  ['date', '28.11.2026', /holds text/],
  ['jsonb', '{', /no JSON/],
  ['jsonb', '"\\u0000"', /NUL/],
]

for (const [type, value, says] of unfit) {
  test(`a value of SQLite that ${type} would not give back is refused: ${says.source}`, () => {
    assert.throws(
      () => convert(type, value),
      (error: Error) => error instanceof UnfitValue && says.test(error.message),
    )
  })
}

test('a type that is not known is copied by no guess', () => {
  assert.equal(conversionOf('point', 'point'), undefined)
  assert.equal(conversionOf('toString', 'toString'), undefined)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTraceId, readTraceparent } from './trace-context.ts'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const parent = '00f067aa0ba902b7'

test('a well-formed traceparent yields its trace id', () => {
  assert.equal(readTraceparent(`00-${trace}-${parent}-01`), trace)
})

test('a later version is read up to the known fields', () => {
  assert.equal(readTraceparent(`cc-${trace}-${parent}-01-what-comes-later`), trace)
})

for (const [what, header] of [
  ['nothing', undefined],
  ['capitals', `00-${trace.toUpperCase()}-${parent}-01`],
  ['version ff', `ff-${trace}-${parent}-01`],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${parent}-01`],
  ['a parent of zeros', `00-${trace}-${'0'.repeat(16)}-01`],
  ['more fields than version 00 has', `00-${trace}-${parent}-01-more`],
  ['a line break behind it', `00-${trace}-${parent}-01\nforged`],
  ['two headers joined', `00-${trace}-${parent}-01, 00-${trace}-${parent}-01`],
] as const) {
  test(`${what} yields no trace id`, () => assert.equal(readTraceparent(header), undefined))
}

test('a trace id is 32 lower-case hex digits, not all zero', () => {
  assert.ok(isTraceId(trace))
  assert.ok(!isTraceId(trace.slice(1)))
  assert.ok(!isTraceId('0'.repeat(32)))
})

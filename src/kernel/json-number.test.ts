import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatPythonFloat, JsonNumber } from './json-number.ts'

/** A JSON number and `str()` of what CPython 3.11.7 reads it as. */
const recorded = [
  ['1.0', '1.0'],
  ['1e5', '100000.0'],
  ['1e15', '1000000000000000.0'],
  ['1e16', '1e+16'],
  ['123456789012345680.0', '1.2345678901234568e+17'],
  ['0.0001', '0.0001'],
  ['0.00001', '1e-05'],
  ['1.5', '1.5'],
  ['-2.50', '-2.5'],
  ['-0.0', '-0.0'],
  ['1e-7', '1e-07'],
  ['1e22', '1e+22'],
  ['1.7976931348623157e308', '1.7976931348623157e+308'],
  ['5e-324', '5e-324'],
  ['1e999', 'inf'],
  ['-1e999', '-inf'],
  ['100000000000000000000.5', '1e+20'],
  ['0.1', '0.1'],
  ['12345.678', '12345.678'],
  ['3e0', '3.0'],
  ['-1e-4', '-0.0001'],
  ['9007199254740993.0', '9007199254740992.0'],
  ['0', '0'],
  ['-0', '0'],
  ['7', '7'],
  ['-12', '-12'],
  ['12345678901234567890', '12345678901234567890'],
  ['7', '7'],
] as const

test('a number is printed as Python prints it', () => {
  for (const [source, printed] of recorded) assert.equal(new JsonNumber(source).toPythonText(), printed, source)
})

test('NaN and infinities have their Python names', () => {
  assert.equal(formatPythonFloat(Number.NaN), 'nan')
})

test('a JSON number is serialized as a number', () => {
  assert.equal(JSON.stringify({ a: new JsonNumber('1.50') }), '{"a":1.5}')
})

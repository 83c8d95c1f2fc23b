import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAsciiJson, parseJsonObject } from './json-text.ts'

test('JSON is written as Python writes it: no white space, printable ASCII only, order kept', () => {
  const value = { b: '\x7f\x80é\u2028😀\ud800/<>&\b\f\n\r\t\0\x1f\\"', a: [1, 1.5, true, null] }
  // The output of Python 3's json.dumps(value, separators=(',', ':')).
  assert.equal(
    formatAsciiJson(value),
    String.raw`{"b":"\u007f\u0080\u00e9\u2028\ud83d\ude00\ud800/<>&\b\f\n\r\t\u0000\u001f\\\"","a":[1,1.5,true,null]}`,
  )
})

test('member names are escaped too', () => {
  assert.equal(formatAsciiJson({ ключ: 1 }), String.raw`{"\u043a\u043b\u044e\u0447":1}`)
})

test('a member named __proto__ is an ordinary member (prototype pollution)', () => {
  const object = parseJsonObject(Buffer.from('{"__proto__":{"exp":1}}'))
  assert.ok(object)
  assert.deepEqual(Object.keys(object), ['__proto__'])
  assert.equal(object.exp, undefined)
  assert.equal(formatAsciiJson(object), '{"__proto__":{"exp":1}}')
})

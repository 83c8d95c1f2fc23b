import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CborForm, type CborValue, decodeCbor, decodeFirstCbor } from './cbor.ts'
import { orRefused } from './refusal.ts'
import { createDice } from './tests/dice.ts'
import { Entries, encodeCbor } from './tests/encode-cbor.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const decode = (text: string, form: CborForm = 'shortest'): CborValue => decodeCbor(hex(text), form)

/** The words of the refusal; `undefined` where there is none. */
function refusalOf(bytes: Uint8Array, form: CborForm = 'shortest'): string | undefined {
  const answer = orRefused(() => ({ outcome: 'read' as const, value: decodeCbor(bytes, form) }))
  return answer.outcome === 'refused' ? answer.detail : undefined
}

test('the examples of RFC 8949 appendix A that authenticators use', () => {
  assert.equal(decode('00'), 0)
  assert.equal(decode('17'), 23)
  assert.equal(decode('18 18'), 24)
  assert.equal(decode('19 03e8'), 1000)
  assert.equal(decode('1a 000f4240'), 1_000_000)
  assert.equal(decode('1b 000000e8d4a51000'), 1_000_000_000_000)
  assert.equal(decode('20'), -1)
  assert.equal(decode('39 03e7'), -1000)
  assert.deepEqual([decode('f4'), decode('f5'), decode('f6')], [false, true, null])
  assert.deepEqual(decode('44 01020304'), hex('01020304'))
  assert.equal(decode('64 f0908591'), '\u{10151}')
  assert.deepEqual(decode('83 01 82 02 03 82 04 05'), [1, [2, 3], [4, 5]])
  assert.deepEqual(
    decode('a2 01 02 61 61 04'),
    new Map<unknown, unknown>([
      [1, 2],
      ['a', 4],
    ]),
  )
})

test('what no authenticator sends is refused', () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    'a CBOR float or simple value': ['f9 3c00', 'fa 47c35000', 'fb 3ff199999999999a', 'f7', 'f0', 'f8 ff', 'ff'],
    'a CBOR item of indefinite length': ['5f 41 01 ff', '7f 61 61 ff', '9f ff', 'bf ff', '1c', '5d', '9e'],
    'a CBOR tag': ['c0 00', 'c2 41 01', 'd8 20 00'],
    'a CBOR number that is too large': ['1b 0020000000000000', '3b 001fffffffffffff', '1b ffffffffffffffff'],
    'a CBOR number that is not in its shortest form': [
      '18 17',
      '19 00ff',
      '1a 0000ffff',
      '1b 00000000ffffffff',
      '58 01 00',
    ],
    'a CBOR key that is there twice': ['a2 01 00 01 00', 'a2 61 61 00 61 61 00'],
    'a CBOR key that is no number or text': ['a1 f5 00', 'a1 80 00', 'a1 41 00 00', 'a1 f6 00'],
    'CBOR text that is not UTF-8': ['62 c328', '61 80', '63 eda080'],
    'CBOR that ends too early': [
      '',
      '18',
      '19 00',
      '41',
      '62 61',
      '81',
      'a1 01',
      '5a ffffffff',
      '9a ffffffff',
      'ba 7fffffff',
    ],
    'bytes after the end of the CBOR': ['00 00', 'a0 a0', '41 00 00'],
  }
  for (const [words, texts] of Object.entries(cases)) {
    for (const text of texts) assert.equal(refusalOf(hex(text)), words, text)
  }
})

test('a key in two spellings is there twice', () => {
  assert.equal(refusalOf(hex('a2 18 20 00 19 0020 00'), 'wide'), 'a CBOR key that is there twice')
})

test('wider lengths are read where they are asked for, and never below 24', () => {
  assert.deepEqual(decode(`59 0018 ${'00'.repeat(24)}`, 'wide'), Buffer.alloc(24))
  assert.equal(decode('1b 0000000000000018', 'wide'), 24)
  for (const text of ['18 17', '59 0001 00', 'b9 0000']) {
    assert.equal(refusalOf(hex(text), 'wide'), 'a CBOR number that is not in its shortest form')
  }
})

test('size, depth and count have limits', () => {
  const nested = (depth: number) => Buffer.concat([Buffer.alloc(depth - 1, 0x81), Buffer.from([0])])
  assert.equal(refusalOf(nested(8)), undefined)
  assert.equal(refusalOf(nested(9)), 'CBOR nested too deep')
  assert.equal(refusalOf(nested(60_000)), 'CBOR nested too deep')
  const list = (count: number) => encodeCbor(Array.from({ length: count }, () => 0))
  assert.equal(refusalOf(list(999)), undefined)
  assert.equal(refusalOf(list(1000)), 'too many CBOR items')
  assert.equal(refusalOf(encodeCbor(Buffer.alloc(65_533))), undefined)
  assert.equal(refusalOf(encodeCbor(Buffer.alloc(65_534))), 'too much CBOR')
})

test('names of JavaScript are keys like others', () => {
  const map = decodeCbor(
    encodeCbor(
      new Entries([
        ['__proto__', 1],
        ['constructor', 2],
      ]),
    ),
    'shortest',
  )
  assert.ok(map instanceof Map)
  assert.deepEqual(
    [...map],
    [
      ['__proto__', 1],
      ['constructor', 2],
    ],
  )
})

test('the first item says where it ends', () => {
  assert.deepEqual(decodeFirstCbor(hex('ff 82 01 02 00'), 1, 'shortest'), { value: [1, 2], end: 4 })
})

test('any bytes are read or refused, and nothing else happens', () => {
  const dice = createDice('cbor')
  let read = 0
  for (let round = 0; round < 5000; round += 1) {
    if (refusalOf(dice.bytes(1 + dice.below(20)), 'wide') === undefined) read += 1
  }
  assert.ok(read > 25)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDer, readSequence } from './der.ts'

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], pair => Number.parseInt(pair, 16))

test('values that stand one behind the other are read with their tags, short and long', () => {
  const long = `0481c8${'07'.repeat(200)}`
  const values = readDer(bytesOf(`0201050500${long}`))
  assert.deepEqual(
    values?.map(({ tag, content }) => [tag, content.length]),
    [
      [2, 1],
      [5, 0],
      [4, 200],
    ],
  )
  assert.deepEqual(readDer(new Uint8Array()), [])
})

for (const [what, hex] of [
  ['a length without a shortest form', '02810105'],
  ['a length with a leading zero', `04820080${'07'.repeat(128)}`],
  ['an indefinite length', '3080020105' + '0000'],
  ['a length beyond the end', '020205'],
  ['a length that ends too early', '0482'],
  ['no length', '02'],
  ['a length of four bytes', '02840000000105'],
] as const) {
  test(`${what} is refused: DER writes every value in one way`, () => assert.equal(readDer(bytesOf(hex)), undefined))
}

test('a sequence is one value with nothing behind it', () => {
  assert.equal(readSequence(bytesOf('3003020105'))?.length, 1)
  for (const hex of ['300302010500', '30030201050500', '020105', '', '3003020205']) {
    assert.equal(readSequence(bytesOf(hex)), undefined, hex)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeBase64url, equalBytes } from './bytes.ts'
import { decodeBase64url, decodeUtf8 } from './decode.ts'

function bytesOf(text: string): Buffer | undefined {
  const bytes = decodeBase64url(text)
  return bytes && Buffer.from(bytes)
}

test('base64url round-trips without padding', () => {
  for (let length = 0; length < 70; length += 1) {
    const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 37 + length) % 256))
    const text = encodeBase64url(bytes)
    assert.doesNotMatch(text, /[=+/]/)
    assert.deepEqual(bytesOf(text), bytes)
  }
})

test('text is encoded as UTF-8', () => {
  assert.equal(encodeBase64url('ÿ'), 'w78')
})

for (const text of ['QQ==', 'QQ=', 'QR', 'Q', 'Q+', 'Q/', ' QQ', 'QQ\n', 'Q Q', 'QQ\0', 'ＱＱ']) {
  test(`${JSON.stringify(text)} is refused: no encoder writes it`, () => assert.equal(decodeBase64url(text), undefined))
}

test('a text is accepted exactly if encoding its bytes writes the same text', () => {
  const characters = 'AQgw-_09+/= \0\n\u007f\u0080ÁŁＱ👩'
  let state = 1
  const random = (bound: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % bound
  }
  for (let round = 0; round < 20_000; round += 1) {
    const bound = round % 2 === 0 ? 8 : characters.length
    const text = Array.from({ length: random(12) }, () => characters[random(bound)]).join('')
    const bytes = Buffer.from(text, 'base64url')
    assert.deepEqual(bytesOf(text), bytes.toString('base64url') === text ? bytes : undefined)
  }
})

test('bytes that are not UTF-8 are refused', () => {
  assert.equal(decodeUtf8(Buffer.from([0xff])), undefined)
  assert.equal(decodeUtf8(Buffer.from([0xc0, 0xaf])), undefined)
  assert.equal(decodeUtf8(Buffer.from([0xed, 0xa0, 0x80])), undefined)
  assert.equal(decodeUtf8(Buffer.from('Zoë 👩')), 'Zoë 👩')
})

test('a byte order mark is kept, so that it cannot hide', () => {
  assert.equal(decodeUtf8(Buffer.from([0xef, 0xbb, 0xbf, 0x7b])), '\ufeff{')
})

test('equalBytes compares length and content', () => {
  assert.equal(equalBytes(Buffer.from('abc'), Buffer.from('abc')), true)
  assert.equal(equalBytes(Buffer.from('abc'), Buffer.from('abd')), false)
  assert.equal(equalBytes(Buffer.from('abc'), Buffer.from('ab')), false)
  assert.equal(equalBytes(Buffer.alloc(0), Buffer.alloc(0)), true)
})

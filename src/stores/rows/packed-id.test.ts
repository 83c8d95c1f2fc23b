import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { sessionIds, tokenIds } from './packed-id.ts'

test('our ids take 16 bytes', () => {
  const bytes = randomBytes(16)
  assert.deepEqual(sessionIds.pack(bytes.toString('base64url')), bytes)
  assert.deepEqual(tokenIds.pack(bytes.toString('hex')), bytes)
})

test('every text comes back as it was, and no two are the same bytes', () => {
  const hex = randomBytes(16).toString('hex')
  const texts = ['', 'one', 'x'.repeat(14), 'x'.repeat(15), 'x'.repeat(16), 'x'.repeat(17), hex, hex.toUpperCase()]
  // The last character of base64url has four bits that mean nothing: only one spelling is ours.
  texts.push(`${'A'.repeat(21)}B`, `${'A'.repeat(21)}A`, `${hex}=`, 'ü'.repeat(7), '\u0001one', '\u0000', ` ${hex}`)
  for (const { pack, unpack } of [sessionIds, tokenIds]) {
    for (const text of texts) assert.equal(unpack(pack(text)), text)
    assert.equal(new Set(texts.map(text => pack(text).toString('hex'))).size, texts.length)
  }
})

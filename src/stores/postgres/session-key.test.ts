import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { sessionKeyOf, toSid } from './session-key.ts'

test('the key of our ids is the id', () => {
  const bytes = randomBytes(16)
  assert.deepEqual(sessionKeyOf(bytes.toString('base64url')), { sid: bytes.toString('hex'), otherSid: null })
})

test('every text comes back as it was, and no two have the same key', () => {
  const ours = randomBytes(16).toString('base64url')
  const texts = ['', 'one', 'x'.repeat(14), 'x'.repeat(15), 'x'.repeat(16), ours, `${ours}=`, ` ${ours}`, 'ü', '\u0000']
  // Another spelling of the same bytes.
  texts.push(`${'A'.repeat(21)}B`, `${'A'.repeat(21)}A`)
  for (const text of texts) {
    const { sid, otherSid } = sessionKeyOf(text)
    const column = sid.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    assert.equal(toSid({ sid: column, other_sid: otherSid }), text)
  }
  assert.equal(new Set(texts.map(text => sessionKeyOf(text).sid)).size, texts.length)
})

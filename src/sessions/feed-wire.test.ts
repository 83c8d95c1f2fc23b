import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { markLength, readInstant, toMark, userMarkLength, writeInstant } from './feed-wire.ts'

test('a mark is the first eight bytes of a digest in base64url', () => {
  for (const text of ['', 'sid one', 'user 7', 'jti ü']) {
    const digest = createHash('sha256').update(text).digest()
    assert.equal(toMark(digest), digest.subarray(0, 8).toString('base64url'))
    assert.equal(toMark(digest).length, markLength)
  }
})

test('an instant is always as long, and read as it was written', () => {
  for (const seconds of [0, 1_768_478_400, 4_102_444_800]) {
    assert.equal(writeInstant(seconds).length, userMarkLength - markLength)
    assert.equal(readInstant(writeInstant(seconds)), seconds)
  }
})

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { markedAccount, markedText, toMark, writeInstant } from '../../sessions/feed-wire.ts'
import { createHeldRevocations } from './held-revocations.ts'
import { createTokenMarks, readTokenMarks } from './token-marks.ts'

const digest = (text: string) => createHash('sha256').update(text).digest()
const marksOf = createTokenMarks(digest)
const token = { jti: 'j', sid: 's', userId: '7', accountId: undefined }
const end = 2_000_000_000
const userLine = (subject: string, second: number) => ({
  v: 1 as const,
  user: { [end]: toMark(digest(markedText('user-before', subject))) + writeInstant(second) },
})

test('the digest of another runtime gives the same marks', async () => {
  for (const each of [token, { ...token, sid: undefined, accountId: '9' }]) {
    assert.deepEqual(await readTokenMarks(async text => digest(text), each), marksOf(each))
  }
})

test('a revocation of everyone means tokens with a session, too, up to its second', () => {
  const held = createHeldRevocations()
  held.apply(userLine('', 1000))
  for (const [iat, isRevoked] of [
    [999, true],
    [1000, true],
    [1001, false],
    [undefined, true],
  ] as const) {
    assert.equal(held.isRevoked(marksOf(token), iat, true), isRevoked, String(iat))
  }
})

test('a revocation of a user means tokens without a session, and all where no session is the issuer’s', () => {
  const held = createHeldRevocations()
  held.apply(userLine('7', 1000))
  assert.equal(held.isRevoked(marksOf(token), 1000, true), false)
  assert.equal(held.isRevoked(marksOf({ ...token, sid: undefined }), 1000, true), true)
  assert.equal(held.isRevoked(marksOf(token), 1000, false), true)
  assert.equal(held.isRevoked(marksOf({ ...token, userId: '8', sid: undefined }), 1000, true), false)
})

test('a revocation of an account means tokens that hold its id beside a name, and no user who is named by its digits', () => {
  const held = createHeldRevocations()
  held.apply({ v: 1, user: { [end]: toMark(digest(markedAccount('7'))) + writeInstant(1000) } })
  const named = marksOf({ ...token, sid: undefined, userId: 'alice', accountId: '7' })
  const isRevoked = (marks: typeof named, isOwn = true) => held.isRevoked(marks, 1000, isOwn)
  assert.equal(isRevoked(named), true)
  assert.equal(isRevoked(marksOf({ ...token, sid: undefined, userId: 'alice', accountId: '8' })), false)
  assert.equal(isRevoked(marksOf({ ...token, sid: undefined, userId: '7' })), false)
  // Of another issuer: its accounts are others.
  assert.equal(isRevoked(named, false), false)
})

test('what is over is dropped by the issuer’s clock', () => {
  const held = createHeldRevocations()
  const mark = toMark(digest(markedText('sid', 's')))
  held.apply({ v: 1, sid: { [end]: mark }, now: end + 599 })
  assert.deepEqual([held.size, held.isRevoked(marksOf(token), 1, true)], [1, true])
  held.apply({ v: 1, now: end + 600 })
  assert.equal(held.size, 0)
})

test('more than any issuer has is refused as a whole', () => {
  const held = createHeldRevocations()
  const many = 'A'.repeat(11 * 5_000_001)
  assert.equal(held.apply({ v: 1, sid: { [end]: many } }), false)
  assert.equal(held.size, 0)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideRotation } from './rotation.ts'

const now = 1_768_478_400_000
const grace = 10_000
const current = { jti: 'child', iat: 1_768_478_400, exp: 1_769_083_200 }
const session = { endedAt: null, current, previous: { jti: 'parent', replacedAt: now } }

test('decideRotation compares a refresh token with its session', () => {
  const rows = [
    ['the current token', session, 'child', now, { kind: 'rotated' }],
    ['the parent, at once', session, 'parent', now, { kind: 'forgiven', current }],
    ['the parent, at the end of the grace', session, 'parent', now + grace, { kind: 'forgiven', current }],
    ['the parent, after it', session, 'parent', now + grace + 1, { kind: 'reused' }],
    ['a grandparent, at once', session, 'grandparent', now, { kind: 'reused' }],
    [
      'a token of a session that was never refreshed',
      { ...session, previous: null },
      'parent',
      now,
      { kind: 'reused' },
    ],
    ['no session', undefined, 'child', now, { kind: 'gone' }],
    ['an ended session', { ...session, endedAt: now }, 'child', now, { kind: 'gone' }],
    ['the parent in an ended session', { ...session, endedAt: now }, 'parent', now, { kind: 'gone' }],
    ['a replay in an ended session', { ...session, endedAt: now }, 'grandparent', now, { kind: 'gone' }],
  ] as const
  for (const [what, row, jti, at, expected] of rows) {
    assert.deepEqual(decideRotation(row, jti, at, grace), expected, what)
  }
})

test('without a grace period nothing is forgiven, even in the same millisecond', () => {
  assert.deepEqual(decideRotation(session, 'parent', now, 0), { kind: 'reused' })
})

test('setting the clock back does not end the grace period', () => {
  assert.equal(decideRotation(session, 'parent', now - 60_000, grace).kind, 'forgiven')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sayChanges, sayEvent, sayReason } from './event-words.ts'

test('changes are told with their old and new values', () => {
  const changes = { isActive: [true, false], group: [null, 'editors'] } as const
  assert.deepEqual(sayChanges({ event: 'user.changed', at: 0, changes }), [
    'isActive: true -> false',
    'group: null -> "editors"',
  ])
  assert.deepEqual(sayChanges({ event: 'user.changed', at: 0 }), [])
})

test('what has no words is shown by its name', () => {
  assert.equal(sayEvent({ event: 'shop.closed', at: 0 }), 'shop.closed')
  assert.equal(sayReason({ event: 'shop.closed', at: 0, reason: 'holiday' }), 'holiday')
  assert.equal(sayReason({ event: 'session.ended', at: 0, reason: 'ended_by_operator' }), 'An operator ended it.')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseUserId } from './user-id.ts'

const uuid = '0190f2c4-8a1b-7c3d-9e5f-0123456789ab'

test('safe integers, their canonical text and canonical UUIDs name a user', () => {
  assert.deepEqual([1, '1', '-7', 0, uuid].map(parseUserId), [1, 1, -7, 0, uuid])
})

test('nothing else is coerced into an id', () => {
  for (const claim of [
    true,
    null,
    undefined,
    '',
    ' 1',
    '1.0',
    '01',
    '+1',
    '1e3',
    1.5,
    Number.NaN,
    2 ** 53,
    '9007199254740993',
    [1],
    {},
    uuid.toUpperCase(),
    `{${uuid}}`,
  ]) {
    assert.equal(parseUserId(claim), undefined, JSON.stringify(claim))
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isValidUsername } from './username.ts'

test('letters, numbers and marks of any script, and @ . + - _, make a user name', () => {
  for (const name of ['alice', 'a.b+c@d-e_f', 'éve', 'アリス', '1']) assert.equal(isValidUsername(name), true, name)
})

test('blanks, controls and punctuation do not', () => {
  for (const name of ['', 'a b', 'a\n', 'a\u0000', 'a/b', 'a\u200b', '<b>'])
    assert.equal(isValidUsername(name), false, name)
})

test('a name that grows past the limit, or gains blanks, in its stored form is refused', () => {
  assert.equal(isValidUsername('\ufdfa'), false)
  assert.equal(isValidUsername('ﬀ'.repeat(76)), false)
})

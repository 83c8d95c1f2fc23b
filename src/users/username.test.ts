import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isValidUsername } from './username.ts'

test('user names allow letters, numbers and marks of any script, and @ . + - _', () => {
  for (const name of ['alice', 'a.b+c@d-e_f', 'éve', 'アリス', '1']) assert.equal(isValidUsername(name), true, name)
})

test('user names do not allow blanks, control characters and other punctuation', () => {
  for (const name of ['', 'a b', 'a\n', 'a\u0000', 'a/b', 'a\u200b', '<b>'])
    assert.equal(isValidUsername(name), false, name)
})

test('a name whose NFKC form is too long or has blanks is refused', () => {
  assert.equal(isValidUsername('\ufdfa'), false)
  assert.equal(isValidUsername('ﬀ'.repeat(76)), false)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuseShort } from './minimum-length.ts'

const ask = (password: string, minimumPasswordLength: number) =>
  refuseShort({ policy: { minimumPasswordLength, maximumPasswordLength: 4096, accounts: 'email' }, password })

test('a password is short by code points, not by bytes or UTF-16 units', () => {
  assert.equal(ask('12345678', 8), undefined)
  assert.equal(ask('ééééééé', 8), 'This password is too short. It must contain at least 8 characters.')
  assert.notEqual(ask('👩👩👩👩', 8), undefined)
  assert.equal(ask('👩👩👩👩👩👩👩👩', 8), undefined)
})

test('one character is not called characters', () => {
  assert.equal(ask('', 1), 'This password is too short. It must contain at least 1 character.')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuseNumeric } from './numeric.ts'

const ask = (password: string) =>
  refuseNumeric({ policy: { minimumPasswordLength: 8, maximumPasswordLength: 4096, accounts: 'email' }, password })

test('digits of every script are digits, as for Python’s isdigit', () => {
  for (const password of ['12345678', '٣٤٥٦', '²³¹', '①②③', '७८९']) assert.notEqual(ask(password), undefined, password)
})

test('one character that is no digit is enough', () => {
  for (const password of ['1234567a', '1 2', '12.5', '½', '', '-12']) assert.equal(ask(password), undefined, password)
})

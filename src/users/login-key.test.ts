import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountKey, loginKey } from './login-key.ts'

const emails = { accounts: 'email', emailCase: 'fold', usernameForm: 'nfkc', usernameCase: 'exact' } as const
const names = { ...emails, accounts: 'username' } as const

test('addresses that differ in ASCII case are one login, homographs are not', () => {
  assert.equal(loginKey(emails, 'Alice@Example.com'), loginKey(emails, 'alice@example.COM'))
  assert.notEqual(loginKey(emails, '\u212aim@example.com'), loginKey(emails, 'kim@example.com'))
})

test('with emailCase django an address is compared exactly', () => {
  assert.equal(loginKey({ ...emails, emailCase: 'django' }, 'Alice@example.com'), 'Alice@example.com')
})

test('user names in different Unicode forms are one login, unless usernameForm is exact', () => {
  assert.equal(loginKey(names, 'e\u0301ve'), loginKey(names, '\u00e9ve'))
  assert.equal(loginKey({ ...names, usernameForm: 'exact' }, 'e\u0301ve'), 'e\u0301ve')
  assert.notEqual(loginKey(names, 'Eve'), loginKey(names, 'eve'))
})

test('with usernameCase fold, names that differ in case are one login in every script', () => {
  const folded = { ...names, usernameCase: 'fold' } as const
  for (const [one, other] of [
    ['Eve', 'eVE'],
    ['ÉVE', 'e\u0301ve'],
    ['\u0130van', 'i\u0307van'],
    ['ЕВА', 'ева'],
  ] as const) {
    assert.equal(loginKey(folded, one), loginKey(folded, other), one)
    assert.notEqual(loginKey(names, one), loginKey(names, other), one)
  }
})

test('the key of an account is the key of what its owner types', () => {
  const account = { email: 'A@example.com', username: 'alice' }
  assert.deepEqual([accountKey(emails, account), accountKey(names, account)], ['a@example.com', 'alice'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuseCommon } from './common.ts'

const policy = { minimumPasswordLength: 8, maximumPasswordLength: 4096, accounts: 'email' } as const

test('a password of the bundled list is refused in any case of its letters', () => {
  for (const password of ['password', 'PassWord', 'qwerty123']) {
    assert.equal(refuseCommon({ policy, password }), 'This password is too common.', password)
  }
  assert.equal(refuseCommon({ policy, password: 'SecurePass123!' }), undefined)
})

test('another list takes the place of the bundled one', () => {
  const own = { ...policy, isCommonPassword: (password: string) => password === 'our company' }
  assert.notEqual(refuseCommon({ policy: own, password: 'our company' }), undefined)
  assert.equal(refuseCommon({ policy: own, password: 'password' }), undefined)
})

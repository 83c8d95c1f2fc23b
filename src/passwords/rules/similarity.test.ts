import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuseSimilar } from './similarity.ts'

const ask = (password: string, user: object, accounts: 'email' | 'username' = 'email') =>
  refuseSimilar({ policy: { minimumPasswordLength: 8, maximumPasswordLength: 4096, accounts }, password, user })

test('a password is compared with each word of a value, in any case and order of letters', () => {
  const user = { email: 'wonderland@example.com' }
  for (const password of ['wonderland1', 'WONDERLAND', 'dnalrednow', 'example12']) {
    assert.equal(ask(password, user), 'The password is too similar to the email.', password)
  }
  assert.equal(ask('SecurePass123!', user), undefined)
})

test('the user name model calls its field an email address', () => {
  assert.equal(
    ask('wonderland1', { email: 'wonderland@x.org' }, 'username'),
    'The password is too similar to the email address.',
  )
})

test('empty values resemble nothing', () => {
  assert.equal(ask('SecurePass123!', { username: '', firstName: '', lastName: '', email: '' }), undefined)
})

test('a password many times as long as the value is not compared with it', () => {
  assert.equal(ask(`al${'x'.repeat(100)}`, { firstName: 'al' }), undefined)
})

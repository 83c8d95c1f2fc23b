import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createCommonPasswordCheck } from './common-passwords.ts'
import { type PasswordOwner, type PasswordPolicy, validatePassword } from './policy.ts'

const policy: PasswordPolicy = {
  minimumPasswordLength: 8,
  maximumPasswordLength: 4096,
  accounts: 'username',
}

const short = 'This password is too short. It must contain at least 8 characters.'
const common = 'This password is too common.'
const numeric = 'This password is entirely numeric.'

const cases: readonly (readonly [password: string, messages: readonly string[]])[] = [
  ['SecurePass123!', []],
  ['short1!', [short]],
  ['password', [common]],
  ['  PassWord\u001f', [common]],
  ['\ufeffpassword', []],
  ['12345', [short, common, numeric]],
  ['8472659103746', [numeric]],
  ['٣٤٥٦٧٨٩٠٣', [numeric]],
  ['²³¹⁴⁵⁶⁷⁸⁹', [numeric]],
  ['①②③④⑤⑥⑦⑧⑨', [numeric]],
  ['½½½½½½½½½', []],
  ['8472659103746 ', []],
  ['👩👩👩👩👩👩👩', [short]],
  ['👩👩👩👩👩👩👩👩', []],
  ['', [short]],
]

for (const [password, messages] of cases) {
  test(`${JSON.stringify(password)} gets ${messages.length} messages`, () => {
    assert.deepEqual(validatePassword(policy, password), messages)
  })
}

const owner: PasswordOwner = {
  username: 'liddell-alice',
  firstName: 'Alice',
  lastName: 'Liddell',
  email: 'wonderland@example.com',
}

const similar: readonly (readonly [password: string, attribute: string | undefined])[] = [
  ['liddell-alice', 'username'],
  ['LIDDELL1', 'username'],
  ['ecila-lleddil', 'username'],
  ['wonderland77', 'email address'],
  ['example.com1', 'email address'],
  ['a quite different phrase', undefined],
]

for (const [password, attribute] of similar) {
  test(`${password} is ${attribute === undefined ? 'not similar to any attribute' : `too similar to the ${attribute}`} of its owner`, () => {
    const expected = attribute === undefined ? [] : [`The password is too similar to the ${attribute}.`]
    assert.deepEqual(validatePassword(policy, password, owner), expected)
  })
}

test('a similarity of 0.7 is refused, a little less is accepted', () => {
  // 2 * 7 / 20 = 0.7 and 2 * 7 / 21 < 0.7
  assert.equal(validatePassword(policy, 'abcdefgxyz', { username: 'abcdefg123' }).length, 1)
  assert.equal(validatePassword(policy, 'abcdefgxyzz', { username: 'abcdefg123' }).length, 0)
})

test('only the first similar attribute is reported', () => {
  const user = { username: 'wonderland', email: 'wonderland@example.com' }
  assert.deepEqual(validatePassword(policy, 'wonderland1', user), ['The password is too similar to the username.'])
})

test("the e-mail model calls its address 'email'", () => {
  const messages = validatePassword({ ...policy, accounts: 'email' }, 'wonderland77', owner)
  assert.deepEqual(messages, ['The password is too similar to the email.'])
})

test('without an owner no similarity is checked', () => {
  assert.deepEqual(validatePassword(policy, 'liddell-alice'), [])
})

test('a minimum of one character is written in the singular', () => {
  const messages = validatePassword({ ...policy, minimumPasswordLength: 1 }, '')
  assert.deepEqual(messages, ['This password is too short. It must contain at least 1 character.'])
})

test('a password of the maximum length passes, a longer one gets that message only', () => {
  assert.deepEqual(validatePassword(policy, '👩'.repeat(4096)), [])
  assert.deepEqual(validatePassword(policy, '1'.repeat(4097)), ['Ensure this field has no more than 4096 characters.'])
})

test('a custom list can replace the bundled one', () => {
  const custom = { ...policy, isCommonPassword: (password: string) => password === 'our old slogan' }
  assert.deepEqual(validatePassword(custom, 'our old slogan'), [common])
  assert.deepEqual(validatePassword(custom, 'password'), [])
})

test('the bundled list is complete', () => {
  const isCommon = createCommonPasswordCheck()
  assert.ok(['bigpimpin1', 'mewtwo', 'trustno1', 'chobits'].every(isCommon))
  assert.equal(isCommon(''), false)
})

test('the list is read once, at the first check', () => {
  let reads = 0
  const isCommon = createCommonPasswordCheck(() => {
    reads += 1
    return gzipSync('one\n two \r\n')
  })
  assert.equal(reads, 0)
  assert.deepEqual(['one', 'TWO', 'three'].map(isCommon), [true, true, false])
  assert.equal(reads, 1)
})

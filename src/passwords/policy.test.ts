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

const judged: readonly (readonly [password: string, messages: readonly string[]])[] = [
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

for (const [password, messages] of judged) {
  test(`${JSON.stringify(password)} is told ${messages.length} things`, () => {
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
  test(`${password} is ${attribute === undefined ? 'like nothing' : `too like the ${attribute}`} of its owner`, () => {
    const expected = attribute === undefined ? [] : [`The password is too similar to the ${attribute}.`]
    assert.deepEqual(validatePassword(policy, password, owner), expected)
  })
}

test('seven tenths in common are too similar, a little less is not', () => {
  // 2 * 7 / 20 = 0.7 and 2 * 7 / 21 < 0.7
  assert.equal(validatePassword(policy, 'abcdefgxyz', { username: 'abcdefg123' }).length, 1)
  assert.equal(validatePassword(policy, 'abcdefgxyzz', { username: 'abcdefg123' }).length, 0)
})

test('every attribute that resembles is reported once, by the first', () => {
  const user = { username: 'wonderland', email: 'wonderland@example.com' }
  assert.deepEqual(validatePassword(policy, 'wonderland1', user), ['The password is too similar to the username.'])
})

test("the e-mail model calls its address 'email'", () => {
  const messages = validatePassword({ ...policy, accounts: 'email' }, 'wonderland77', owner)
  assert.deepEqual(messages, ['The password is too similar to the email.'])
})

test('without an owner nothing is similar', () => {
  assert.deepEqual(validatePassword(policy, 'liddell-alice'), [])
})

test('one character is a character', () => {
  const messages = validatePassword({ ...policy, minimumPasswordLength: 1 }, '')
  assert.deepEqual(messages, ['This password is too short. It must contain at least 1 character.'])
})

test('the longest password passes, one more is refused by that sentence alone', () => {
  assert.deepEqual(validatePassword(policy, '👩'.repeat(4096)), [])
  assert.deepEqual(validatePassword(policy, '1'.repeat(4097)), ['Ensure this field has no more than 4096 characters.'])
})

test('another list can take the place of the bundled one', () => {
  const own = { ...policy, isCommonPassword: (password: string) => password === 'our old slogan' }
  assert.deepEqual(validatePassword(own, 'our old slogan'), [common])
  assert.deepEqual(validatePassword(own, 'password'), [])
})

test('the bundled list is whole', () => {
  const isCommon = createCommonPasswordCheck()
  assert.ok(['bigpimpin1', 'mewtwo', 'trustno1', 'chobits'].every(isCommon))
  assert.equal(isCommon(''), false)
})

test('a list is read once, and not before somebody asks', () => {
  let reads = 0
  const isCommon = createCommonPasswordCheck(() => {
    reads += 1
    return gzipSync('one\n two \r\n')
  })
  assert.equal(reads, 0)
  assert.deepEqual(['one', 'TWO', 'three'].map(isCommon), [true, true, false])
  assert.equal(reads, 1)
})

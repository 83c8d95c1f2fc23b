import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldEmail, isValidEmail, normalizeEmail, parseEmail } from './email.ts'

const valid = [
  'user@example.com',
  'user+tag@example.com',
  'UPPER@example.com',
  "!#$%&'*+/=?^_`{|}~-@example.com",
  'user@localhost',
  'user@exämple.com',
  'user@中国.cn',
  'user@[127.0.0.1]',
  'user@[::1]',
  'user@[2001:db8::ffff:1.2.3.4]',
  'user@1.2.museum',
  'user@example.xn--p1ai',
  'user@example.co-op',
  'user@пример.рф',
  '"quoted\\ string"@example.com',
  '"a@b"@example.com',
  '"\\\u0001"@example.com',
  `user@${'a'.repeat(63)}.com`,
  `user@${'a'.repeat(63)}.${'b'.repeat(63)}`,
  `${'a'.repeat(308)}@example.com`,
]

const invalid = [
  '',
  'plainaddress',
  'user@',
  '@example.com',
  'us er@example.com',
  'user@example..com',
  'user@.example.com',
  '.user@example.com',
  'user.@example.com',
  'us..er@example.com',
  'a@b@example.com',
  'üser@example.com',
  'user@example.c',
  'user@example.123',
  'user@example.c0m',
  'user@example.1',
  'user@127.0.0.10',
  'user@example.-com',
  'user@example.xn--',
  'user@exämple.123',
  'user@-example.com',
  'user@example-.com',
  'user@example.com-',
  'user@example.com.',
  'user@example',
  'user@LOCALHOST',
  'user@example.com\n',
  'user@example.com\nBcc: x@example.com',
  'user@exämple.com\n',
  'user@ex ämple.com',
  'user@ex\tämple.com',
  'user@ex\u0085ämple.com',
  'user@ä.com/x.com',
  'user@ä\uff0fx.com',
  'user@ä@\uff20x.com',
  'user@\uff3b\uff1a\uff1a1]',
  '"quoted string@example.com',
  '"a"b"@example.com',
  '"a\nb"@example.com',
  'user@[127.0.0.256]',
  'user@[127.0.0.01]',
  'user@127.0.0.1',
  'user@[::1',
  'user@[1:2:3]',
  'user@[0000:0000:0000:0000:0000:ffff:255.255.255.255]',
  `user@${'a'.repeat(64)}.com`,
  `user@example.${'a'.repeat(64)}`,
  `${'a'.repeat(309)}@example.com`,
  '\u212aim@example.com',
  'u\u017fer@example.com',
  '\ud800@example.com',
]

test('an address is valid if Django accepts it', () => {
  for (const address of valid) assert.equal(isValidEmail(address), true, address)
  for (const address of invalid) assert.equal(isValidEmail(address), false, JSON.stringify(address))
})

test('normalising trims, and lowers the case after the last @', () => {
  const rows = [
    ['A@B.Com', 'A@b.com'],
    ['a@b@C.com', 'a@b@c.com'],
    ['  a@B.com\u3000', 'a@b.com'],
    ['NoAt', 'NoAt'],
    ['', ''],
  ] as const
  for (const [text, expected] of rows) assert.equal(normalizeEmail(text), expected)
})

test('parsing gives the normalised address or undefined', () => {
  assert.equal(parseEmail(' Alice@EXAMPLE.com '), 'Alice@example.com')
  assert.equal(parseEmail('Alice'), undefined)
})

test('folding ignores ASCII case, and the case of the domain', () => {
  assert.equal(foldEmail('Alice@Example.COM'), 'alice@example.com')
  assert.equal(foldEmail('Alice@M\u00dcnchen.de'), 'alice@xn--mnchen-3ya.de')
  assert.equal(foldEmail('NoAt\u00dc'), 'noat\u00dc')
  assert.notEqual(foldEmail('\u212aim@example.com'), foldEmail('kim@example.com'))
  assert.notEqual(foldEmail('a@\uff45xample.com'), foldEmail('a@example.com'))
  assert.notEqual(foldEmail('\u0130@example.com'), foldEmail('i@example.com'))
})

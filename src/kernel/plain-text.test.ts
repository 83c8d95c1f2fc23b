import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainText } from './plain-text.ts'

for (const [what, text, shown] of [
  ['a line break', 'a\nb', 'a\\u{a}b'],
  ['a carriage return', 'a\rb', 'a\\u{d}b'],
  ['a terminal escape', '\u001b[2Jgone', '\\u{1b}[2Jgone'],
  ['an eight-bit escape', '\u009b2J', '\\u{9b}2J'],
  ['a line separator', 'a\u2028b\u2029c', 'a\\u{2028}b\\u{2029}c'],
  ['a reversed direction', 'user\u202egpj.exe', 'user\\u{202e}gpj.exe'],
  ['a zero-width space', 'ad\u200bmin', 'ad\\u{200b}min'],
  ['half a surrogate pair', 'a\ud800b', 'a\\u{d800}b'],
  ['a token', 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln was here', 'Bearer [token] was here'],
  ['a password hash', 'was argon2$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA', 'was [hash]'],
] as const) {
  test(`${what} is shown as ${shown}`, () => assert.equal(plainText(text), shown))
}

test('ordinary text of any script stays as it is', () => {
  assert.equal(plainText('Zoë Müller, 東京 👋'), 'Zoë Müller, 東京 👋')
})

test('long text is cut, also when escaping made it long', () => {
  assert.equal(plainText('x'.repeat(1_000_000)).length, 203)
  assert.ok(plainText('\u0000'.repeat(200)).length <= 203)
})

test('what looks harmless at first is looked at all the same: a token without a dot, a hash, userinfo', () => {
  assert.equal(plainText('eyJhbGciOiJIUzI1NiJ9'), '[token]')
  assert.equal(plainText('of alice: eyJhbGciOiJIUzI1NiJ9'), 'of alice: [token]')
  assert.equal(plainText('refresh.rotated of 5s-AqpWGcgIli7Dh4q3J7A'), 'refresh.rotated of 5s-AqpWGcgIli7Dh4q3J7A')
  assert.equal(plainText('a'.repeat(201)), `${'a'.repeat(200)}...`)
})

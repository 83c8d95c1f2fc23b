import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hideUserinfo, hideUserinfoOfValue } from './hide-userinfo.ts'

const secrets = [
  'postgres://u:hunter2@db/x',
  'POSTGRES://:hunter2@db/x',
  'postgres://hunter2@db/x',
  'postgres://u:p@hunter2@db/x',
  'postgres://u:p/hunter2#?@db/x',
  'postgresql+psycopg://u:hunter2@[::1]:5432/x',
  'smtps://me%40x.example:hunter2@mail.example:465',
  'http://u:hunter2@proxy:3128',
  '//u:hunter2@db',
  'u:hunter2@db:5432',
  'redis://:hunter2@cache/0',
  'DATABASE_URL=postgres://u:hunter2@db/x',
  'u=x:hunter2@db:5432',
  'user:password@hunter2@db',
  'postgres://db/x?user=u&password=hunter2',
  'postgres://db/x?sslpassword=hunter2&a=b',
]

test('the password of a URL is cut, as a value and in a sentence', () => {
  for (const secret of secrets) {
    assert.doesNotMatch(hideUserinfoOfValue(secret), /hunter2/, secret)
    assert.doesNotMatch(hideUserinfo(`'${secret}' does not fit: (${secret}).`), /hunter2/, secret)
  }
  assert.equal(hideUserinfoOfValue('postgres://u:hunter2@db/x'), 'postgres://***@db/x')
  assert.equal(hideUserinfo("'postgres://u:hunter2@db/x' does not fit"), "'postgres://***@db/x' does not fit")
})

test('the name before a URL stays, and so does the example of an advice', () => {
  assert.equal(hideUserinfo('DATABASE_URL=postgres://u:p@db/x fails'), 'DATABASE_URL=postgres://***@db/x fails')
  const advice = 'write LATCHKEY_SMTP_URL=smtp://user:password@host:587, or smtps:// for TLS'
  assert.equal(hideUserinfo(advice), advice)
})

test('a password with spaces and quotes is cut out of a value', () => {
  assert.doesNotMatch(hideUserinfoOfValue(`postgres://u:my hun'ter2 is@db/x`), /ter2/)
})

test('a password among words of a connection string is cut out of a value', () => {
  for (const value of [
    'host=db user=u password=hunter2 dbname=x',
    "password = 'my hunter2' host=db",
    'Pwd=hunter2;Server=db',
  ])
    assert.doesNotMatch(hideUserinfoOfValue(value), /hunter2/, value)
})

test('text without a password stays as it is', () => {
  const texts = [
    'sqlite:db.sqlite3',
    'https://api.example.com/a?b=c',
    'alice@example.com',
    'Alice <a@example.com>',
    '15m',
  ]
  for (const text of texts) {
    assert.equal(hideUserinfo(text), text)
    assert.equal(hideUserinfoOfValue(text), text)
  }
  const sentence = 'The mail to alice@example.com waits: bob@example.com was first.'
  assert.equal(hideUserinfo(sentence), sentence)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveSettings } from '../settings.ts'
import { ConfigurationError } from './configuration-error.ts'

const secretKey = '3b0e57a1c0e94a4f8d0b6b8f7d1c2a9e55aa'
const complete = {
  smtpUrl: 'smtp://user:p%40ss@mail.example.com:587',
  publicUrl: 'https://app.example.com',
  mailFrom: 'a@b.example',
}

function faultsOf(values: object): readonly string[] {
  try {
    resolveSettings([{ source: 'test', values: { secretKey, ...values } }])
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.map(({ setting }) => setting)
    throw error
  }
}

test('mail that is set up whole starts', () => {
  assert.deepEqual(faultsOf(complete), [])
  assert.deepEqual(faultsOf({ ...complete, smtpUrl: undefined, sendMail: () => {} }), [])
  assert.deepEqual(faultsOf({ debug: true, requireVerifiedEmail: true }), [])
})

const impossible: readonly (readonly [string, object, readonly string[]])[] = [
  ['links would lead nowhere', { ...complete, publicUrl: undefined }, ['publicUrl']],
  ['nobody would be the sender', { ...complete, mailFrom: undefined }, ['mailFrom']],
  ['the address of the server is none', { ...complete, smtpUrl: 'mail.example.com' }, ['smtpUrl']],
  [
    'the address switches something off unseen',
    { ...complete, smtpUrl: 'smtp://a.example?ignoreTLS=true' },
    ['smtpUrl'],
  ],
  ['two carriers', { ...complete, sendMail: () => {} }, ['sendMail']],
  ['verification is asked for and nobody sends it', { requireVerifiedEmail: true }, ['requireVerifiedEmail']],
  ['a change waits for a mail that nobody sends', { emailChange: 'confirm' }, ['emailChange']],
  ['a TLS rule for nothing', { smtpTls: 'required' }, ['smtpTls']],
  ['tokens of all kinds would be one kind', { ...complete, tokenTypeClaim: null }, ['tokenTypeClaim']],
  ['tokens would have no id to spend', { ...complete, jtiClaim: null }, ['jtiClaim']],
  ['a link without TLS', { ...complete, publicUrl: 'http://app.example.com' }, ['publicUrl']],
  ['a sender with a line break', { ...complete, mailFrom: 'A\r\nBcc: b@c.de <a@b.example>' }, ['mailFrom']],
  ['a template for no kind of mail', { ...complete, mailTemplates: { password_rest: () => {} } }, ['mailTemplates']],
  ['a template that is no function', { ...complete, mailTemplates: { password_reset: 'x' } }, ['mailTemplates']],
]

for (const [why, values, faults] of impossible) {
  test(`it does not start: ${why}`, () => assert.deepEqual(faultsOf(values), faults))
}

test('the password of the mail server is in no message', () => {
  assert.throws(
    () => resolveSettings([{ source: 'test', values: { secretKey, smtpUrl: 'smtp://u:hunter2@h?x' } }]),
    error => error instanceof ConfigurationError && !error.message.includes('hunter2'),
  )
})

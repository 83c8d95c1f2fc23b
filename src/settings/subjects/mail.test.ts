import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigurationError, resolveSettings } from '../../settings.ts'
import { settingsAtFault } from '../../testing/settings-at-fault.ts'

const complete = {
  smtpUrl: 'smtp://user:p%40ss@mail.example.com:587',
  publicUrl: 'https://app.example.com',
  mailFrom: 'a@b.example',
}

test('a complete configuration of mail is accepted', () => {
  assert.deepEqual(settingsAtFault(complete), [])
  assert.deepEqual(settingsAtFault({ ...complete, smtpUrl: undefined, sendMail: () => {} }), [])
  assert.deepEqual(settingsAtFault({ debug: true, requireVerifiedEmail: true }), [])
  assert.deepEqual(settingsAtFault({ debug: true, mailLogin: 'both' }), [])
  const byCookies = { mailLogin: 'both', disabledEndpoints: ['mail_login', 'mail_login_confirm'] }
  assert.deepEqual(settingsAtFault({ ...complete, ...byCookies }), [])
})

const invalid: readonly (readonly [string, object, readonly string[]])[] = [
  ['links without an address', { ...complete, publicUrl: undefined }, ['publicUrl']],
  ['mails without a sender', { ...complete, mailFrom: undefined }, ['mailFrom']],
  ['a mail server without a URL', { ...complete, smtpUrl: 'mail.example.com' }, ['smtpUrl']],
  ['a URL that silently disables something', { ...complete, smtpUrl: 'smtp://a.example?ignoreTLS=true' }, ['smtpUrl']],
  ['two ways to send', { ...complete, sendMail: () => {} }, ['sendMail']],
  ['required verification without mail', { requireVerifiedEmail: true }, ['requireVerifiedEmail']],
  ['a change that waits for a mail that is never sent', { emailChange: 'confirm' }, ['emailChange']],
  ['a TLS rule without a server', { smtpTls: 'required' }, ['smtpTls']],
  ['mail tokens that have no kind', { ...complete, tokenTypeClaim: null }, ['tokenTypeClaim']],
  ['mail tokens that have no id to spend', { ...complete, jtiClaim: null }, ['jtiClaim']],
  ['a link without TLS', { ...complete, publicUrl: 'http://app.example.com' }, ['publicUrl']],
  [
    'a sender with a line break (header injection)',
    { ...complete, mailFrom: 'A\r\nBcc: b@c.de <a@b.example>' },
    ['mailFrom'],
  ],
  [
    'a template for an unknown kind of mail',
    { ...complete, mailTemplates: { password_rest: () => {} } },
    ['mailTemplates'],
  ],
  ['logins by mails that are never sent', { mailLogin: 'code' }, ['mailLogin']],
  [
    'half of a login by mail',
    { ...complete, mailLogin: 'code', disabledEndpoints: ['mail_login_confirm'] },
    ['disabledEndpoints'],
  ],
  [
    'half of a login by mail with cookies',
    { ...complete, mailLogin: 'code', disabledEndpoints: ['cookie_mail_login'] },
    ['disabledEndpoints'],
  ],
  [
    'logins by mail that are switched off',
    { ...complete, mailLogin: 'link', disabledEndpoints: ['mail_login*', 'cookie_mail_login*'] },
    ['mailLogin'],
  ],
  ['a mail to log in with that is good for a day', { ...complete, mailLoginLifetime: '24h' }, ['mailLoginLifetime']],
  ['a template that is not a function', { ...complete, mailTemplates: { password_reset: 'x' } }, ['mailTemplates']],
]

for (const [about, values, at] of invalid) {
  test(`refused: ${about}`, () => assert.deepEqual(settingsAtFault({ ...values }), at))
}

test('the password of the mail server is in no message', () => {
  const secretKey = '3b0e57a1c0e94a4f8d0b6b8f7d1c2a9e55aa'
  assert.throws(
    () => resolveSettings([{ source: 'test', values: { secretKey, smtpUrl: 'smtp://u:hunter2@h?x' } }]),
    error => error instanceof ConfigurationError && !error.message.includes('hunter2'),
  )
})

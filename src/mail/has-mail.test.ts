import assert from 'node:assert/strict'
import { test } from 'node:test'
import { confirmsEmailChange, hasMail } from './has-mail.ts'

const none = { sendMail: undefined, smtpUrl: undefined, debug: false }

test('mail leaves by a function, by SMTP, or in DEBUG to the console', () => {
  assert.equal(hasMail(none), false)
  for (const way of [{ sendMail: () => {} }, { smtpUrl: 'smtp://localhost' }, { debug: true }]) {
    assert.equal(hasMail({ ...none, ...way }), true)
  }
})

test('a new address is confirmed where mail reaches people: a console confirms nothing', () => {
  const asks = (way: object) => confirmsEmailChange({ ...none, emailChange: undefined, ...way })
  assert.equal(asks({ smtpUrl: 'smtp://localhost' }), true)
  assert.equal(asks({ debug: true }), false)
  assert.equal(asks({ smtpUrl: 'smtp://localhost', emailChange: 'at_once' }), false)
  assert.equal(asks({ debug: true, emailChange: 'confirm' }), true)
})

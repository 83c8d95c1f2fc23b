/** Header injection and HTML injection: text from users stays text. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MailFacts, MailKind } from '../ports/mail-templates.ts'
import { composeMail } from './compose.ts'
import { html } from './html.ts'
import { builtInTemplates } from './templates.ts'

const evil = '<img src=x onerror=alert(1)>"\'&\r\nBcc: all@example.com'
const user = { id: 1, username: '', email: 'a@example.com', firstName: evil, lastName: evil }
const facts: MailFacts = {
  kind: 'password_reset',
  to: 'a@example.com',
  user,
  site: 'example.com',
  link: 'https://example.com/?a=1&token=x"y',
  notMeLink: '',
  code: '',
  validMinutes: 60,
}
const envelope = { id: '1@example.com', from: 'no-reply@example.com', templates: {} }
const kinds = Object.keys(builtInTemplates) as MailKind[]

for (const kind of kinds) {
  test(`the mail ${kind} has a subject, text and HTML, and quotes no name that a user chose`, async () => {
    const message = await composeMail(envelope, { ...facts, kind })
    assert.match(message.subject, /example\.com/)
    assert.ok(!JSON.stringify(message).includes('onerror'))
    assert.match(message.html ?? '', /^<!doctype html>/)
    assert.match(message.html ?? '', /href="https:\/\/example\.com\/\?a=1&amp;token=x&quot;y"/)
  })
}

test('html escapes interpolated text and keeps fragments that it made (XSS)', () => {
  const list = html`<b>${evil}</b>`
  assert.equal(
    html`<p title="${evil}">${list}${3}</p>`.text,
    '<p title="&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\r\nBcc: all@example.com">' +
      '<b>&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\r\nBcc: all@example.com</b>3</p>',
  )
})

test('a name in the subject of a custom template cannot start a header (header injection)', async () => {
  const templates = { password_reset: (about: MailFacts) => ({ subject: `Hi ${about.user.firstName}`, text: 'x' }) }
  const { subject } = await composeMail({ ...envelope, templates }, facts)
  assert.ok(!/[\r\n]/.test(subject))
  assert.match(subject, /^Hi <img .* Bcc: all@example\.com$/)
})

test('a custom template can use another language, and one that returns no strings is refused', async () => {
  const german = { password_reset: async () => ({ subject: 'Neues Passwort', text: 'Hallo' }) }
  assert.equal((await composeMail({ ...envelope, templates: german }, facts)).subject, 'Neues Passwort')
  const file = { password_reset: () => ({ subject: 'x', text: JSON.parse('{"path":"/etc/passwd"}') }) }
  await assert.rejects(composeMail({ ...envelope, templates: file }, facts), TypeError)
})

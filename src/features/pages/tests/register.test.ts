import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { defineUserFields } from '../../../accounts/user-fields.ts'
import { booleanField } from '../../../fields/boolean-field.ts'
import { charField } from '../../../fields/char-field.ts'
import { choiceField } from '../../../fields/choice-field.ts'
import { cookiesOf } from '../../../testing/test-cookies.ts'
import { assertFieldError, assertPage, email, openPages, password, place, withAccount } from './pages-app.ts'

const form = { email, username: 'alice', password, password_confirm: password }

for (const accounts of ['email', 'username'] as const) {
  test(`a registration logs in and sends a verification mail: by ${accounts}`, async t => {
    const app = await openPages({ accounts })
    t.after(() => app.close())
    const reply = await app.send('register/', form)
    assert.deepEqual(place(reply), [303, '/account/'])
    assert.equal(cookiesOf(reply).length, 2)
    assert.match(app.mailbox.to(email)[0]?.text ?? '', /https:\/\/app\.example\.com\/account\/verify-email\/\?token=/)
  })
}

test('every wrong field says so, and what was typed is kept, but no password', async t => {
  const app = await openPages()
  t.after(() => app.close())
  const reply = await app.send('register/', { email: 'none', first_name: 'Ada', password: '123', password_confirm: '' })
  assertPage(reply, 400)
  assertFieldError(reply, 'email', /Enter an email address/)
  assertFieldError(reply, 'password', /too short: use at least 8 characters.*more than digits/)
  assertFieldError(reply, 'password_confirm', /fill in/)
  assert.match(reply.text, /value="Ada"/)
  assert.doesNotMatch(reply.text, /value="123"/)
})

test('a taken login is said as the endpoint says it', async t => {
  const byEmail = await withAccount()
  t.after(() => byEmail.app.close())
  assertFieldError(await byEmail.app.send('register/', form), 'email', /account with this address already/)
  const byName = await withAccount({ accounts: 'username' })
  t.after(() => byName.app.close())
  assertFieldError(await byName.app.send('register/', form), 'username', /is taken/)
})

test('where an address has to be verified first, the page says to look for the mail', async t => {
  const app = await openPages({ requireVerifiedEmail: true })
  t.after(() => app.close())
  const reply = await app.send('register/', form)
  assert.deepEqual(place(reply), [303, '/account/register/?done=mail'])
  assert.deepEqual(cookiesOf(reply), [])
  assertPage(await app.show('register/?done=mail'), 200, /Check your inbox/)
  assertPage(await app.send('login/', { email, password }), 401)
  await app.send('verify-email/', { token: app.tokenTo(email, 'verify-email') })
  assert.deepEqual(place(await app.send('login/', { email, password })), [303, '/account/'])
})

test('too many registrations are said with 429', async t => {
  const app = await openPages({ throttling: true, registrationRate: '1/h' })
  t.after(() => app.close())
  await app.send('register/', form)
  assertPage(await app.send('register/', form), 429, /Too many attempts\. Please try again in 60 minutes/)
})

test('the application’s own fields are in the form, with their messages', async t => {
  const userFields = defineUserFields(
    z.object({
      shirt: choiceField({ required: false, choices: ['S', 'M'], label: 'Shirt <size>' }),
      news: booleanField({ required: false }),
      city: charField({ required: false, allowBlank: true, maxLength: 5, helpText: 'Where you live.' }),
    }),
  )
  const app = await openPages({ userFields })
  t.after(() => app.close())
  const page = await app.show('register/')
  assertPage(page, 200, /Shirt &lt;size&gt;/, /<option value="M">M<\/option>/, /Where you live\./, /type="checkbox"/)
  const wrong = await app.send('register/', { ...form, shirt: '<b>', city: 'Stuttgart' })
  assertFieldError(wrong, 'city', /no more than 5 characters/)
  assertFieldError(wrong, 'shirt', /Choose one of the list/)
  assert.equal((await app.send('register/', { ...form, shirt: 'M', news: 'true' })).status, 303)
})

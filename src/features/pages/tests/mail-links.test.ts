import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everyRow } from '../../../testing/every-row.ts'
import { assertFieldError, assertPage, email, openPages, password, place, withAccount } from './pages-app.ts'

const chosen = { new_password: 'AnotherPass456!', new_password_confirm: 'AnotherPass456!' }

const script = /<script type="module" src="(\/account\/assets\/mail-link\.[\w-]+\.js)"><\/script>/

test('a forgotten password is reset by the link of the mail, once', async t => {
  const { app, cookie } = await withAccount()
  t.after(() => app.close())
  assert.deepEqual(place(await app.send('forgot-password/', { email })), [303, '/account/forgot-password/?done=1'])
  const token = app.tokenTo(email, 'reset-password')
  assertPage(await app.show(`reset-password/?token=${token}`), 200, `name="token" value="${token}"`)
  assert.deepEqual(place(await app.send('reset-password/', { token, ...chosen })), [
    303,
    '/account/reset-password/?done=1',
  ])
  assertPage(await app.show('reset-password/?done=1'), 200, /Your password was changed/)
  assertPage(await app.send('login/', { email, password }), 401)
  assert.equal((await app.send('login/', { email, password: chosen.new_password })).status, 303)
  assert.equal((await app.request('GET', '/api/auth/profile/', { headers: { cookie } })).status, 401)
  assertPage(await app.send('reset-password/', { token, ...chosen }), 400, /no longer valid/, /forgot-password/)
})

test('a forgotten password says the same of a known and of an unknown address (account enumeration)', async t => {
  const { app } = await withAccount()
  t.after(() => app.close())
  for (const address of [email, 'nobody@example.com'])
    assert.deepEqual(place(await app.send('forgot-password/', { email: address })), [
      303,
      '/account/forgot-password/?done=1',
    ])
  assertPage(await app.show('forgot-password/?done=1'), 200, /If an account has this address/)
  assertFieldError(await app.send('forgot-password/', { email: 'none' }), 'email', /Enter an email address/)
})

test('too many mails are said with 429', async t => {
  const { app } = await withAccount({ throttling: true, mailRate: '1/h' })
  t.after(() => app.close())
  let reply = await app.send('forgot-password/', { email: 'x@example.com' })
  for (let count = 0; count < 3; count += 1) reply = await app.send('forgot-password/', { email: 'x@example.com' })
  assertPage(reply, 429, /Too many attempts/)
})

test('a weak new password is said at its field, and the link stays good', async t => {
  const { app } = await withAccount()
  t.after(() => app.close())
  await app.send('forgot-password/', { email })
  const token = app.tokenTo(email, 'reset-password')
  const weak = await app.send('reset-password/', { token, new_password: 'short', new_password_confirm: 'short' })
  assertPage(weak, 400, `name="token" value="${token}"`)
  assertFieldError(weak, 'new_password', /too short/)
  const differs = await app.send('reset-password/', { token, ...chosen, new_password_confirm: 'x' })
  assertFieldError(differs, 'new_password_confirm', /differ/)
  assert.equal((await app.send('reset-password/', { token, ...chosen })).status, 303)
})

test('following a link changes nothing and spends nothing: mail scanners do it (GET is safe)', async t => {
  const { app } = await withAccount()
  t.after(() => app.close())
  await app.send('forgot-password/', { email })
  const links = app.mailbox.mails.flatMap(({ text }) => text.match(/https:\S+/g) ?? [])
  assert.equal(links.length, 3)
  const before = everyRow(app.store)
  for (const link of links) {
    const { pathname, search } = new URL(link)
    for (const method of ['GET', 'HEAD', 'GET']) {
      const reply = await app.request(method, `${pathname}${search}`)
      assert.equal(reply.status, 200)
      assert.equal(reply.headers.get('referrer-policy'), 'no-referrer')
    }
  }
  assert.deepEqual(everyRow(app.store), before)
})

test('an address is verified by the button of its page, once', async t => {
  const { app } = await withAccount()
  t.after(() => app.close())
  const token = app.tokenTo(email, 'verify-email')
  assertPage(await app.show(`verify-email/?token=${token}`), 200, /Confirm address/)
  assert.deepEqual(place(await app.send('verify-email/', { token })), [303, '/account/verify-email/?done=1'])
  assert.equal((await app.store.users.findByLogin(email))?.emailVerified, true)
  assertPage(await app.show('verify-email/?done=1'), 200, /is confirmed/)
  assertPage(await app.send('verify-email/', { token }), 400, /no longer valid/, /Send the link/)
})

test('without a link the page sends another mail, and says the same of every address', async t => {
  const { app } = await withAccount()
  t.after(() => app.close())
  for (const address of [email, 'nobody@example.com'])
    assert.deepEqual(place(await app.send('verify-email/', { email: address })), [
      303,
      '/account/verify-email/?done=mail',
    ])
  assert.equal(app.mailbox.to(email).length, 2)
  assertFieldError(await app.send('verify-email/', { email: '' }), 'email', /fill in/)
})

test('a reader who opened no account closes it', async t => {
  const { app } = await withAccount()
  t.after(() => app.close())
  const token = app.tokenTo(email, 'not-me')
  assertPage(await app.show(`not-me/?token=${token}`), 200, /class="button danger primary block"/)
  assert.deepEqual(place(await app.send('not-me/', { token })), [303, '/account/not-me/?done=1'])
  assertPage(await app.send('login/', { email, password }), 401)
})

for (const accounts of ['email', 'username'] as const) {
  test(`a new address is confirmed, and the old one takes the change back: by ${accounts}`, async t => {
    const { app } = await withAccount({ accounts })
    t.after(() => app.close())
    const login = accounts === 'email' ? { email } : { username: 'alice' }
    const { access } = (await app.post('login', { ...login, password })).json
    await app.request('PATCH', '/api/auth/profile/', {
      token: access,
      json: { email: 'new@example.org', current_password: password },
    })
    await app.deliverMail()
    const token = app.tokenTo('new@example.org', 'confirm-email')
    assertPage(await app.show(`confirm-email/?token=${token}`), 200, /Use this address/)
    assert.deepEqual(place(await app.send('confirm-email/', { token })), [303, '/account/confirm-email/?done=1'])
    assertPage(await app.send('confirm-email/', { token }), 400, /no longer valid/)
    const back = app.tokenTo(email, 'restore-email')
    assert.deepEqual(place(await app.send('restore-email/', { token: back })), [303, '/account/restore-email/?done=1'])
    assertPage(await app.send('restore-email/', { token: back }), 400, /no longer valid/)
    assert.ok(app.tokenTo(email, 'reset-password'))
  })
}

test('an address that another account has proven since is said, and no row changes', async t => {
  const { app } = await withAccount()
  t.after(() => app.close())
  const { access } = (await app.post('login', { email, password })).json
  const json = { email: 'new@example.org', current_password: password }
  await app.request('PATCH', '/api/auth/profile/', { token: access, json })
  await app.deliverMail()
  const token = app.tokenTo('new@example.org', 'confirm-email')
  await app.register('new@example.org')
  assertPage(await app.send('confirm-email/', { token }), 400, /account with this address already/)
})

test('where links carry their token behind #, the reader pastes the link', async t => {
  const { app } = await withAccount({ mailTokenPlace: 'fragment' })
  t.after(() => app.close())
  const link = /https:\S+verify-email\S+/.exec(app.mailbox.to(email)[0]?.text ?? '')?.[0] ?? ''
  assert.match(link, /\/account\/verify-email\/#token=/)
  assertPage(await app.show('verify-email/'), 200, /Link from the mail/, script)
  assert.deepEqual(place(await app.send('verify-email/', { token: ` ${link} ` })), [
    303,
    '/account/verify-email/?done=1',
  ])
})

test('with a token in the fragment, each page of a link loads one file of ours, which stays as it is; others load none', async t => {
  const app = await openPages({ mailTokenPlace: 'fragment' })
  t.after(() => app.close())
  for (const page of ['reset-password', 'verify-email', 'confirm-email', 'restore-email', 'not-me']) {
    const { text } = await app.show(`${page}/`)
    const [, address = ''] = script.exec(text) ?? []
    const file = await app.request('GET', address)
    assert.deepEqual(
      [file.status, file.headers.get('cache-control')],
      [200, 'public, max-age=31536000, immutable'],
      page,
    )
    assert.match(text, /name="token"/)
  }
  for (const page of ['register', 'forgot-password']) assert.doesNotMatch((await app.show(`${page}/`)).text, /<script/)
})

test('without a way to send mails there are no pages for them', async t => {
  const app = await openPages({ sendMail: undefined })
  t.after(() => app.close())
  assert.equal((await app.show('forgot-password/')).status, 404)
  assert.doesNotMatch((await app.show('login/')).text, /forgot-password/)
})

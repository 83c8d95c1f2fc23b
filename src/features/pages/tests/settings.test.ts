import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../../settings/settings.ts'
import { assertPage, email, openPages, password, place } from './pages-app.ts'

async function statusOf(config: Config, page: string): Promise<number> {
  const app = await openPages(config)
  const { status } = await app.show(page)
  await app.close()
  return status
}

test('the pages are served unless the settings switch them off, and not under compat', async () => {
  assert.equal(await statusOf({}, 'login/'), 200)
  assert.equal(await statusOf({ accountPages: 'off' }, 'register/'), 404)
  assert.equal(await statusOf({ accountPages: 'off', console: 'off' }, 'login/'), 404)
  assert.equal(await statusOf({ compat: 'simplejwt' }, 'login/'), 404)
  assert.equal(await statusOf({ compat: 'simplejwt', accountPages: 'on' }, 'login/'), 200)
})

test('operators log in where the console is, and people find no other page there', async () => {
  assert.equal(await statusOf({ accountPages: 'off', console: 'on' }, 'login/'), 200)
  for (const page of ['', 'register/', 'forgot-password/'])
    assert.equal(await statusOf({ accountPages: 'off', console: 'on' }, page), 404, page)
})

test('a page goes with the endpoint whose work it does: a closed registration stays closed', async () => {
  for (const [off, page] of [
    ['register', 'register/'],
    ['cookie_register', 'register/'],
    ['cookie_login', 'login/'],
    ['cookie_logout', 'logout/'],
    ['password_reset', 'forgot-password/'],
    ['password_reset_confirm', 'reset-password/'],
    ['email_verification_confirm', 'verify-email/'],
    ['account_register', 'register/'],
  ] as const)
    assert.equal(await statusOf({ disabledEndpoints: [off] }, page), 404, off)
})

test('a page that is not served is not linked to', async t => {
  const app = await openPages({ disabledEndpoints: ['register', 'password_reset'] })
  t.after(() => app.close())
  assert.doesNotMatch((await app.show('login/')).text, /register|forgot-password/)
})

test('a moved page is where the settings say, and so are the links to it', async t => {
  const app = await openPages({ paths: { account_login: '/sign-in/', account_register: '/join/' } })
  t.after(() => app.close())
  const page = await app.request('GET', '/sign-in/')
  assertPage(page, 200, /action="\/sign-in\/"/, /href="\/join\/"/)
  assert.equal((await app.show('login/')).status, 404)
})

test('the stylesheet is asked for where the settings moved it, and is there', async t => {
  const app = await openPages({ basePath: '/auth', paths: { account_assets: '/static/{file}/' } })
  t.after(() => app.close())
  const href = /rel="stylesheet" href="([^"]+)"/.exec((await app.show('login/')).text)?.[1] ?? ''
  assert.equal(href, '/auth/static/style.css')
  const style = await app.request('GET', href)
  assert.deepEqual([style.status, style.headers.get('content-type')], [200, 'text/css; charset=utf-8'])
})

test('a login leads to the account where the settings moved it', async t => {
  const app = await openPages({ paths: { account: '/me/' } })
  t.after(() => app.close())
  const form = { email, password, password_confirm: password }
  assert.deepEqual(place(await app.send('register/', form)), [303, '/me/'])
  assert.deepEqual(place(await app.send('login/?next=/me/sessions', form)), [303, '/me/sessions'])
})

test('below a base path every address of a page begins with it', async t => {
  const app = await openPages({ basePath: '/auth' })
  t.after(() => app.close())
  const { text } = await app.show('login/')
  const addresses = [...text.matchAll(/(?:href|action|src)="([^"#][^"]*)"/g)].map(([, address]) => address)
  assert.ok(addresses.length > 6)
  assert.deepEqual(
    addresses.filter(address => !address?.startsWith('/auth/')),
    [],
  )
  const form = { email, password, password_confirm: password }
  assert.deepEqual(place(await app.send('register/', form)), [303, '/auth/account/'])
  assert.match(app.mailbox.to(email)[0]?.text ?? '', /https:\/\/app\.example\.com\/auth\/account\/verify-email\//)
})

test('name, logo and stylesheet are the application’s, and the policy allows their origins alone', async t => {
  const app = await openPages({
    brandName: 'A & B <Ltd>',
    brandLogo: 'https://cdn.example.com/logo.svg',
    brandStyle: '/brand.css',
  })
  t.after(() => app.close())
  const page = await app.show('login/')
  assertPage(page, 200, /<title>Log in · A &amp; B &lt;Ltd&gt;<\/title>/, /<img src="https:\/\/cdn[^>]* alt="A &amp; B/)
  assert.match(page.text, /style\.css">\s*<link rel="stylesheet" href="\/brand\.css">/)
  const policy = page.headers.get('content-security-policy') ?? ''
  assert.match(policy, /style-src 'self'; img-src 'self' https:\/\/cdn\.example\.com;/)
})

test('an address that could leave its attribute or its policy is no setting', async () => {
  for (const brandStyle of ['//evil.example/a.css', '/a.css"x', "https://e.example/;script-src'*'", '/a b', 'data:,x'])
    await assert.rejects(openPages({ brandStyle }), /brandStyle/)
  await assert.rejects(openPages({ accountRedirects: ['//evil.example/'] }), /accountRedirects/)
})

test('no page has a script or a style in it, and none loads from elsewhere', async t => {
  const app = await openPages()
  t.after(() => app.close())
  for (const page of [
    'login/',
    'register/',
    'forgot-password/',
    'reset-password/?token=x',
    'verify-email/',
    'logout/',
  ]) {
    const { text, headers } = await app.show(page)
    assert.doesNotMatch(
      text,
      /<script(?! type="module" src="\/account\/assets\/passkey\.[\w-]+\.js"><\/script>)|<style| style=| on\w+=|https?:\/\//,
    )
    assert.match(
      headers.get('content-security-policy') ?? '',
      // The script of the login page asks for the options of a passkey.
      /script-src 'self'; style-src 'self'; img-src 'self';(?: connect-src 'self';)? form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/,
    )
  }
})

/** Open redirect: `next` must be exactly one of the listed addresses, or one of our own pages, or the sign-in does not start. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../../settings/settings.ts'
import { resolveSettings } from '../../../settings.ts'
import { findOwnPage } from '../own-page.ts'
import { createHttpBrowser } from './http-browser.ts'
import { runSocialApp, signIn } from './social-app.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'
const listed = 'https://app.example.com/done'

const tricks = [
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '\\\\evil.example',
  'https:evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  `${listed}.evil.example`,
  `${listed}/`,
  `${listed}?x=1`,
  `${listed}#x`,
  `${listed}/../other`,
  'https://app.example.com@evil.example/done',
  'https://evil.example\\@app.example.com/done',
  'https://app.example.com.evil.example/done',
  'https://APP.example.com/done',
  'http://app.example.com/done',
  'https://app.example.com:443/done',
  ` ${listed}`,
  `${listed} `,
  `${listed}\r\nSet-Cookie: x=1`,
  '/welcome',
  '/welcome?from=socialx',
  '/%2f/evil.example',
  '',
] as const

test('an address that does not exactly match a listed one is refused (open redirect)', async t => {
  const app = await runSocialApp(t, { config: { socialRedirects: ['/', '/welcome?from=social', listed] } })
  const begin = (query: string) => createHttpBrowser().open(`${app.url}/api/auth/social/acme/?${query}`)
  for (const next of tricks) {
    const page = await begin(new URLSearchParams({ next }).toString())
    assert.deepEqual([page.status, page.headers.get('latchkey-code')], [400, 'social_redirect_not_allowed'], next)
    assert.deepEqual([page.location, page.headers.getSetCookie()], [undefined, []])
  }
  const twice = await begin(`next=${encodeURIComponent(listed)}&next=${encodeURIComponent('//evil.example')}`)
  assert.equal(twice.status, 400)
  assert.equal((await begin(new URLSearchParams({ next: listed }).toString())).status, 302)
})

const ownPages = ['/account/', '/account/?lang=de#/keys', '/console/#/users/7'] as const

test('a page of ours behind the login may be asked for, and the sign-in ends there', async t => {
  const app = await runSocialApp(t)
  for (const next of ownPages) {
    const { page } = await signIn(app, 'alice', { query: `?${new URLSearchParams({ next })}` })
    assert.deepEqual([page.status, page.location], [303, `${app.url}${next}`])
  }
})

test('no other page of ours is, none that is not served, and none for a code (open redirect)', async t => {
  const begin = async (url: string, query: Readonly<Record<string, string>>) =>
    (await createHttpBrowser().open(`${url}/api/auth/social/acme/?${new URLSearchParams(query)}`)).status
  const { url } = await runSocialApp(t)
  const code = { mode: 'code', code_challenge: 'a'.repeat(43) }
  assert.deepEqual([await begin(url, code), await begin(url, { ...code, next: '/account/' })], [302, 400])
  for (const next of [
    ...['/account', '/account/login/', '/account/x/../../evil', '/account/%2e%2e/evil', '/accounts/', '/auth/account/'],
    ...[
      '//evil.example/account/',
      '/\\evil.example/account/',
      'https://evil.example/account/',
      '/account/\t',
      ' /account/',
    ],
    `${url}/account/`,
  ])
    assert.equal(await begin(url, { next }), 400, next)
  const off = await runSocialApp(t, { config: { accountPages: 'off', console: 'off' } })
  for (const next of ownPages) assert.equal(await begin(off.url, { next }), 400, next)
})

test('a page of ours is where browsers reach these endpoints, below the base path, whatever the Host header says', () => {
  const pageOf = (values: Config, next: string, basePath?: string) =>
    findOwnPage(resolveSettings([{ source: 'test', values: { secretKey, ...values } }]), next, basePath)
  const publicUrl = 'https://www.example.com/shop'
  const apiUrl = 'https://api.example.com'
  assert.equal(pageOf({ publicUrl, apiUrl }, '/account/#/keys'), `${apiUrl}/account/#/keys`)
  assert.equal(pageOf({ publicUrl }, '/auth/console/', '/auth'), 'https://www.example.com/auth/console/')
  assert.equal(pageOf({ publicUrl }, '/console/', '/auth'), undefined)
  assert.equal(pageOf({ publicUrl, paths: { console: ['/staff/'] } }, '/shop/staff/'), `${publicUrl}/staff/`)
  assert.equal(pageOf({ apiUrl, disabledEndpoints: ['console'] }, '/console/'), undefined)
  assert.equal(pageOf({ apiUrl, accessCookieOpens: 'cookie-endpoints' }, '/account/'), undefined)
})

test('the Host header of a request does not change where the browser is sent', async t => {
  const app = await runSocialApp(t, { config: { allowedHosts: ['*'] } })
  const reply = await app.auth.request('GET', '/api/auth/social/acme/', { headers: { host: 'evil.example' } })
  const to = new URL(reply.headers.get('location') ?? '')
  assert.equal(to.searchParams.get('redirect_uri'), `${app.url}/api/auth/social/acme/callback/`)
})

for (const bad of [
  '//evil.example',
  '/\\evil',
  'evil.example',
  'http://app.example.com/',
  'https://a@b.example/',
  '/x#y',
]) {
  test(`a list with ${bad} is a configuration error`, async t => {
    await assert.rejects(runSocialApp(t, { config: { socialRedirects: [bad] } }), /socialRedirects/)
  })
}

/** Open redirect: `next` must be exactly one of the listed addresses, or the sign-in does not start. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHttpBrowser } from './http-browser.ts'
import { runSocialApp } from './social-app.ts'

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

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowedNext, defaultNext, readNext } from '../next.ts'
import { email, openPages, password, place, withAccount } from './pages-app.ts'

const none = { paths: {}, disabledEndpoints: [], accountRedirects: [] }
const listed = { ...none, accountRedirects: ['/app/', '/exact', 'https://app.example.com/welcome'] }

test('next may be a path below the account pages and the console, below the base path', () => {
  assert.equal(allowedNext('/account/sessions/?a=1#b', '', none), '/account/sessions/?a=1#b')
  assert.equal(allowedNext('/console/', '', none), '/console/')
  assert.equal(allowedNext('/auth/account/', '/auth', none), '/auth/account/')
  assert.equal(allowedNext('/account/', '/auth', none), undefined)
  assert.equal(allowedNext('/account/ü', '', none), '/account/%C3%BC')
})

test('next may be what accountRedirects names: below a folder, else exactly', () => {
  for (const next of ['/app/', '/app/a/b', '/exact', 'https://app.example.com/welcome'])
    assert.equal(allowedNext(next, '', listed), next)
  for (const next of ['/application', '/exact/more', 'https://app.example.com/welcome/x', 'https://app.example.com/'])
    assert.equal(allowedNext(next, '', listed), undefined, next)
})

const hostile = [
  '//evil.example/account/',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/account/\\..\\..\\evil',
  'https://evil.example/account/',
  'https:evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '/account/../evil',
  '/account/%2e%2e/evil',
  '/account/..%2f..%2fevil',
  '/account/%5cevil',
  '/account/\r\nLocation: https://evil.example',
  '/account/\t',
  '\t//evil.example',
  ' /account/',
  '/\t/evil.example',
  '/account/\u0000',
  '/account/\u202e',
  '/account',
  '/accounts/',
  '',
  'account/',
  `/account/${'x'.repeat(2001)}`,
]

test('next leads to no other place, whatever it is written as (open redirect)', () => {
  for (const next of hostile) assert.equal(allowedNext(next, '', none), undefined, JSON.stringify(next))
})

test('two of next are none', () => {
  assert.equal(readNext({ query: 'next=/account/a&next=/account/b', basePath: '' }, none), undefined)
})

test('without next a login leads to the first of accountRedirects, or to the account', () => {
  const served = { accountPages: 'on', accessCookieOpens: 'everything', console: 'on' } as const
  assert.equal(defaultNext('/auth', { ...none, ...served }), '/auth/account/')
  assert.equal(defaultNext('/auth', { ...listed, ...served }), '/app/')
  assert.equal(defaultNext('/auth', { ...none, ...served, accountPages: 'off' }), '/auth/console/')
  assert.equal(defaultNext('/auth', { ...none, ...served, accessCookieOpens: 'cookie-endpoints' }), '/auth/console/')
})

test('a login with a hostile next leads to the account, and a visitor who is logged in is led there too', async t => {
  const { app, cookie } = await withAccount()
  t.after(() => app.close())
  for (const next of hostile) {
    const query = `login/?${new URLSearchParams({ next })}`
    assert.deepEqual(place(await app.send(query, { email, password })), [303, '/account/'], next)
    assert.deepEqual(place(await app.show(query, { cookie })), [303, '/account/'], next)
    assert.doesNotMatch((await app.show(query)).text, /evil/)
  }
})

test('an allowed next is kept through a failed login, and followed after the right one', async t => {
  const { app, cookie } = await withAccount({ accountRedirects: ['/app/', 'https://app.example.com/in'] })
  t.after(() => app.close())
  const failed = await app.send('login/?next=/app/notes', { email, password: 'wrong' })
  assert.match(failed.text, /action="\/account\/login\/\?next=%2Fapp%2Fnotes"/)
  assert.match(failed.headers.get('content-security-policy') ?? '', /form-action 'self' https:\/\/app\.example\.com;/)
  assert.deepEqual(place(await app.send('login/?next=/app/notes', { email, password })), [303, '/app/notes'])
  assert.deepEqual(place(await app.show('login/?next=https://app.example.com/in', { cookie })), [
    303,
    'https://app.example.com/in',
  ])
  assert.deepEqual(place(await app.show('register/', { cookie })), [303, '/app/'])
})

test('next stays below the base path', async t => {
  const app = await openPages({ basePath: '/auth' })
  t.after(() => app.close())
  const reply = await app.send('register/?next=/auth/account/x', { email, password, password_confirm: password })
  assert.deepEqual(place(reply), [303, '/auth/account/x'])
})

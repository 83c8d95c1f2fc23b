/**
 * A page on another origin sends its visitor's browser to the cookie endpoints: to log the visitor out, to turn the
 * session over, or to log the visitor in as the attacker, whose account then collects what the visitor types.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everyRow } from '../../src/testing/every-row.ts'
import type { TestRequest } from '../../src/testing/test-client.ts'
import {
  assertRefusedWithoutTrace,
  attacker,
  foreignPages,
  host,
  loggedInVictim,
  password,
  victim,
} from './cross-site.ts'

const endpoints: Readonly<Record<string, (cookie: string) => TestRequest>> = {
  register: () => ({ json: { email: 'new@evil.example', password, password_confirm: password } }),
  login: () => ({ json: { email: attacker, password } }),
  refresh: cookie => ({ headers: { cookie } }),
  logout: cookie => ({ headers: { cookie } }),
}

for (const [page, headers] of Object.entries(foreignPages)) {
  test(`${page} reaches none of the four cookie endpoints (CSRF) (CSRF)`, async () => {
    const { auth, cookie, ask } = await loggedInVictim()
    for (const [endpoint, request] of Object.entries(endpoints)) {
      const sent = request(cookie)
      const forged = { ...sent, headers: { ...sent.headers, ...headers } }
      await assertRefusedWithoutTrace({ auth, cookie, ask }, () => ask('POST', `/api/auth/cookie/${endpoint}/`, forged))
    }
    assert.equal((await ask('GET', '/api/auth/profile/', { headers: { cookie } })).json.email, victim)
  })
}

test('a form, which needs no preflight, is refused as well (login CSRF)', async () => {
  const { auth, cookie, ask } = await loggedInVictim()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' }
  const body = `email=${encodeURIComponent(attacker)}&password=${password}`
  await assertRefusedWithoutTrace({ auth, cookie, ask }, () =>
    ask('POST', '/api/auth/cookie/login/', { body, headers }),
  )
})

test('another site cannot use up its visitor’s login attempts', async () => {
  const browser = await loggedInVictim({ throttling: true })
  const json = { email: victim, password: 'Wrong-Guess-1' }
  for (let sent = 0; sent < 20; sent += 1) {
    const headers = { 'sec-fetch-site': 'cross-site' }
    await assertRefusedWithoutTrace(browser, () => browser.ask('POST', '/api/auth/cookie/login/', { json, headers }))
  }
  const own = await browser.ask('POST', '/api/auth/cookie/login/', { json: { email: victim, password } })
  assert.equal(own.status, 200)
})

test('another site cannot log out a visitor without cookies either', async () => {
  const browser = await loggedInVictim()
  const headers = { 'sec-fetch-site': 'cross-site' }
  await assertRefusedWithoutTrace(browser, () => browser.ask('POST', '/api/auth/cookie/logout/', { headers }))
})

test('a path without its last slash is protected as well', async () => {
  const browser = await loggedInVictim()
  const headers = { cookie: browser.cookie, 'sec-fetch-site': 'cross-site' }
  await assertRefusedWithoutTrace(browser, () => browser.ask('POST', '/api/auth/cookie/logout', { headers }))
})

test('only the method of the request line counts: an override makes no unsafe request safe', async () => {
  const browser = await loggedInVictim()
  const headers = { cookie: browser.cookie, 'sec-fetch-site': 'cross-site', 'x-http-method-override': 'GET' }
  const path = '/api/auth/cookie/logout/?_method=GET'
  await assertRefusedWithoutTrace(browser, () => browser.ask('POST', path, { headers }))
  const before = everyRow(browser.auth.store)
  const got = await browser.ask('GET', path, { headers: { ...headers, 'x-http-method-override': 'POST' } })
  assert.equal(got.status, 405)
  assert.deepEqual(everyRow(browser.auth.store), before)
})

test('GET, HEAD and OPTIONS change nothing, whatever site sends them', async () => {
  const { auth, cookie, ask } = await loggedInVictim()
  const before = everyRow(auth.store)
  for (const headers of [{}, ...Object.values(foreignPages)]) {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      for (const path of [
        ...Object.keys(endpoints).map(endpoint => `cookie/${endpoint}`),
        'profile',
        'password/change',
        'logout',
      ]) {
        const reply = await ask(method, `/api/auth/${path}/`, { headers: { ...headers, cookie } })
        assert.deepEqual(reply.headers.getSetCookie(), [], `${method} ${path}`)
        assert.ok([200, 405].includes(reply.status), `${method} ${path}: ${reply.status}`)
      }
    }
  }
  assert.deepEqual(everyRow(auth.store), before)
})

const ownPages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'curl, which sends neither header': {},
  'the own page': { origin: `https://${host}`, 'sec-fetch-site': 'same-origin' },
  'the own page in an old browser': { origin: `https://${host}` },
  'the own page, which hides its origin': { origin: 'null', 'sec-fetch-site': 'same-origin' },
  'the person, who typed or reloaded': { 'sec-fetch-site': 'none' },
}

for (const [page, headers] of Object.entries(ownPages)) {
  test(`${page}: all four cookie endpoints serve it`, async () => {
    const { cookie, ask } = await loggedInVictim()
    const statuses: number[] = []
    for (const [endpoint, request] of Object.entries(endpoints)) {
      const sent = request(cookie)
      const reply = await ask('POST', `/api/auth/cookie/${endpoint}/`, {
        ...sent,
        headers: { ...sent.headers, ...headers },
      })
      statuses.push(reply.status)
    }
    assert.deepEqual(statuses, [201, 200, 200, 200])
  })
}

test('behind a TLS proxy, a page of the same host over plain HTTP is another site', async () => {
  const trustedProxies = ['192.0.2.1']
  const browser = await loggedInVictim({ trustedProxies })
  const overHttp = { cookie: browser.cookie, origin: `http://${host}`, 'x-forwarded-proto': 'https' }
  const refresh = '/api/auth/cookie/refresh/'
  await assertRefusedWithoutTrace(browser, () => browser.ask('POST', refresh, { headers: overHttp }))
  const overTls = { ...overHttp, origin: `https://${host}` }
  assert.equal((await browser.ask('POST', refresh, { headers: overTls })).status, 200)
})

test('a trusted origin is served, and its siblings are not', async () => {
  const browser = await loggedInVictim({ trustedOrigins: ['https://shop.example.net'] })
  const from = (origin: string) => ({ headers: { cookie: browser.cookie, origin, 'sec-fetch-site': 'cross-site' } })
  const refresh = '/api/auth/cookie/refresh/'
  await assertRefusedWithoutTrace(browser, () => browser.ask('POST', refresh, from('https://blog.example.net')))
  await assertRefusedWithoutTrace(browser, () => browser.ask('POST', refresh, from('http://shop.example.net')))
  assert.equal((await browser.ask('POST', refresh, from('https://shop.example.net'))).status, 200)
})

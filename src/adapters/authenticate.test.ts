import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Config } from '../settings/settings.ts'
import { createCookieJar } from '../testing/cookie-jar.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createTestAuth, type TestParts } from '../testing/test-auth.ts'
import { testPassword } from '../testing/test-client.ts'
import { authenticate, createFetchHandler } from './fetch.ts'

const site = 'https://app.example.com'
const email = 'alice@example.com'
const expiry = 901_000
const config: Config = { refreshCookieSentTo: 'site', allowedHosts: ['app.example.com'] }

/** A browser with a jar, and a page that a server draws for it. */
async function open(t: TestContext, more: Config = {}, basePath = '', parts: TestParts = {}) {
  const auth = await createTestAuth({ ...config, ...more }, parts)
  // A test takes the database away.
  t.after(() => auth.close().catch(() => {}))
  const handler = createFetchHandler(auth, basePath === '' ? {} : { basePath })
  const jar = createCookieJar()
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json', cookie: jar.header(`${basePath}${path}`) }
    const answer = await handler(
      new Request(`${site}${basePath}${path}`, { method: 'POST', body: JSON.stringify(body), headers }),
      { remoteAddress: '192.0.2.1' },
    )
    jar.keep(answer.headers)
    return answer.status
  }
  const json = { email, username: 'alice', password: testPassword, password_confirm: testPassword }
  assert.equal(await post('/api/auth/register/', json), 201)
  assert.equal(await post('/api/auth/cookie/login/', json), 200)
  const visit = async (headers: Readonly<Record<string, string>> = {}, cookie = jar.header('/page')) =>
    await authenticate(auth, new Request(`${site}/page`, { headers: { cookie, accept: 'text/html', ...headers } }), {
      remoteAddress: '192.0.2.1',
      ...(basePath === '' ? {} : { basePath }),
    })
  const keep = (cookies: readonly string[]) => jar.keep(new Headers(cookies.map(cookie => ['set-cookie', cookie])))
  const nameOf = async (found: Awaited<ReturnType<typeof visit>>) => (await found.principal?.user())?.email
  return { auth, jar, post, visit, keep, nameOf }
}

test('as long as the access cookie is good nothing is exchanged', async t => {
  const { auth, visit, nameOf } = await open(t)
  const found = await visit()
  assert.deepEqual([await nameOf(found), found.cookies], [email, []])
  assert.equal(auth.reasonsOf('refresh.rotated').length, 0)
})

test('once it has expired, the page is drawn for its user and takes new cookies along', async t => {
  for (const [config, basePath] of [
    [{}, ''],
    [{}, '/v1'],
    [{ basePath: '/base' }, ''],
    [{ compat: 'simplejwt' }, ''],
    [{ rotateRefreshTokens: false, blacklistAfterRotation: false }, ''],
    [{ cookiePrefix: '__Host-', cookieSecure: true }, ''],
    [{ accounts: 'username', userIdField: 'username' }, ''],
    [{ paths: { cookie_refresh: '/elsewhere/' } }, ''],
  ] as const) {
    const below = 'basePath' in config ? config.basePath : basePath
    const { auth, visit, keep, nameOf, jar } = await open(t, config, below)
    auth.clock.advance(expiry)
    const found = await visit()
    assert.equal(await nameOf(found), email, JSON.stringify(config))
    assert.ok(found.cookies.length > 0)
    keep(found.cookies)
    assert.deepEqual(jar.header('/page').split('; ').sort(), found.cookieHeader.split('; ').sort())
    const again = await visit()
    assert.deepEqual([await nameOf(again), again.cookies], [email, []])
  }
})

test('twelve calls at the same moment converge on one successor, also where no old token is forgiven', async t => {
  const rotating = { compat: 'simplejwt', rotateRefreshTokens: true, blacklistAfterRotation: true } as const
  for (const config of [{}, { refreshGrace: '0s' }, rotating] as const) {
    const { auth, visit, keep, nameOf } = await open(t, config)
    auth.clock.advance(expiry)
    const found = await Promise.all(Array.from({ length: 12 }, () => visit()))
    assert.deepEqual(
      await Promise.all(found.map(nameOf)),
      Array.from({ length: 12 }, () => email),
    )
    assert.equal(new Set(found.map(({ cookieHeader }) => cookieHeader)).size, 1)
    assert.equal(auth.events.filter(({ name }) => name === 'refresh.rotated').length, 1)
    const [late] = [await visit()]
    assert.equal(late.cookieHeader, found[0]?.cookieHeader, 'one that comes a moment later')
    keep(found[3]?.cookies ?? [])
    auth.clock.advance(expiry)
    assert.equal(await nameOf(await visit()), email, 'the session goes on')
  }
})

test('a session that is over is anonymous, and its cookies go', async t => {
  const { auth, visit, jar, keep } = await open(t)
  const user = (await auth.store.users.findByLogin(email)) ?? assert.fail()
  await auth.store.directory.setFlags(user.id, { isActive: false }, auth.clock.now())
  const found = await visit()
  assert.deepEqual([found.principal, found.cookieHeader], [undefined, ''])
  keep(found.cookies)
  assert.deepEqual(jar.names(), [])
  assert.deepEqual(await visit(), { principal: undefined, cookies: [], cookieHeader: '' })
})

test('without a refresh cookie nothing is exchanged, whatever else is sent', async t => {
  const { visit } = await open(t)
  for (const cookie of ['', 'theme=dark', 'access_token=x', 'refresh_token=', 'refresh_token=a; refresh_token=b']) {
    assert.deepEqual(await visit({}, cookie), { principal: undefined, cookies: [], cookieHeader: cookie })
  }
  assert.equal((await visit({}, 'theme=dark; refresh_token=forged')).cookieHeader, 'theme=dark')
})

test('what another site makes the browser ask exchanges nothing, unless the user followed a link', async t => {
  const { auth, visit, nameOf } = await open(t)
  auth.clock.advance(expiry)
  for (const headers of [
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
  ]) {
    const found = await visit(headers)
    assert.deepEqual([found.principal, found.cookies], [undefined, []])
  }
  assert.equal(auth.events.filter(({ name }) => name.startsWith('refresh.')).length, 0)
  const followed = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  assert.equal(await nameOf(await visit(followed)), email)
})

test('where it cannot be known, that is said, and no cookie is taken away', async t => {
  const { auth, visit } = await open(t)
  auth.clock.advance(expiry)
  auth.store.database.close()
  await assert.rejects(visit(), { name: 'AuthError', status: 503, code: 'store_unavailable' })
})

test('a late request with the token of before gets no cookies of a session that has ended meanwhile', async t => {
  const { auth, visit, jar, keep, post } = await open(t)
  auth.clock.advance(expiry)
  const before = jar.header('/page')
  keep((await visit()).cookies)
  assert.equal((await visit({}, before)).cookies.length, 3)
  assert.equal(await post('/api/auth/cookie/logout/', {}), 200)
  assert.deepEqual(await visit({}, before), { principal: undefined, cookies: [], cookieHeader: before })
})

test('nor at another process, where the exchange was of a session that has ended meanwhile', async t => {
  const path = join(temporaryFolder(t), 'shared.sqlite3')
  const clock = createFakeClock()
  const { visit, jar, keep, post, nameOf } = await open(t, {}, '', { path, clock })
  const second = await createTestAuth(config, { path, clock, seed: 'second' })
  t.after(() => second.close())
  const visitSecond = async (cookie: string) =>
    await authenticate(second, new Request(`${site}/page`, { headers: { cookie } }), { remoteAddress: '192.0.2.1' })
  clock.advance(expiry)
  const before = jar.header('/page')
  const exchanged = await visit()
  keep(exchanged.cookies)
  const shared = await visitSecond(before)
  assert.deepEqual([await nameOf(shared), shared.cookies], [email, exchanged.cookies])
  assert.equal(second.events.length, 0)
  // That process would remember the answer for as long as the database does.
  const third = await createTestAuth(config, { path, clock, seed: 'third' })
  t.after(() => third.close())
  assert.equal(await post('/api/auth/cookie/logout/', {}), 200)
  const late = await authenticate(third, new Request(`${site}/page`, { headers: { cookie: before } }))
  assert.deepEqual(late, { principal: undefined, cookies: [], cookieHeader: before })
})

test('beyond a limit of requests no one is taken for logged out, and the next call asks again', async t => {
  const { auth, visit, nameOf } = await open(t, { throttling: true, anonRate: '3/m' })
  auth.clock.advance(expiry)
  for (const forged of ['a', 'b', 'c']) await visit({}, `refresh_token=${forged}`)
  await assert.rejects(visit(), { name: 'AuthError', status: 429, code: 'throttled', headers: { 'Retry-After': '60' } })
  auth.clock.advance(60_000)
  assert.equal(await nameOf(await visit()), email)
})

test('without the cookie endpoint the mistake is named', async t => {
  const { auth, visit } = await open(t, { disabledEndpoints: ['cookie_refresh'] })
  auth.clock.advance(expiry)
  await assert.rejects(visit(), /cookie_refresh is in disabledEndpoints/)
})

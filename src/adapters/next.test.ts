import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import type { Auth } from '../auth.ts'
import { defineResource } from '../features/resources/resource.ts'
import { charField } from '../fields/char-field.ts'
import { readOnlyField } from '../fields/read-only-field.ts'
import { allowAny, isAuthenticated } from '../permissions/built-in.ts'
import { testAdapter } from '../testing/adapter-contract.ts'
import { createCookieJar } from '../testing/cookie-jar.ts'
import { checkDirectClients, checkProxiedClients } from '../testing/count-logins.ts'
import { listen } from '../testing/listen.ts'
import { sendResponse } from '../testing/send-response.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { testPassword } from '../testing/test-client.ts'
import { findCaller, guarded, lazyAuth, type NextHandlers, principalOf, toNextHandlers, withLatchkey } from './next.ts'

testAdapter('next', async (t, auth) => await serve(t, toNextHandlers(auth)))

const base = 'http://localhost:8000'

async function open(t: TestContext) {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const { access } = await auth.register('first@example.com')
  return { auth, headers: { authorization: `Bearer ${access}` } }
}

test('nothing is opened before the first request, and then one Auth for all that share the source', async t => {
  const { auth, headers } = await open(t)
  let count = 0
  const source = async (): Promise<Auth> => {
    count += 1
    return auth
  }
  const { GET } = toNextHandlers(source)
  const mine = guarded(source, { permissions: [isAuthenticated] }, async (request, principal, { params }) =>
    Response.json([principal.id, principalOf(request).id, (await params).id]),
  )
  assert.equal(count, 0)
  const context = { params: Promise.resolve({ id: '7' }) }
  const answers = await Promise.all([
    GET(new Request(`${base}/api/auth/profile/`, { headers })),
    mine(new Request(`${base}/mine`, { headers }), context),
    mine(new Request(`${base}/mine`), context),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 401],
  )
  assert.deepEqual(await answers[1].json(), [1, 1, '7'])
  assert.equal(count, 1)
})

test('a start that failed is tried again by the next request', async t => {
  const { auth } = await open(t)
  const starts: (Auth | Error)[] = [new Error('the disk is full'), auth]
  const { GET } = toNextHandlers(async () => {
    const next = starts.shift() ?? assert.fail('opened twice')
    if (next instanceof Error) throw next
    return next
  })
  const ask = async () => await GET(new Request(`${base}/api/auth/profile/`))
  await assert.rejects(ask(), /the disk is full/)
  assert.deepEqual([(await ask()).status, (await ask()).status], [401, 401])
})

test('lazyAuth gives one Auth for a name, though hot reload evaluates the module again', async t => {
  const { auth } = await open(t)
  const first = lazyAuth('of this test', async () => auth)
  const again = lazyAuth('of this test', () => assert.fail('opened twice'))
  assert.equal(await again(), await first())
  assert.notEqual(
    lazyAuth('another', async () => auth),
    first,
  )
})

test('findCaller says who asks, and is undefined for anonymous visitors and expired tokens', async t => {
  const { auth, headers } = await open(t)
  assert.equal((await findCaller(auth, new Headers(headers)))?.id, 1)
  const cookie = headers.authorization.replace('Bearer ', 'access_token=')
  assert.equal((await findCaller(auth, new Headers({ cookie })))?.id, 1)
  assert.equal(await findCaller(auth, new Headers()), undefined)
  auth.clock.advance(60 * 60_000)
  assert.equal(await findCaller(auth, new Headers({ cookie })), undefined)
})

test('withLatchkey adds to a configuration what is needed, to an object and to a function', async () => {
  const needed = { skipTrailingSlashRedirect: true, serverExternalPackages: ['sharp', 'latchkey'] }
  const config = { serverExternalPackages: ['sharp'], poweredByHeader: false }
  assert.deepEqual(withLatchkey(config), { ...needed, poweredByHeader: false })
  assert.deepEqual(withLatchkey().serverExternalPackages, ['latchkey'])
  const made = withLatchkey((phase: string) => ({ ...config, phase }))
  assert.deepEqual(await made('build'), { ...needed, poweredByHeader: false, phase: 'build' })
})

test('each connection has logins of its own, or each client that a trusted proxy names (IP spoofing)', async t => {
  for (const trustedProxies of [[], ['127.0.0.1']]) {
    const auth = await createTestAuth({ throttling: true, loginRate: '5/m', trustedProxies })
    t.after(() => auth.close())
    const url = await serve(t, toNextHandlers(auth))
    await (trustedProxies.length === 0 ? checkDirectClients(url) : checkProxiedClients(url))
    assert.deepEqual(auth.reasonsOf('address.missing'), [])
  }
})

const account = { email: 'zoe@example.com', password: testPassword }
const notes = defineResource({
  name: 'Note',
  table: 'notes',
  path: '/api/notes/',
  fields: z.object({ id: readOnlyField('integer'), title: charField() }),
  permissions: [allowAny],
  pageSize: 1,
})
const table = `
  CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
  INSERT INTO notes (title) VALUES ('one'), ('two')`
const schema = { migrations: [{ number: 1, name: 'notes', sql: table }] }

/** What an app has in next.config and as the folder of its route, and what it tells `toNextHandlers`. */
const places = {
  'basePath of next.config': { basePath: '/docs', folder: '', named: '/' },
  'a folder': { basePath: '', folder: '/v1', named: '/v1' },
  'a folder below basePath of next.config': { basePath: '/docs', folder: '/v1', named: '/v1' },
  'a folder that is named like the paths': { basePath: '/docs', folder: '/api', named: '/api' },
  'both, where both are named': { basePath: '/docs', folder: '/v1', named: '/docs/v1/' },
} as const

for (const [name, { basePath, folder, named }] of Object.entries(places)) {
  test(`${name}: cookies come back, and links lead there`, async t => {
    const auth = await createTestAuth({}, { resources: [notes], schema })
    t.after(() => auth.close())
    const seen = `${basePath}${folder}`
    const url = await serve(t, toNextHandlers(auth, { basePath: named }), { basePath })
    const jar = createCookieJar()
    const ask = async (method: string, path: string, body?: object) => {
      const headers = { 'content-type': 'application/json', cookie: jar.header(`${seen}${path}`) }
      const answer = await fetch(`${url}${seen}${path}`, {
        method,
        headers,
        ...(body && { body: JSON.stringify(body) }),
      })
      jar.keep(answer.headers)
      return answer
    }
    const registration = { ...account, password_confirm: testPassword }
    assert.equal((await ask('POST', '/api/auth/cookie/register/', registration)).status, 201)
    assert.deepEqual(jar.names(), ['access_token /', `refresh_token ${seen}/api/auth/`])
    assert.equal((await ask('POST', '/api/auth/cookie/refresh/')).status, 200)
    const { next } = z.object({ next: z.string() }).parse(await (await ask('GET', '/api/notes/?page=1')).json())
    assert.equal(next, `${url}${seen}/api/notes/?page=2`)
    assert.equal((await ask('POST', '/api/auth/cookie/logout/')).status, 200)
    assert.deepEqual(jar.names(), [])
  })
}

test('basePath is found without a connection: by the configuration, by what is named, and by what Next says', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  await auth.register(account.email)
  const refreshPath = async (named: string, path: string, nextUrl?: { basePath: string }) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(account) }
    const request = Object.assign(new Request(`${base}${path}/api/auth/cookie/login/`, init), { nextUrl })
    const answer = await toNextHandlers(auth, { basePath: named }).POST(request)
    return /Path=([^;]+)/.exec(answer.headers.getSetCookie()[1] ?? String(answer.status))?.[1]
  }
  assert.equal(await refreshPath('/', ''), '/api/auth/')
  assert.equal(await refreshPath('/docs', ''), '/docs/api/auth/')
  assert.equal(await refreshPath('/docs/v1', '/v1'), '/docs/v1/api/auth/')
  assert.equal(await refreshPath('/v1', '/docs/v1', { basePath: '/docs' }), '/docs/v1/api/auth/')
  t.after(() => withLatchkey({}))
  withLatchkey({ basePath: '/configured' })
  assert.equal(await refreshPath('/v1', '/v1'), '/configured/v1/api/auth/')
  assert.throws(() => toNextHandlers(auth, { basePath: 'v1' }), /is no path/)
})

test('what a client writes before the path gets into no cookie (open redirect, attribute injection)', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  await auth.register(account.email)
  const url = new URL(await serve(t, toNextHandlers(auth), { basePath: /^.*(?=\/api\/)/ }))
  for (const prefix of ['//evil.example', 'http://evil.example', '/a;Domain=evil.example', '/..']) {
    const path = `${prefix}/api/auth/cookie/login/`
    const sent = request({ port: url.port, path, method: 'POST', headers: { 'content-type': 'application/json' } })
    sent.end(JSON.stringify(account))
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    answer.resume()
    assert.doesNotMatch(String(answer.headers['set-cookie']), /evil|\.\./, prefix)
  }
})

/** As `next start` does: the headers are those of Node's request, at the time of the handler. */
async function serve(
  t: TestContext,
  handlers: NextHandlers,
  { basePath = '' }: { readonly basePath?: string | RegExp } = {},
): Promise<string> {
  return await listen(t, async (request, response) => {
    const { method = 'GET' } = request
    // A handler sees the path without the `basePath` of next.config, and `nextUrl.basePath` is empty.
    const url = request.url?.replace(basePath, '') ?? '/'
    const headers = new Headers()
    for (const [name, value = ''] of Object.entries(request.headers)) {
      for (const each of [request.headersDistinct[name] ?? value].flat()) headers.append(name, each)
    }
    if (!headers.has('x-forwarded-for')) headers.set('x-forwarded-for', request.socket.remoteAddress ?? '')
    const hasBody = method !== 'GET' && method !== 'HEAD'
    const init = { method, headers, ...(hasBody && { body: Readable.toWeb(request), duplex: 'half' }) }
    const handle = handlers[method as 'GET'] ?? handlers.GET
    const answer = await handle(new Request(`http://${request.headers.host}${url}`, init as RequestInit))
    await sendResponse(answer, response)
  })
}

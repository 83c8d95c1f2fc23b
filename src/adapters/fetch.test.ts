import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { Hono } from 'hono'
import { allowAny, isAdminUser, isAuthenticated } from '../permissions/built-in.ts'
import { testAdapter } from '../testing/adapter-contract.ts'
import { listen } from '../testing/listen.ts'
import { sendResponse } from '../testing/send-response.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { testPassword } from '../testing/test-client.ts'
import { createFetchHandler, guarded, principalOf } from './fetch.ts'

testAdapter('fetch', async (t, auth) => {
  const handler = createFetchHandler(auth)
  return await listen(t, async (request, response) => {
    const headers = new Headers()
    for (const [name, values = []] of Object.entries(request.headersDistinct)) {
      for (const value of values) headers.append(name, value)
    }
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
    const { method } = request
    const init = { method, headers, ...(hasBody ? { body: Readable.toWeb(request), duplex: 'half' } : {}) }
    const url = `http://${request.headers.host}${request.url}`
    const { remoteAddress } = request.socket
    const answer = await handler(new Request(url, init as RequestInit), { remoteAddress })
    await sendResponse(answer, response)
  })
})

const base = 'http://localhost:8000'
const json = { 'content-type': 'application/json' }

test('a Hono app serves the endpoints and its own routes', async () => {
  const auth = await createTestAuth()
  const handler = createFetchHandler(auth)
  const app = new Hono().get('/custom', c => c.text('custom')).all('/api/*', c => handler(c.req.raw))
  const body = JSON.stringify({ email: 'zoë@example.com', password: testPassword })
  const wrong = await app.request(`${base}/api/auth/login/?x=1`, { method: 'POST', headers: json, body })
  assert.equal(wrong.status, 401)
  assert.equal(wrong.headers.get('content-type'), 'application/json')
  assert.equal(await (await app.request(`${base}/custom`)).text(), 'custom')
})

test('two cookies are two headers, and HEAD and empty responses have no body', async () => {
  const auth = await createTestAuth()
  const handler = createFetchHandler(auth)
  const { access } = await auth.register('first@example.com')
  const body = JSON.stringify({ email: 'first@example.com', password: testPassword })
  const login = await handler(new Request(`${base}/api/auth/cookie/login/`, { method: 'POST', headers: json, body }))
  assert.equal(login.headers.getSetCookie().length, 2)
  const authorization = `Bearer ${access}`
  const head = await handler(new Request(`${base}/api/auth/profile/`, { method: 'HEAD', headers: { authorization } }))
  assert.equal(head.status, 200)
  assert.equal(await head.text(), '')
})

test('a body over the limit is 413, also without Content-Length', async () => {
  const auth = await createTestAuth({ bodyLimit: 1024 })
  const handler = createFetchHandler(auth)
  const stream = new Blob(['x'.repeat(2000)]).stream()
  const init = { method: 'POST', headers: json, body: stream, duplex: 'half' } as RequestInit
  assert.equal((await handler(new Request(`${base}/api/auth/login/`, init))).status, 413)
})

test('an unknown host name is refused (Host header attack)', async () => {
  const handler = createFetchHandler(await createTestAuth())
  assert.equal((await handler(new Request('http://evil.example/api/auth/profile/'))).status, 400)
})

test('a guard protects a custom handler', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register('first@example.com')
  const mine = guarded(auth, { permissions: [isAuthenticated] }, (_, principal) => Response.json({ id: principal.id }))
  const deep = guarded(auth, { permissions: [isAuthenticated] }, request => Response.json(principalOf(request).id))
  const staff = guarded(auth, { permissions: [isAdminUser] }, () => new Response('in'))
  const request = () => new Request(`${base}/mine`, { headers: { authorization: `Bearer ${access}` } })
  assert.deepEqual(await (await mine(request())).json(), { id: 1 })
  assert.equal(await (await deep(request())).json(), 1)
  assert.equal((await staff(request())).status, 403)
  const refused = await mine(new Request(`${base}/mine`))
  assert.equal(refused.status, 401)
  assert.deepEqual(await refused.json(), { detail: 'Authentication credentials were not provided.' })
})

test("the platform's context and route parameters reach a guarded handler, and the address the guard", async t => {
  const auth = await createTestAuth({ throttling: true, anonRate: '1/minute' })
  t.after(() => auth.close())
  const { access } = await auth.register('first@example.com')
  type Params = { readonly params: Promise<{ readonly id: string }> }
  const one = guarded(auth, { permissions: [isAuthenticated] }, async (_, principal, { params }: Params) =>
    Response.json([principal.id, (await params).id]),
  )
  const send = (init?: RequestInit) => new Request(`${base}/notes/7/`, init)
  const params = Promise.resolve({ id: '7' })
  const headers = { authorization: `Bearer ${access}` }
  assert.deepEqual(await (await one(send({ headers }), { params })).json(), [1, '7'])
  assert.equal((await one(send(), { params })).status, 401)
  const two = guarded(auth, { permissions: [allowAny] }, (_, _principal, event: Params, extra: string) =>
    Response.json([event.params === params, extra]),
  )
  const visit = async (remoteAddress: string) => await two(send(), { params, remoteAddress }, 'extra')
  assert.deepEqual(await (await visit('198.51.100.1')).json(), [true, 'extra'])
  assert.deepEqual([(await visit('198.51.100.1')).status, (await visit('198.51.100.2')).status], [429, 200])
})

test('a body that was read before is a 500 whose cause is reported, not a missing field', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const request = new Request(`${base}/api/auth/login/`, { method: 'POST', headers: json, body: '{}' })
  await request.text()
  assert.equal((await createFetchHandler(auth)(request)).status, 500)
  const [failed] = auth.events.filter(({ name }) => name === 'request.failed')
  assert.match(String(failed?.name === 'request.failed' && failed.data.cause), /was read before Latchkey/)
})

test('a guard refuses a cross-site change authenticated by cookie (CSRF)', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register('first@example.com')
  const change = guarded(auth, { permissions: [isAuthenticated] }, () => new Response('changed'))
  const ask = (origin: string) =>
    change(new Request(`${base}/mine`, { method: 'POST', headers: { cookie: `access_token=${access}`, origin } }))
  assert.equal((await ask('https://evil.example')).status, 403)
  assert.equal((await ask(base)).status, 200)
})

import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { allowAny, isAuthenticated } from '../permissions/built-in.ts'
import { testAdapter } from '../testing/adapter-contract.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { testPassword } from '../testing/test-client.ts'
import { findPrincipal, guarded, latchkey, principalOf } from './hono.ts'

testAdapter('hono', async (t, auth) => await listen(t, new Hono().use(latchkey(auth))))

const base = 'http://localhost:8000'
const login = { email: 'first@example.com', password: testPassword }

async function open(t: TestContext) {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const { access } = await auth.register(login.email)
  return { auth, headers: { authorization: `Bearer ${access}` } }
}

test('a Hono app keeps its routes, and guards protect them, with route parameters and the principal by type', async t => {
  const { auth, headers } = await open(t)
  const app = new Hono()
    .use(latchkey(auth))
    .get('/mine/:id', guarded(auth, { permissions: [isAuthenticated] }), c =>
      c.json([c.get('principal').id, principalOf(c).id, principalOf(c.req.raw).id, c.req.param('id')]),
    )
    .get('/open', guarded(auth, { permissions: [allowAny] }), c =>
      c.json([c.get('principal')?.id ?? null, findPrincipal(c)?.id ?? null]),
    )
    .post('/custom', async c => c.json(await c.req.json()))
  const ask = async (path: string, init?: RequestInit) => await app.request(`${base}${path}`, init)
  assert.deepEqual(await (await ask('/mine/7', { headers })).json(), [1, 1, 1, '7'])
  const refused = await ask('/mine/7')
  assert.deepEqual([refused.status, refused.headers.get('www-authenticate')], [401, 'Bearer realm="api"'])
  assert.deepEqual(await (await ask('/open')).json(), [null, null])
  assert.deepEqual(await (await ask('/custom', { method: 'POST', body: '{"a":1}' })).json(), { a: 1 })
  assert.equal((await ask('/missing')).headers.get('latchkey-trace'), null)
})

const mounts: Readonly<Record<string, (use: ReturnType<typeof latchkey>) => Hono>> = {
  '/': use => new Hono().use(use),
  '/v1/': use => new Hono().use('/v1/*', use),
  '/v2/': use => new Hono().basePath('/v2').use(use),
  '/v3/': use => new Hono().route('/v3', new Hono().use(use)),
  '/acme/v4/': use => new Hono().route('/:tenant/v4', new Hono().use('*', use)),
  // It begins where the paths of the table begin anyway.
  '//': use => new Hono().use('/api/*', use),
}

for (const [seen, mount] of Object.entries(mounts)) {
  test(`mounted at ${seen}, cookies have the paths that clients ask for`, async t => {
    const { auth } = await open(t)
    const app = mount(latchkey(auth))
    const path = seen.replace('//', '/')
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(login) }
    const answer = await app.request(`${base}${path}api/auth/cookie/login/`, init)
    assert.equal(answer.status, 200)
    assert.match(answer.headers.getSetCookie()[1] ?? '', new RegExp(`; Path=${path}api/auth/;`))
    assert.equal((await app.request(`${base}/elsewhere${path}api/auth/profile/`)).status, 404)
  })
}

test('a body that a middleware has read reaches the endpoints, as JSON and as a form', async t => {
  const { auth } = await open(t)
  const reads = {
    json: async (c: { req: { json(): Promise<unknown> } }) => await c.req.json(),
    text: async (c: { req: { text(): Promise<unknown> } }) => await c.req.text(),
    parseBody: async (c: { req: { parseBody(): Promise<unknown> } }) => await c.req.parseBody(),
    formData: async (c: { req: { formData(): Promise<unknown> } }) => await c.req.formData(),
    blob: async (c: { req: { blob(): Promise<unknown> } }) => await c.req.blob(),
    arrayBuffer: async (c: { req: { arrayBuffer(): Promise<unknown> } }) => await c.req.arrayBuffer(),
  }
  const form = new FormData()
  for (const [name, value] of Object.entries(login)) form.set(name, value)
  const text = JSON.stringify(login)
  const bodies = { json: text, text, blob: text, arrayBuffer: text, parseBody: form, formData: form }
  for (const name of ['json', 'text', 'blob', 'arrayBuffer', 'parseBody', 'formData'] as const) {
    const app = new Hono().use(async (c, next) => {
      await reads[name](c)
      await next()
    })
    const url = await listen(t, app.use(latchkey(auth)))
    const body = bodies[name]
    const headers: Record<string, string> = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
    assert.equal((await fetch(`${url}/api/auth/login/`, { method: 'POST', headers, body })).status, 200, name)
  }
})

test('the address is that of the connection, or what the app names', async t => {
  const auth = await createTestAuth({ throttling: true, anonRate: '1/minute' })
  t.after(() => auth.close())
  const app = new Hono()
    .get('/', guarded(auth, { permissions: [allowAny] }), c => c.text('in'))
    .get(
      '/named',
      guarded(auth, { permissions: [allowAny] }, { clientAddress: c => c.req.header('cf-connecting-ip') }),
      c => c.text('in'),
    )
  const url = await listen(t, app)
  const statuses = async (path: string, headers: Record<string, string>[]) => {
    const seen = []
    for (const each of headers) seen.push((await fetch(`${url}${path}`, { headers: each })).status)
    return seen
  }
  assert.deepEqual(
    await statuses('/', [{ 'x-forwarded-for': '192.0.2.1' }, { 'x-forwarded-for': '192.0.2.2' }]),
    [200, 429],
  )
  const [one, two] = [{ 'cf-connecting-ip': '192.0.2.1' }, { 'cf-connecting-ip': '192.0.2.2' }]
  assert.deepEqual(await statuses('/named', [one, two, one]), [200, 200, 429])
})

async function listen(t: TestContext, app: Pick<Hono, 'fetch'>): Promise<string> {
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 })
  await new Promise(resolve => server.once('listening', resolve))
  t.after(() => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

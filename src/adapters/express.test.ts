import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import express, { type ErrorRequestHandler } from 'express'
import { isAdminUser, isAuthenticated } from '../permissions/built-in.ts'
import { testAdapter } from '../testing/adapter-contract.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { guarded, latchkey, principalOf } from './express.ts'

testAdapter('express', async (t, auth) => await listen(t, express().use(latchkey(auth))))

test('an Express app keeps its routes, and guards protect them', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const app = express().use(latchkey(auth)).use(express.json())
  app.post('/custom', (request, response) => void response.json({ got: request.body }))
  app.get('/mine', guarded(auth, { permissions: [isAuthenticated] }), (request, response) => {
    response.json({ id: principalOf(request)?.id })
  })
  const staff = express.Router().get('/', guarded(auth, { permissions: [isAdminUser] }), (_, response) => {
    response.end('in')
  })
  app.use('/staff', staff)
  const url = await listen(t, app)
  const { access } = await auth.register('first@example.com')
  const headers = { authorization: `Bearer ${access}` }

  const response = await fetch(`${url}/custom`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
  })
  assert.deepEqual(await response.json(), { got: { a: 1 } })
  assert.deepEqual(await (await fetch(`${url}/mine`, { headers })).json(), { id: 1 })
  const refused = await fetch(`${url}/mine`)
  assert.equal(refused.status, 401)
  assert.equal(refused.headers.get('www-authenticate'), 'Bearer realm="api"')
  assert.equal((await fetch(`${url}/staff`, { headers })).status, 403)
  assert.equal((await fetch(`${url}/missing`)).headers.get('latchkey-trace'), null)
})

test('endpoints work below a router that strips its prefix', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const url = await listen(t, express().use('/api', latchkey(auth)))
  assert.equal((await fetch(`${url}/api/auth/profile/`)).status, 401)
})

test('an answer after a time-out has answered is dropped, and the process lives', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const timeOut: RequestListener = (_, response) => void response.writeHead(503).end('too late')
  const app = express().use((request, response, next) => {
    next()
    timeOut(request, response)
  })
  app.use(latchkey(auth))
  app.get('/mine', guarded(auth, { permissions: [isAuthenticated] }))
  const url = await listen(t, app)
  for (const path of ['/api/auth/profile/', '/mine']) {
    assert.equal(await (await fetch(`${url}${path}`)).text(), 'too late')
  }
})

test("a guard that throws 'route' does not let a request go on (authorization bypass)", async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  for (const thrown of ['route', 'router', undefined]) {
    const guard = async () => await Promise.reject(thrown)
    const app = express()
    app.get('/mine', guarded({ ...auth, guard: () => guard }, { permissions: [] }))
    app.get('/mine', (_, response) => void response.end('in'))
    app.use(((_error, _request, response, _next) => void response.status(500).end('no')) as ErrorRequestHandler)
    assert.equal(await (await fetch(`${await listen(t, app)}/mine`)).text(), 'no')
  }
})

test('principalOf throws on a route without a guard', () => {
  assert.throws(() => principalOf({}), /no Latchkey guard/)
})

async function listen(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

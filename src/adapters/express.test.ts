import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { test } from 'node:test'
import express, { type ErrorRequestHandler } from 'express'
import { z } from 'zod'
import { defineResource } from '../features/resources/resource.ts'
import { readOnlyField } from '../fields/read-only-field.ts'
import { allowAny, isAdminUser, isAuthenticated } from '../permissions/built-in.ts'
import { testAdapter } from '../testing/adapter-contract.ts'
import { listen } from '../testing/listen.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { guarded, latchkey, principalOf } from './express.ts'

testAdapter('express', async (t, auth) => await listen(t, express().use(latchkey(auth))))

test('an Express app keeps its routes, and guards protect them', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const app = express().use(latchkey(auth)).use(express.json())
  app.post('/custom', (request, response) => void response.json({ got: request.body }))
  app.get('/mine', guarded(auth, { permissions: [isAuthenticated] }), (request, response) => {
    response.json({ id: principalOf(request).id })
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

test("an Express app's route at the root of resources is served, before Latchkey and after it", async t => {
  const catTable = { number: 1, name: 'cats', sql: 'CREATE TABLE cats (id INTEGER PRIMARY KEY)' }
  const fields = z.object({ id: readOnlyField('integer') })
  const cats = defineResource({ name: 'Cat', table: 'cats', path: '/api/cats/', fields, permissions: [allowAny] })
  const auth = await createTestAuth({}, { schema: { migrations: [catTable] }, resources: [cats] })
  t.after(() => auth.close())
  const own: RequestListener = (_, response) => void response.end('of the app')
  const without = await listen(t, express().use(latchkey(auth)))
  assert.match(await (await fetch(`${without}/api/`)).text(), /api\/cats/)
  for (const app of [
    express().use(latchkey(auth)).get('/api/', own),
    express().use(latchkey(auth)).get('/api', own),
    express().get('/api/', own).use(latchkey(auth)),
  ]) {
    const url = await listen(t, app)
    for (const path of ['/api/', '/api']) assert.equal(await (await fetch(`${url}${path}`)).text(), 'of the app')
    assert.equal((await fetch(`${url}/api/cats/`)).status, 200)
  }
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

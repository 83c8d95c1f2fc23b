import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fastify } from 'fastify'
import { z } from 'zod'
import { defineResource } from '../features/resources/resource.ts'
import { readOnlyField } from '../fields/read-only-field.ts'
import { defineEndpoint } from '../http/endpoints/define-endpoint.ts'
import { allowAny, isAdminUser, isAuthenticated } from '../permissions/built-in.ts'
import { testAdapter } from '../testing/adapter-contract.ts'
import { feedToken } from '../testing/adapter-open-answers.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { testPassword } from '../testing/test-client.ts'
import { guarded, latchkey, principalOf } from './fastify.ts'

const catTable = { number: 1, name: 'cats', sql: 'CREATE TABLE cats (id INTEGER PRIMARY KEY)' }
const fields = z.object({ id: readOnlyField('integer') })
const cats = defineResource({ name: 'Cat', table: 'cats', path: '/api/cats/', fields, permissions: [allowAny] })

testAdapter('fastify', async (t, auth) => {
  const app = fastify({ forceCloseConnections: true })
  await app.register(latchkey(auth))
  t.after(() => app.close())
  return await app.listen({ host: '127.0.0.1', port: 0 })
})

test('a Fastify app keeps its routes, parsers and error handler', async t => {
  const auth = await createTestAuth()
  const app = fastify()
  t.after(() => app.close().then(() => auth.close()))
  app.setErrorHandler((_error, _request, reply) => reply.code(418).send('handled by the app'))
  app.post('/custom', request => ({ got: request.body }))
  app.get('/broken', () => {
    throw new Error('of the app')
  })
  await app.register(latchkey(auth))
  const reply = await app.inject({ method: 'POST', url: '/custom', payload: { a: 1 } })
  assert.deepEqual(reply.json(), { got: { a: 1 } })
  assert.equal((await app.inject('/broken')).statusCode, 418)
  assert.equal((await app.inject('/missing')).json().error, 'Not Found')
  assert.equal((await app.inject('/api/auth/profile/')).statusCode, 401)
})

test('a row at / is served (it was a fault of the router at start)', async t => {
  const row = defineEndpoint({
    path: '/',
    name: 'Start',
    permissions: [allowAny],
    GET: () => ({ status: 200, body: { at: 'start' } }),
  })
  const auth = await createTestAuth({}, { endpoints: [row] })
  const app = fastify()
  t.after(() => app.close().then(() => auth.close()))
  await app.register(latchkey(auth))
  assert.deepEqual((await app.inject('/')).json(), { at: 'start' })
})

test("a Fastify app's route at the root of resources is served; one at another path of Latchkey is refused", async t => {
  const auth = await createTestAuth({}, { schema: { migrations: [catTable] }, resources: [cats] })
  t.after(() => auth.close())
  const start = async (path: string, prefix = '', order: 'first' | 'last' | 'awaited' = 'first') => {
    const app = fastify()
    const own = () => void app.get(`${prefix}${path}`, async () => 'of the app')
    if (order === 'first') own()
    const registering = app.register(latchkey(auth), { prefix })
    if (order === 'awaited') await registering
    if (order !== 'first') own()
    await app.ready()
    t.after(() => app.close())
    return app
  }
  for (const order of ['first', 'last', 'awaited'] as const) {
    for (const [path, other] of [
      ['/api/', '/api'],
      ['/api', '/api/'],
    ] as const) {
      for (const prefix of ['', '/v1']) {
        const app = await start(path, prefix, order)
        assert.equal((await app.inject(`${prefix}${path}`)).body, 'of the app', `${order} ${prefix}${path}`)
        for (const method of ['GET', 'POST'] as const) {
          const { statusCode } = await app.inject({ method, url: `${prefix}${method === 'GET' ? other : path}` })
          assert.equal(statusCode, 404, `${order} ${method} ${prefix}${path}`)
        }
        assert.equal((await app.inject(`${prefix}/api/cats/`)).statusCode, 200)
      }
    }
  }
  const ours = await start('/other')
  for (const path of ['/api/', '/api']) assert.equal((await ours.inject(path)).statusCode, 200, path)
  assert.equal((await ours.inject('/apis/')).statusCode, 404)
  const message = /route of its own at \/api\/auth\/login.*disabledEndpoints: \['login'\]/
  await assert.rejects(start('/api/auth/login/'), { message })
  await assert.rejects(start('/api/auth/login'), { message })
})

test('an answer after a time-out has answered is dropped', async t => {
  const auth = await createTestAuth()
  const app = fastify()
  t.after(() => app.close().then(() => auth.close()))
  app.addHook('onRequest', async (_, reply) => void setImmediate(() => reply.raw.headersSent || reply.raw.end('late')))
  app.get('/mine', { preHandler: guarded(auth, { permissions: [isAuthenticated] }) }, async () => 'in')
  await app.register(latchkey(auth))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const login = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"email":"a","password":"b"}',
  }
  for (let round = 0; round < 3; round += 1) assert.ok(await (await fetch(`${url}/api/auth/login/`, login)).text())
  assert.ok(await (await fetch(`${url}/mine`)).text())
})

test('a guard protects a custom route', async t => {
  const auth = await createTestAuth()
  const app = fastify()
  t.after(() => app.close().then(() => auth.close()))
  const preHandler = guarded(auth, { permissions: [isAuthenticated] })
  app.get('/mine', { preHandler }, async request => ({ id: principalOf(request).id }))
  app.get('/staff', { preHandler: guarded(auth, { permissions: [isAdminUser] }) }, async () => 'in')
  const { access } = await auth.register('first@example.com')
  const headers = { authorization: `Bearer ${access}`, host: 'localhost' }
  assert.deepEqual((await app.inject({ url: '/mine', headers })).json(), { id: 1 })
  assert.equal((await app.inject({ url: '/staff', headers })).statusCode, 403)
  const refused = await app.inject('/mine')
  assert.equal(refused.statusCode, 401)
  assert.equal(refused.headers['www-authenticate'], 'Bearer realm="api"')
})

test("the app's parsers of bodies, and what read them before, do not matter to the endpoints", async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  await auth.register('first@example.com')
  const login = { email: 'first@example.com', password: testPassword }
  const form = 'application/x-www-form-urlencoded'
  for (const isReadBefore of [false, true]) {
    const app = fastify()
    t.after(() => app.close())
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(['application/json', form, 'multipart/form-data'], () => assert.fail('the app parses'))
    // As express.json() does below @fastify/express.
    if (isReadBefore) {
      app.addHook('onRequest', async ({ raw }) => {
        const sent = await text(raw)
        Object.assign(raw, {
          body: sent.startsWith('{') ? JSON.parse(sent) : Object.fromEntries(new URLSearchParams(sent)),
        })
      })
    }
    await app.register(latchkey(auth))
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const bodies = { 'application/json': JSON.stringify(login), [form]: new URLSearchParams(login).toString() }
    for (const [type, body] of Object.entries(bodies)) {
      const answer = await fetch(`${url}/api/auth/login/`, { method: 'POST', headers: { 'content-type': type }, body })
      assert.equal(answer.status, 200, `${type}, ${isReadBefore}`)
    }
  }
})

test('an app that closes ends the answers that stay open', async t => {
  const auth = await createTestAuth({ revocationFeedTokens: [feedToken] })
  t.after(() => auth.close())
  const app = fastify()
  app.register(latchkey(auth))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const ask = (query: string) =>
    fetch(`${url}/api/auth/revocations/${query}`, { headers: { authorization: `Bearer ${feedToken}` } })
  const { cursor } = (await (await ask('')).json()) as { cursor: string }
  const open = await ask(`?cursor=${cursor}&wait=25`)
  const text = open.text()
  while (auth.system.revocationFeed.waiting === 0) await new Promise(setImmediate)
  await app.close()
  assert.equal(JSON.parse((await text).trimEnd().split('\n').at(-1) ?? '').v, 1)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fastify } from 'fastify'
import { isAdminUser, isAuthenticated } from '../permissions/built-in.ts'
import { createHttpServer } from '../server/http-server.ts'
import { testAdapter } from '../testing/adapter-contract.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { guarded, latchkey, principalOf } from './fastify.ts'

testAdapter('fastify', async (t, auth) => {
  const app = fastify({ forceCloseConnections: true })
  await app.register(latchkey(auth))
  t.after(() => app.close())
  return await app.listen({ host: '127.0.0.1', port: 0 })
})

testAdapter('the ready-made server', async (t, auth) => {
  const app = createHttpServer(auth)
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
  app.get('/mine', { preHandler }, async request => ({ id: principalOf(request)?.id }))
  app.get('/staff', { preHandler: guarded(auth, { permissions: [isAdminUser] }) }, async () => 'in')
  const { access } = await auth.register('first@example.com')
  const headers = { authorization: `Bearer ${access}`, host: 'localhost' }
  assert.deepEqual((await app.inject({ url: '/mine', headers })).json(), { id: 1 })
  assert.equal((await app.inject({ url: '/staff', headers })).statusCode, 403)
  const refused = await app.inject('/mine')
  assert.equal(refused.statusCode, 401)
  assert.equal(refused.headers['www-authenticate'], 'Bearer realm="api"')
})

/** Whenever the credentials were good, the log names the user: whatever refused the request afterwards. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import { z } from 'zod'
import * as forExpress from '../../src/adapters/express.ts'
import * as forFastify from '../../src/adapters/fastify.ts'
import * as forFetch from '../../src/adapters/fetch.ts'
import * as forHono from '../../src/adapters/hono.ts'
import * as forNext from '../../src/adapters/next.ts'
import { charField } from '../../src/fields/char-field.ts'
import { defineEndpoint } from '../../src/http/endpoints/define-endpoint.ts'
import { isAdminUser, isAuthenticated } from '../../src/permissions/built-in.ts'
import { definePermission } from '../../src/permissions/define-permission.ts'
import type { AuthEvent } from '../../src/ports/events.ts'
import { listen } from '../../src/testing/listen.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { loginByCookie } from '../../src/testing/test-cookies.ts'
import { userRate } from '../../src/throttles/throttle.ts'

const email = 'first@example.com'
const broken = definePermission('Broken', () => {
  throw new Error('the permission is broken')
})
const answer = () => ({ status: 200, body: {} })
const guarded = [isAuthenticated]
const endpoints = [
  defineEndpoint({ path: '/mine/', permissions: guarded, GET: answer }),
  defineEndpoint({ path: '/staff/', permissions: [isAdminUser], GET: answer }),
  defineEndpoint({ path: '/broken/', permissions: [broken], GET: answer }),
  defineEndpoint({ path: '/once/', permissions: guarded, throttles: [userRate('1/hour')], GET: answer }),
  defineEndpoint({
    path: '/throws/',
    permissions: guarded,
    GET: () => {
      throw new Error('the handler is broken')
    },
  }),
  defineEndpoint({
    path: '/unsendable/',
    permissions: guarded,
    GET: () => ({ status: 200, body: {}, headers: { 'X-Name': '\u{1f600}' } }),
  }),
  defineEndpoint({
    path: '/named/',
    permissions: guarded,
    input: z.object({ name: charField() }),
    POST: answer,
  }),
]

async function createScene(t: TestContext) {
  const heard: AuthEvent[] = []
  const settings = { accessLog: true, throttling: true, anonRate: null, userRate: null, loginRate: null }
  const auth = await createTestAuth({ ...settings, onEvent: event => void heard.push(event) }, { endpoints })
  t.after(() => auth.close())
  await auth.register(email)
  const { access } = await auth.login(email)
  heard.length = 0
  return { auth, access, heard }
}

const named = (heard: readonly AuthEvent[], name: string) =>
  heard.filter(event => event.name === name).map(event => event.userId)

const cases: readonly (readonly [method: string, path: string, status: number, event: string | undefined])[] = [
  ['GET', '/mine/', 200, undefined],
  ['OPTIONS', '/mine/', 200, undefined],
  ['OPTIONS', '/staff/', 403, 'request.refused'],
  ['GET', '/staff/', 403, 'request.refused'],
  ['POST', '/mine/', 405, 'request.refused'],
  ['POST', '/named/', 400, 'request.refused'],
  ['GET', '/broken/', 500, 'request.failed'],
  ['GET', '/throws/', 500, 'request.failed'],
  ['GET', '/unsendable/', 500, 'request.failed'],
  ['PATCH', '/api/auth/profile/', 400, 'request.refused'],
  ['DELETE', '/api/auth/sessions/nothing/', 404, 'request.refused'],
]

for (const [method, path, status, event] of cases) {
  test(`the log names the user of ${method} ${path}, answered ${status}`, async t => {
    const { auth, access, heard } = await createScene(t)
    const json = method === 'PATCH' ? { email: 'no address' } : {}
    const reply = await auth.request(method, path, method.startsWith('P') ? { json, token: access } : { token: access })
    assert.equal(reply.status, status)
    assert.deepEqual(named(heard, 'request.served'), [1])
    if (event !== undefined) assert.deepEqual(named(heard, event), [1])
  })
}

test('the log names the user whose requests are too many', async t => {
  const { auth, access, heard } = await createScene(t)
  const ask = async () => (await auth.request('GET', '/once/', { token: access })).status
  assert.deepEqual([await ask(), await ask()], [200, 429])
  assert.deepEqual(named(heard, 'request.served'), [1, 1])
  assert.deepEqual(named(heard, 'request.throttled'), [1])
})

test('the log names the user of a cookie, also where the page means another', async t => {
  const { auth, heard } = await createScene(t)
  const cookie = await loginByCookie(auth, email)
  heard.length = 0
  const staff = await auth.request('GET', '/staff/', { headers: { cookie } })
  const other = await auth.request('GET', '/mine/', { headers: { cookie, 'latchkey-user': '2' } })
  assert.deepEqual([staff.status, other.status], [403, 412])
  assert.deepEqual(named(heard, 'request.served'), [1, 1])
  assert.deepEqual(named(heard, 'request.refused'), [1, 1])
})

test('credentials that are not good name no one', async t => {
  const { auth, heard } = await createScene(t)
  await auth.request('GET', '/staff/', { token: 'garbage' })
  await auth.request('GET', '/staff/')
  assert.deepEqual(named(heard, 'request.served'), [undefined, undefined])
})

const staff = { permissions: [isAdminUser] } as const
const member = { permissions: [isAuthenticated] } as const
const fail = () => {
  throw new Error('the handler is broken')
}
type Serve = (t: TestContext, auth: TestAuth) => Promise<string>

/** `/staff` refuses, `/throws` is admitted and fails. */
const adapters: Readonly<Record<string, Serve>> = {
  async fastify(t, auth) {
    const app = fastify({ forceCloseConnections: true })
    t.after(() => app.close())
    app.get('/staff', { preHandler: forFastify.guarded(auth, staff) }, async () => 'in')
    app.get('/throws', { preHandler: forFastify.guarded(auth, member) }, fail)
    return await app.listen({ host: '127.0.0.1', port: 0 })
  },
  async express(t, auth) {
    const app = express().set('env', 'test')
    app.get('/staff', forExpress.guarded(auth, staff), (_, response) => void response.end('in'))
    app.get('/throws', forExpress.guarded(auth, member), fail)
    return await listen(t, app)
  },
  async hono(t, auth) {
    const app = new Hono()
    app.onError((_, c) => c.text('failed', 500))
    app.get('/staff', forHono.guarded(auth, staff), c => c.text('in'))
    app.get('/throws', forHono.guarded(auth, member), fail)
    return await listenFetch(t, async request => await app.fetch(request))
  },
  async fetch(t, auth) {
    const handlers = { '/staff': forFetch.guarded(auth, staff, fail), '/throws': forFetch.guarded(auth, member, fail) }
    return await listenFetch(t, async request => await handlers[new URL(request.url).pathname as '/staff'](request))
  },
  async next(t, auth) {
    const context = { params: Promise.resolve({}) }
    const handlers = { '/staff': forNext.guarded(auth, staff, fail), '/throws': forNext.guarded(auth, member, fail) }
    return await listenFetch(
      t,
      async request => await handlers[new URL(request.url).pathname as '/staff'](request, context),
    )
  },
}

/** A platform that answers 500 to a handler that throws. */
async function listenFetch(t: TestContext, handle: (request: Request) => Promise<Response>): Promise<string> {
  return await listen(t, async (request, response) => {
    const headers = { authorization: request.headers.authorization ?? '' }
    const answered = await handle(new Request(`http://localhost${request.url}`, { headers })).catch(() => undefined)
    response.writeHead(answered?.status ?? 500).end()
  })
}

for (const [name, serve] of Object.entries(adapters)) {
  test(`behind a guard the log names the user who is refused, or whose handler throws, in ${name}`, async t => {
    const { auth, access, heard } = await createScene(t)
    const url = await serve(t, auth)
    const headers = { authorization: `Bearer ${access}` }
    for (const [path, status] of [
      ['/staff', 403],
      ['/throws', 500],
    ] as const) {
      assert.equal((await fetch(`${url}${path}`, { headers })).status, status)
    }
    // A server may report an answer a moment after the client has it.
    for (let turns = 0; turns < 200 && named(heard, 'request.served').length < 2; turns += 1) {
      await new Promise(resolve => setImmediate(resolve))
    }
    assert.deepEqual(named(heard, 'request.served'), [1, 1])
    const statuses = heard.flatMap(event => (event.name === 'request.served' ? [event.data.status] : []))
    assert.deepEqual(statuses, [403, 500])
    assert.deepEqual(named(heard, 'request.refused'), [1])
  })
}

for (const [digest, status] of [
  ['NEXT_REDIRECT;push;/login;307;', 307],
  ['NEXT_HTTP_ERROR_FALLBACK;404', 404],
] as const) {
  test(`what Next answers to a thrown ${digest} is the status in the log`, async t => {
    const { auth, access, heard } = await createScene(t)
    const handle = forNext.guarded(auth, member, () => {
      throw Object.assign(new Error('thrown by Next'), { digest })
    })
    const request = new Request('http://localhost/mine', { headers: { authorization: `Bearer ${access}` } })
    await assert.rejects(handle(request, { params: Promise.resolve({}) }))
    assert.deepEqual(
      heard.flatMap(event => (event.name === 'request.served' ? [event.data.status] : [])),
      [status],
    )
  })
}

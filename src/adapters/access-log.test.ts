import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import express from 'express'
import { fastify } from 'fastify'
import { isAuthenticated } from '../permissions/built-in.ts'
import type { AuthEvent } from '../ports/events.ts'
import { listen } from '../testing/listen.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'
import * as forExpress from './express.ts'
import * as forFastify from './fastify.ts'
import * as forFetch from './fetch.ts'

const rule = { permissions: [isAuthenticated] } as const

/** What an access log would say: user, method, path, status. */
function servedOf(events: readonly AuthEvent[]) {
  return events.flatMap(({ name, userId, data }) =>
    name === 'request.served' ? [[userId, data.method, data.path, data.status]] : [],
  )
}

async function createScene(t: TestContext, accessLog: boolean) {
  const heard: AuthEvent[] = []
  let wake = () => {}
  const onEvent = (event: AuthEvent) => {
    heard.push(event)
    wake()
  }
  const auth = await createTestAuth({ accessLog, onEvent })
  t.after(() => auth.close())
  const { access } = await auth.register('first@example.com')
  heard.length = 0
  /** A server may report an answer a moment after the client has it. */
  const untilServed = async (count: number) => {
    while (servedOf(heard).length < count) await new Promise<void>(resolve => (wake = resolve))
    return servedOf(heard)
  }
  return { auth, heard, untilServed, headers: { authorization: `Bearer ${access}` } }
}

test('every endpoint reports who was answered how, and a login reports no password', async t => {
  const { auth, heard, headers } = await createScene(t, true)
  await auth.request('GET', '/api/auth/profile/?token=eyJhbGciOiJIUzI1NiJ9', { headers })
  await auth.request('GET', '/api/auth/profile/')
  await auth.request('DELETE', '/api/auth/login/')
  await auth.request('POST', '/api/auth/profile/', { headers })
  await auth.request('GET', '/nothing\u001b[2J/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOjF9.c2ln')
  assert.deepEqual(servedOf(heard), [
    [1, 'GET', '/api/auth/profile/', 200],
    [undefined, 'GET', '/api/auth/profile/', 401],
    [undefined, 'DELETE', '/api/auth/login/', 405],
    [1, 'POST', '/api/auth/profile/', 405],
    [undefined, 'GET', '/nothing\\u{1b}[2J/[token]', 404],
  ])
  const [first] = heard.filter(({ name }) => name === 'request.served')
  assert.match(first?.traceId ?? '', /^[0-9a-f]{32}$/)
  assert.equal(first?.name === 'request.served' && first.data.ms, 0)
})

test('nothing is reported unless accessLog is on', async t => {
  const { auth, heard, headers } = await createScene(t, false)
  await auth.request('GET', '/api/auth/profile/', { headers })
  const get = forFetch.guarded(auth, rule, () => new Response('in'))
  await get(new Request('http://localhost/mine', { headers }))
  assert.deepEqual(servedOf(heard), [])
})

const guards: Readonly<Record<string, (t: TestContext, auth: TestAuth) => Promise<string>>> = {
  async fastify(t, auth) {
    const app = fastify({ forceCloseConnections: true })
    t.after(() => app.close())
    app.get('/mine', { preHandler: forFastify.guarded(auth, rule) }, async (_, reply) => reply.code(202).send('in'))
    return await app.listen({ host: '127.0.0.1', port: 0 })
  },
  async express(t, auth) {
    const app = express()
    app.get('/mine', forExpress.guarded(auth, rule), (_, response) => void response.status(202).end('in'))
    return await listen(t, app)
  },
  async fetch(t, auth) {
    const handle = forFetch.guarded(auth, rule, () => new Response('in', { status: 202 }))
    return await listen(t, async (request, response) => {
      const headers = { authorization: request.headers.authorization ?? '' }
      const answer = await handle(new Request('http://localhost/mine', headers.authorization ? { headers } : {}))
      response.writeHead(answer.status).end()
    })
  },
}

for (const [name, serve] of Object.entries(guards)) {
  test(`a route behind a guard reports the status that it answered with, in ${name}`, async t => {
    const { auth, untilServed, headers } = await createScene(t, true)
    const url = await serve(t, auth)
    assert.equal((await fetch(`${url}/mine`, { headers })).status, 202)
    await untilServed(1)
    assert.equal((await fetch(`${url}/mine`)).status, 401)
    assert.deepEqual(await untilServed(2), [
      [1, 'GET', '/mine', 202],
      [undefined, 'GET', '/mine', 401],
    ])
  })
}

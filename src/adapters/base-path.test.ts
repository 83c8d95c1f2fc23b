import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import express from 'express'
import { type FastifyInstance, type FastifyPluginCallback, fastify } from 'fastify'
import { Hono } from 'hono'
import { createHttpServer } from '../server/http-server.ts'
import type { Config } from '../settings/settings.ts'
import { askServer } from '../testing/ask-server.ts'
import { createCookieJar } from '../testing/cookie-jar.ts'
import { listen } from '../testing/listen.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'
import { testPassword } from '../testing/test-client.ts'
import * as onExpress from './express.ts'
import * as onFastify from './fastify.ts'
import { createFetchHandler } from './fetch.ts'

type Ask = (path: string, init: RequestInit) => Promise<Response>

interface Way {
  readonly config?: Config
  /** What the client writes before the paths of the table. */
  readonly seen: string
  /** What a proxy says, or a client in its place. */
  readonly headers?: Readonly<Record<string, string>>
  /** What a proxy takes off the path. */
  readonly strips?: string
  readonly serve: (t: TestContext, auth: TestAuth) => Promise<Ask> | Ask
}

const json = { 'content-type': 'application/json' }
const account = { email: 'zoe@example.com', password: testPassword }

const listening: Way['serve'] = async (t, auth) => {
  const app = createHttpServer(auth)
  t.after(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return (path, init) => fetch(`${url}${path}`, init)
}

const proxied = { trustedProxies: ['127.0.0.1'] } satisfies Config

const ways: Readonly<Record<string, Way>> = {
  'no prefix': { seen: '', serve: listening },
  'basePath on the ready-made server': { seen: '/app', config: { basePath: '/app' }, serve: listening },
  'a deep basePath with a last slash': { seen: '/a/b', config: { basePath: '/a/b/' }, serve: listening },
  'a proxy that takes its prefix off': {
    seen: '/gate',
    strips: '/gate',
    config: proxied,
    headers: { 'x-forwarded-prefix': '/gate' },
    serve: listening,
  },
  'two proxies that take prefixes off, before basePath': {
    seen: '/outer/inner/app',
    strips: '/outer/inner',
    config: { ...proxied, basePath: '/app' },
    headers: { 'x-forwarded-prefix': '/outer, /inner/', 'x-forwarded-for': '203.0.113.9, 127.0.0.1' },
    serve: listening,
  },
  'Express, mounted': {
    seen: '/v1',
    serve: (t, auth) => askThrough(t, express().use('/v1', onExpress.latchkey(auth))),
  },
  'Express, mounted by a parameter': {
    seen: '/acme/v1',
    serve: (t, auth) => askThrough(t, express().use('/:tenant/v1', onExpress.latchkey(auth))),
  },
  'Express, a router in a router, before basePath': {
    seen: '/v1/more/app',
    config: { basePath: '/app' },
    serve: (t, auth) => {
      const inner = express.Router().use('/more', onExpress.latchkey(auth))
      return askThrough(t, express().use('/v1', inner))
    },
  },
  'Express, mounted where the paths begin anyway': {
    seen: '',
    serve: (t, auth) => askThrough(t, express().use('/api', onExpress.latchkey(auth))),
  },
  'Fastify, registered with a prefix': {
    seen: '/v1',
    serve: (t, auth) => inject(t, app => app.register(onFastify.latchkey(auth), { prefix: '/v1' })),
  },
  'Fastify, nested prefixes with a parameter, before basePath': {
    seen: '/acme/v1/app',
    config: { basePath: '/app' },
    serve: (t, auth) => {
      const tenant: FastifyPluginCallback = (inner, _, done) => {
        inner.register(onFastify.latchkey(auth), { prefix: '/v1' })
        done()
      }
      return inject(t, app => app.register(tenant, { prefix: '/:tenant' }))
    },
  },
  'Hono, basePath': {
    seen: '/v1',
    serve: (_, auth) => {
      const handler = createFetchHandler(auth, { basePath: '/v1' })
      return asked(new Hono().basePath('/v1').all('/api/*', c => handler(c.req.raw)))
    },
  },
  'Hono, route': {
    seen: '/v1',
    serve: (_, auth) => {
      const handler = createFetchHandler(auth, { basePath: '/v1/' })
      return asked(
        new Hono().route(
          '/v1',
          new Hono().all('/api/*', c => handler(c.req.raw)),
        ),
      )
    },
  },
  'Hono, mount, which takes the path off': {
    seen: '/v1',
    serve: (_, auth) => asked(new Hono().mount('/v1', createFetchHandler(auth, { basePath: '/v1' }))),
  },
  'Hono, mount where the paths begin': {
    seen: '/api',
    serve: (_, auth) => asked(new Hono().mount('/api', createFetchHandler(auth, { basePath: '/api' }))),
  },
}

for (const [name, { config, seen, headers = {}, strips = '', serve }] of Object.entries(ways)) {
  test(`${name}: cookies are sent back where they are needed, renewed, and cleared`, async t => {
    const auth = await createTestAuth(config)
    t.after(() => auth.close())
    const ask = await serve(t, auth)
    const jar = createCookieJar()
    const visit = async (method: string, path: string, body?: object): Promise<Response> => {
      const full = `${seen}${path}`
      const sent = { ...json, ...headers, cookie: jar.header(full) }
      const init = { method, headers: sent, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
      const answer = await ask(full.slice(strips.length), init)
      jar.keep(answer.headers)
      return answer
    }
    const registration = { ...account, password_confirm: testPassword }
    assert.equal((await visit('POST', '/api/auth/cookie/register/', registration)).status, 201)
    assert.deepEqual(jar.names(), ['access_token /', `refresh_token ${seen}/api/auth/`])
    auth.clock.advance(16 * 60_000)
    assert.equal((await visit('GET', '/api/auth/profile/')).status, 401)
    assert.equal((await visit('POST', '/api/auth/cookie/refresh/')).status, 200)
    assert.equal((await visit('GET', '/api/auth/profile/')).status, 200)
    assert.equal((await visit('POST', '/api/auth/cookie/logout/')).status, 200)
    assert.deepEqual(jar.names(), [])
    assert.equal((await visit('POST', '/api/auth/cookie/login/', account)).status, 200)
    assert.equal((await visit('GET', '/api/auth/profile')).status, 200)
  })
}

test('of a prefix, only a trusted proxy is believed', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  await auth.register(account.email)
  const ask = await listening(t, auth)
  const headers = { ...json, 'x-forwarded-prefix': '/evil', 'x-forwarded-host': 'evil.example' }
  const answer = await ask('/api/auth/cookie/login/', { method: 'POST', headers, body: JSON.stringify(account) })
  assert.match(answer.headers.getSetCookie()[1] ?? '', /; Path=\/api\/auth\/;/)
})

test('below basePath is everything, the probes are at both places, and the metrics where they were', async t => {
  const auth = await createTestAuth({ basePath: '/app' })
  t.after(() => auth.close())
  const operations = { settings: auth.system.settings, store: auth.store, metrics: { render: () => 'counters' } }
  const ask = await askServer(t, createHttpServer(auth, operations))
  const statuses = async (...paths: string[]) => {
    const replies = []
    for (const path of paths) replies.push((await ask(path)).status)
    return replies
  }
  assert.deepEqual(
    await statuses('/app/openapi.json', '/app/livez', '/livez', '/app/readyz', '/readyz'),
    [200, 200, 200, 200, 200],
  )
  assert.deepEqual(
    await statuses('/openapi.json', '/api/auth/profile/', '/application/openapi.json', '/app'),
    [404, 404, 404, 404],
  )
  assert.deepEqual(await statuses('/metrics', '/app/metrics'), [200, 404])
})

test('the path of the fetch handler is refused when it is none', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  assert.throws(() => createFetchHandler(auth, { basePath: 'v1' }), /basePath: 'v1' is no path; write it as '\/v1'/)
})

async function askThrough(t: TestContext, app: RequestListener): Promise<Ask> {
  const url = await listen(t, app)
  return (path, init) => fetch(`${url}${path}`, init)
}

async function inject(t: TestContext, build: (app: FastifyInstance) => unknown): Promise<Ask> {
  const app = fastify()
  await build(app)
  t.after(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return (path, init) => fetch(`${url}${path}`, init)
}

function asked(app: Pick<Hono, 'request'>): Ask {
  return async (path, init) => await app.request(`http://localhost${path}`, init)
}

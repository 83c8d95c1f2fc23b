/** Every adapter says which organization a route of the application is about: by its parameter, and by the header. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import Express from 'express'
import { fastify as createFastify } from 'fastify'
import { Hono } from 'hono'
import { WebSocket, WebSocketServer } from 'ws'
import { openOrganizations } from '../features/organizations/tests/setup.ts'
import { isMember, organizationOf, orgPermission } from '../permissions/organization.ts'
import { listen } from '../testing/listen.ts'
import type { Principal } from '../users/principal.ts'
import * as express from './express.ts'
import * as fastify from './fastify.ts'
import * as fetched from './fetch.ts'
import * as hono from './hono.ts'
import * as next from './next.ts'
import { createSocketGuard } from './websocket/websocket.ts'

const rule = { permissions: [orgPermission('project.edit')] } as const
const organizationRoles = { editor: ['project.edit'], member: [] }

async function open() {
  const opened = await openOrganizations({ organizationRoles })
  return { ...opened, editor: await opened.join('editor', 'editor'), member: await opened.join('member', 'member') }
}

type Opened = Awaited<ReturnType<typeof open>>
type Ask = (path: string, headers: Record<string, string>) => Promise<Response>

const shown = (principal: Principal) => ({ slug: organizationOf(principal).slug })

/** Each serves `/in/{organization}` and `/by-header`. */
const adapters: Readonly<Record<string, (t: TestContext, opened: Opened) => Promise<Ask>>> = {
  async express(t, { auth }) {
    const app = Express()
    const answer: Express.RequestHandler = (request, response) =>
      void response.json(shown(express.principalOf(request)))
    for (const path of ['/in/:organization', '/by-header']) app.get(path, express.guarded(auth, rule), answer)
    const base = await listen(t, app)
    return (path, headers) => fetch(`${base}${path}`, { headers })
  },
  async 'express, by a guard of its own'(t, { auth }) {
    const app = Express()
    const guard = express.createGuard(auth, rule)
    for (const path of ['/in/:organization', '/by-header']) {
      app.get(path, async (request, response) => {
        const refusal = await guard(request, response)
        if (refusal !== undefined) response.status(refusal.status).json(refusal.body)
        else response.json(shown(express.principalOf(request)))
      })
    }
    const base = await listen(t, app)
    return (path, headers) => fetch(`${base}${path}`, { headers })
  },
  async fastify(t, { auth }) {
    const app = createFastify()
    t.after(() => app.close())
    for (const path of ['/in/:organization', '/by-header']) {
      app.get(path, { preHandler: fastify.guarded(auth, rule) }, async request => shown(fastify.principalOf(request)))
    }
    const base = await app.listen({ port: 0, host: '127.0.0.1' })
    return (path, headers) => fetch(`${base}${path}`, { headers })
  },
  async hono(_, { auth }) {
    const app = new Hono()
    for (const path of ['/in/:organization', '/by-header']) {
      app.get(path, hono.guarded(auth, rule), c => c.json(shown(hono.principalOf(c))))
    }
    return async (path, headers) => await app.request(`http://localhost:8000${path}`, { headers })
  },
  async next(_, { auth }) {
    const route = next.guarded(auth, rule, (_request, principal) => Response.json(shown(principal)))
    return (path, headers) => {
      const organization = path.split('/in/')[1]
      const params = Promise.resolve(organization === undefined ? {} : { organization })
      return route(new Request(`http://localhost:8000${path}`, { headers }), { params })
    }
  },
  async fetch(_, { auth }) {
    const route = fetched.guarded<typeof rule.permissions, [{ readonly params: Record<string, string> }]>(
      auth,
      rule,
      (_request, principal) => Response.json(shown(principal)),
    )
    return (path, headers) => {
      const organization = path.split('/in/')[1]
      const params = organization === undefined ? {} : { organization }
      return route(new Request(`http://localhost:8000${path}`, { headers }), { params })
    }
  },
}

for (const [name, serve] of Object.entries(adapters)) {
  test(`${name}: a route is about the organization of its path or of the header, and of no other`, async t => {
    const opened = await open()
    const { editor, member } = opened
    const ask = await serve(t, opened)
    const answer = async (path: string, { access }: typeof editor, organization?: string) => {
      const named = organization === undefined ? {} : { 'x-organization': organization }
      const reply = await ask(path, { authorization: `Bearer ${access}`, ...named })
      return [reply.status, reply.ok ? ((await reply.json()) as { slug: string }).slug : undefined]
    }
    assert.deepEqual(await answer('/in/acme', editor), [200, 'acme'])
    assert.deepEqual(await answer('/by-header', editor, 'acme'), [200, 'acme'])
    assert.deepEqual(await answer('/by-header', editor), [400, undefined])
    assert.deepEqual(await answer('/in/acme', editor, 'other'), [400, undefined])
    assert.deepEqual(await answer('/in/other', editor), [404, undefined])
    assert.deepEqual(await answer('/in/acme', member), [403, undefined])
  })
}

test('a socket is about the organization of its address, and closes when its user is a member there no more', async t => {
  const { auth, owner, editor, ask } = await open()
  const guard = createSocketGuard(auth, { permissions: [isMember] })
  const sockets = new WebSocketServer({ noServer: true })
  const server = createServer()
  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    void guard.upgrade(sockets, request, socket, head, ({ socket: client, principal }) =>
      client.send(organizationOf(principal).slug),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => void server.close())
  const connect = (query: string) => {
    const headers = { authorization: `Bearer ${editor.access}` }
    return new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/live${query}`, { headers })
  }
  const statusOf = async (query: string) => {
    const [, response] = await once(connect(query), 'unexpected-response')
    return (response as IncomingMessage).statusCode
  }
  assert.deepEqual([await statusOf(''), await statusOf('?organization=other')], [400, 404])
  const client = connect('?organization=acme')
  const [greeting] = await once(client, 'message')
  assert.equal(String(greeting), 'acme')
  const closed = once(client, 'close')
  await ask('DELETE', `acme/members/${editor.id}/`, owner)
  const [code] = await closed
  assert.equal(code, 4003)
})

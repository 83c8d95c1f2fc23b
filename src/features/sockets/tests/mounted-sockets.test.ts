/** Sockets below a prefix, and behind a proxy on a Unix socket: the cookie of the login there opens them. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import websocket from '@fastify/websocket'
import express from 'express'
import { type FastifyPluginAsync, fastify } from 'fastify'
import { WebSocket, WebSocketServer } from 'ws'
import * as onExpress from '../../../adapters/express.ts'
import { latchkey } from '../../../adapters/fastify.ts'
import { createSocketGuard, type OnSocket } from '../../../adapters/websocket/websocket.ts'
import type { Config } from '../../../settings/settings.ts'
import { createCookieJar } from '../../../testing/cookie-jar.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'
import type { Principal } from '../../../users/principal.ts'
import { follow } from './socket-server.ts'

type Listening = { readonly path: string } | { readonly host: string; readonly port: number }
type Serve = (t: TestContext, auth: TestAuth, at: Listening) => Promise<{ readonly port: number }>

const greet: OnSocket<Principal, WebSocket> = ({ socket, principal }) => socket.send(`hello ${principal.id}`)

/** The app of the guide, in a plugin with a prefix, Latchkey beside it. */
const byFastify: Serve = async (t, auth, at) => {
  const app = fastify({ forceCloseConnections: true })
  await app.register(websocket)
  const { preValidation, handler } = createSocketGuard(auth)
  const inner: FastifyPluginAsync = async scope => {
    await scope.register(latchkey(auth))
    scope.get('/live/', { websocket: true, preValidation }, handler(greet))
  }
  await app.register(inner, { prefix: '/v1' })
  await app.listen(at)
  t.after(() => {
    for (const client of app.websocketServer.clients) client.terminate()
    return app.close()
  })
  return app.server.address() as AddressInfo
}

const byExpress: Serve = async (t, auth, at) => {
  const sockets = new WebSocketServer({ noServer: true })
  const guard = createSocketGuard(auth)
  const server = createServer(express().use('/v1', onExpress.latchkey(auth)))
  server.on('upgrade', (request, socket, head) => void guard.upgrade(sockets, request, socket, head, greet))
  server.listen(at)
  await once(server, 'listening')
  t.after(() => {
    for (const client of sockets.clients) client.terminate()
    server.closeAllConnections()
    server.close()
  })
  return server.address() as AddressInfo
}

interface Way {
  readonly config: Config
  /** What comes before the paths: the application's mount, or after it the setting basePath. */
  readonly seen: string
  readonly isUnix?: true
}

const ways: Readonly<Record<string, Way>> = {
  mounted: { config: {}, seen: '/v1' },
  'mounted, before basePath': { config: { basePath: '/app' }, seen: '/v1/app' },
  'on a Unix socket': {
    config: { trustedProxies: ['unix'], allowedHosts: ['app.example.com'] },
    seen: '/v1',
    isUnix: true,
  },
}

const registration = { email: 'first@example.com', password: testPassword, password_confirm: testPassword }

for (const [platform, serve] of Object.entries({ Fastify: byFastify, Express: byExpress })) {
  for (const [name, { config, seen, isUnix }] of Object.entries(ways)) {
    test(`${platform}, ${name}: the cookie of a registration opens a socket, a forged token does not`, {
      timeout: 10_000,
    }, async t => {
      const auth = await createTestAuth(config)
      t.after(() => auth.close())
      const path = join(temporaryFolder(t), 'a.sock')
      const { port } = await serve(t, auth, isUnix ? { path } : { host: '127.0.0.1', port: 0 })
      const at = isUnix ? { socketPath: path } : { host: '127.0.0.1', port }
      const host = isUnix ? 'app.example.com' : `127.0.0.1:${port}`
      const scheme = isUnix ? 'https' : 'http'
      // What a proxy on the Unix socket says; without one these are a client's, and count for nothing.
      const proxied = { host, 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' }

      const headers = { ...proxied, 'content-type': 'application/json' }
      const registering = send({ ...at, method: 'POST', path: `${seen}/api/auth/cookie/register/`, headers })
      registering.end(JSON.stringify(registration))
      const [answer] = await once(registering, 'response')
      answer.resume()
      assert.equal(answer.statusCode, 201)
      const jar = createCookieJar()
      jar.keep(new Headers(answer.headers['set-cookie'].map((value: string) => ['set-cookie', value])))
      assert.deepEqual(jar.names(), ['access_token /', `refresh_token ${seen}/api/auth/`])

      const url = isUnix ? `ws+unix://${path}:/v1/live/` : `ws://127.0.0.1:${port}/v1/live/`
      const connect = (more: object) => follow(new WebSocket(url, { headers: { ...proxied, ...more } }))
      const cookie = jar.header('/v1/live/')
      const live = connect({ cookie, origin: `${scheme}://${host}` })
      assert.equal(await Promise.race([live.next(), live.ended]), 'hello 1')
      assert.equal(await connect({ cookie, origin: 'https://evil.example' }).ended, 403)
      assert.equal(await connect({ authorization: 'Bearer forged' }).ended, 401)
      const { address } = auth.events.findLast(event => event.name === 'token.refused') ?? {}
      assert.equal(address, isUnix ? '203.0.113.9' : '127.0.0.1')
      assert.deepEqual(auth.reasonsOf('address.missing'), [])
      live.socket.terminate()
    })
  }
}

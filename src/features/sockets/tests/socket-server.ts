/** A real server with one guarded WebSocket route, and clients that record what they receive. */
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import websocket from '@fastify/websocket'
import { fastify } from 'fastify'
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws'
import {
  createSocketGuard,
  type SocketConnection,
  type SocketGuard,
  type SocketOptions,
} from '../../../adapters/websocket/websocket.ts'
import { createHttpServer } from '../../../server/http-server.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'
import type { Principal } from '../../../users/principal.ts'

type Who = Principal | undefined

export interface SocketServer {
  readonly auth: TestAuth
  readonly port: number
  readonly connections: readonly SocketConnection<Who, WebSocket>[]
  /** The requests as the application sees them when it gets their sockets. */
  readonly requests: readonly IncomingMessage[]
  /** The messages that the application received. */
  readonly received: readonly string[]
  connect(options?: ClientOptions, protocols?: readonly string[], query?: string): SocketClient
}

export interface SocketClient {
  readonly socket: WebSocket
  /** The next message. */
  next(): Promise<string>
  /** How the connection ended: a close code, or the status of a refused handshake. */
  readonly ended: Promise<number>
}

export type Platform = 'ws' | 'fastify'

export interface Serving {
  readonly options?: SocketOptions
  readonly config?: Parameters<typeof createTestAuth>[0]
  readonly platform?: Platform
  readonly path?: string
}

export async function serveSockets(t: Pick<TestContext, 'after'>, serving: Serving = {}): Promise<SocketServer> {
  const auth = await createTestAuth(serving.config, serving.path === undefined ? {} : { path: serving.path })
  const options: SocketOptions = serving.options ?? {}
  const guard: SocketGuard<Who> = createSocketGuard(auth, { ...options, anonymous: options.anonymous ?? 'refused' } as {
    readonly anonymous: 'allowed'
  })
  const connections: SocketConnection<Who, WebSocket>[] = []
  const received: string[] = []
  const requests: IncomingMessage[] = []
  const opened = (connection: SocketConnection<Who, WebSocket>) => {
    connections.push(connection)
    connection.socket.on('message', data => {
      received.push(String(data))
      connection.socket.send(`${connection.principal?.id ?? 'anonymous'}: ${data}`)
    })
    connection.socket.send(`hello ${connection.principal?.id ?? 'anonymous'}`)
  }
  const serve = serving.platform === 'fastify' ? serveByFastify : serveByUpgrade
  const port = await serve(t, auth, guard, opened, requests)
  t.after(() => auth.close())
  const connect: SocketServer['connect'] = (client = {}, protocols = [], query = '') =>
    follow(new WebSocket(`ws://127.0.0.1:${port}/live/${query}`, [...protocols], client))
  return { auth, port, connections, requests, received, connect }
}

type Opened = (connection: SocketConnection<Who, WebSocket>) => void

async function serveByUpgrade(
  t: Pick<TestContext, 'after'>,
  auth: TestAuth,
  guard: SocketGuard<Who>,
  opened: Opened,
  requests: IncomingMessage[],
): Promise<number> {
  const sockets = new WebSocketServer({ noServer: true })
  const app = createHttpServer(auth)
  app.server.on('upgrade', (request, socket, head) => {
    requests.push(request)
    void guard.upgrade(sockets, request, socket, head, opened)
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => {
    for (const client of sockets.clients) client.terminate()
    return app.close()
  })
  return (app.server.address() as AddressInfo).port
}

async function serveByFastify(
  t: Pick<TestContext, 'after'>,
  _auth: TestAuth,
  guard: SocketGuard<Who>,
  opened: Opened,
  requests: IncomingMessage[],
): Promise<number> {
  const app = fastify({ forceCloseConnections: true })
  await app.register(websocket)
  app.addHook('onRequest', async ({ raw }) => void requests.push(raw))
  app.get('/live/', { websocket: true, preValidation: guard.preValidation }, guard.handler(opened))
  app.get('/forgotten/', { websocket: true }, guard.handler(opened))
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => {
    for (const client of app.websocketServer.clients) client.terminate()
    return app.close()
  })
  return (app.server.address() as AddressInfo).port
}

export function follow(socket: WebSocket): SocketClient {
  const messages: string[] = []
  const waiting: ((message: string) => void)[] = []
  socket.on('message', data => {
    const text = String(data)
    const taker = waiting.shift()
    if (taker === undefined) messages.push(text)
    else taker(text)
  })
  socket.on('error', () => {})
  const ended = new Promise<number>(resolve => {
    socket.on('close', resolve)
    socket.on('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
  })
  const next = () =>
    new Promise<string>(resolve => {
      const message = messages.shift()
      if (message === undefined) waiting.push(resolve)
      else resolve(message)
    })
  return { socket, next, ended }
}

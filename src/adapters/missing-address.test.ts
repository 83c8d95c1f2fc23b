import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import { printFaults } from '../events/print-faults.ts'
import type { Config } from '../settings/settings.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'
import * as onExpress from './express.ts'
import * as onFastify from './fastify.ts'
import { createFetchHandler } from './fetch.ts'
import * as onHono from './hono.ts'
import { findCaller, toNextHandlers } from './next.ts'

interface Platform {
  readonly config?: Config
  /** What the operator is told to do. */
  readonly says: RegExp
  readonly ask: (auth: TestAuth, t: TestContext) => Promise<unknown>
}

const path = '/api/auth/profile/'
const asked = () => new Request(`http://localhost${path}`)

const platforms: Readonly<Record<string, Platform>> = {
  'the Fetch standard': {
    says: /pass handler\(request, \{ remoteAddress \}\)/,
    ask: async auth => await createFetchHandler(auth)(asked()),
  },
  Hono: {
    says: /@hono\/node-server, or .*clientAddress: c => /,
    ask: async auth => await new Hono().use(onHono.latchkey(auth)).request(asked()),
  },
  'Hono, told where the address is': {
    says: /clientAddress returned no address/,
    ask: async auth => {
      const mounted = onHono.latchkey(auth, { clientAddress: () => undefined })
      return await new Hono().use(mounted).request(asked())
    },
  },
  Next: {
    says: /withLatchkey.*watchConnections.*clientAddress/,
    ask: async auth => await toNextHandlers(auth).GET(asked()),
  },
  'a page of Next': { says: /withLatchkey/, ask: async auth => await findCaller(auth, new Headers()) },
  'Express on a Unix socket': {
    says: /'unix' to trustedProxies.*X-Forwarded-For/,
    ask: async (auth, t) => {
      const socketPath = join(temporaryFolder(t), 'a.sock')
      const server = express().use(onExpress.latchkey(auth)).listen(socketPath)
      t.after(() => server.close())
      await once(server, 'listening')
      await askSocket(socketPath)
    },
  },
  'Fastify on a Unix socket, whose proxy sends no address': {
    config: { trustedProxies: ['unix'] },
    says: /let the proxy on the Unix socket set X-Forwarded-For/,
    ask: async (auth, t) => {
      const socketPath = join(temporaryFolder(t), 'a.sock')
      const app = fastify()
      t.after(() => app.close())
      await app.register(onFastify.latchkey(auth))
      await app.listen({ path: socketPath })
      await askSocket(socketPath)
    },
  },
  'Fastify in a serverless function': {
    says: /socket\.remoteAddress is not set/,
    ask: async auth => {
      const app = fastify()
      await app.register(onFastify.latchkey(auth))
      app.addHook('onRequest', async ({ raw }) => void Object.assign(raw, { socket: {} }))
      await app.inject(path)
      await app.close()
    },
  },
}

for (const [name, { config = {}, says, ask }] of Object.entries(platforms)) {
  test(`${name}: without an address the operator is told what to do`, async t => {
    const auth = await createTestAuth(config)
    t.after(() => auth.close())
    await ask(auth, t)
    const [event] = auth.events.filter(({ name: each }) => each === 'address.missing')
    assert.ok(event !== undefined)
    const lines: string[] = []
    printFaults(text => lines.push(text)).emit(event)
    assert.match(lines.join(''), says)
  })
}

async function askSocket(socketPath: string): Promise<void> {
  const sent = request({ socketPath, path, headers: { host: 'localhost', connection: 'close' } }).end()
  const [answer] = await once(sent, 'response')
  answer.resume()
  await once(answer, 'end')
}

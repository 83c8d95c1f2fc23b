import { type TestContext, test } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import type { Config } from '../settings/settings.ts'
import { checkDirectClients, checkProxiedClients } from '../testing/count-logins.ts'
import { listen } from '../testing/listen.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'
import * as forExpress from './express.ts'
import * as forFastify from './fastify.ts'
import { createFetchHandler } from './fetch.ts'
import * as forHono from './hono.ts'

/** NestJS and Next have slow tests of their own. */
const platforms: Readonly<Record<string, (t: TestContext, auth: TestAuth) => Promise<string> | string>> = {
  async fastify(t, auth) {
    const app = fastify({ forceCloseConnections: true })
    t.after(() => app.close())
    await app.register(forFastify.latchkey(auth))
    return await app.listen({ host: '127.0.0.1', port: 0 })
  },
  express: async (t, auth) => await listen(t, express().use(forExpress.latchkey(auth))),
  hono: async (t, auth) => await listen(t, getRequestListener(new Hono().use(forHono.latchkey(auth)).fetch)),
  async 'bare fetch'(t, auth) {
    const handler = createFetchHandler(auth)
    return await listen(t, (request, response) => {
      const remoteAddress = request.socket.remoteAddress
      void getRequestListener(async sent => await handler(sent, { remoteAddress }))(request, response)
    })
  },
}

for (const [name, serve] of Object.entries(platforms)) {
  test(`${name}: each connection has logins of its own, whatever it says about itself`, async t => {
    await checkDirectClients(await serve(t, await open(t)))
  })

  test(`${name}: behind a trusted proxy, each client that it names has logins of its own`, async t => {
    await checkProxiedClients(await serve(t, await open(t, { trustedProxies: ['127.0.0.1'] })))
  })
}

async function open(t: TestContext, config: Config = {}): Promise<TestAuth> {
  const auth = await createTestAuth({ throttling: true, loginRate: '5/m', ...config })
  t.after(() => auth.close())
  return auth
}

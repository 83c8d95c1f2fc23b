/** An app of each framework with one guarded route, over real HTTP, and a client that sends what browsers would not. */
import { createServer, type OutgoingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { serve } from '@hono/node-server'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import type { Claims } from '../../../tokens/token.ts'
import { guarded as guardedExpress } from '../express.ts'
import { guarded as guardedFastify } from '../fastify.ts'
import { guarded as guardedFetch } from '../fetch.ts'
import { guarded as guardedHono } from '../hono.ts'
import type { TokenRule, TokenVerifier } from '../rule.ts'

export type Verify = TokenVerifier<Claims>
export type Rule = TokenRule<Claims, 'allowed' | undefined>

/** Serves `/orders` behind a guard, which answers with the id of the token's user. */
export type Serve = (t: TestContext, verify: Verify, rule: Rule) => Promise<string>

export const frameworks: Readonly<Record<string, Serve>> = {
  async Fastify(t, verify, rule) {
    const guard = guardedFastify(verify, rule)
    const app = fastify()
    const handler = async (asked: Parameters<typeof guard.tokenOf>[0]) => ({
      user: guard.tokenOf(asked)?.userId ?? null,
    })
    app.route({ method: ['GET', 'POST', 'OPTIONS'], url: '/orders', onRequest: guard, handler })
    t.after(() => app.close())
    return await app.listen({ host: '127.0.0.1', port: 0 })
  },
  async Express(t, verify, rule) {
    const guard = guardedExpress(verify, rule)
    const app = express()
    app.set('env', 'test')
    app.all('/orders', guard, (asked, response) => {
      response.json({ user: guard.tokenOf(asked)?.userId ?? null })
    })
    return await listen(t, createServer(app))
  },
  async Hono(t, verify, rule) {
    const app = new Hono()
    app.onError((_error, c) => c.text('Internal Server Error', 500))
    app.on(['GET', 'POST', 'OPTIONS'], '/orders', guardedHono(verify, rule), c =>
      c.json({ user: c.get('token')?.userId ?? null }),
    )
    return await served(t, app.fetch)
  },
  async fetch(t, verify, rule) {
    return await served(
      t,
      guardedFetch(verify, rule, (_, token) => Response.json({ user: token?.userId ?? null })),
    )
  },
}

async function served(t: TestContext, handler: (request: Request) => Response | Promise<Response>): Promise<string> {
  const caught = async (asked: Request) => {
    try {
      return await handler(asked)
    } catch {
      return new Response('Internal Server Error', { status: 500 })
    }
  }
  return await new Promise(resolve => {
    const server = serve({ fetch: caught, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    )
    t.after(() => void server.close())
  })
}

async function listen(t: TestContext, server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export interface Heard {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** Node's own client, because `fetch` joins headers and refuses odd ones. */
export async function ask(url: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Heard> {
  return await new Promise((resolve, reject) => {
    const sent = request(`${url}/orders`, { method, headers, agent: false }, response => {
      let body = ''
      response.setEncoding('utf8').on('data', text => {
        body += text
      })
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }))
    })
    sent.on('error', reject).end()
  })
}

/** Sites for the browser: an app with the guide's page beside Latchkey's endpoints, and pages on origins of their own. */
import { readFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { type FastifyInstance, fastify } from 'fastify'
import { latchkey } from '../../src/adapters/fastify.ts'
import type { Config } from '../../src/settings/settings.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'

const guide = new URL('../../docs/guides/cookies.md', import.meta.url)

/** What the browser sent, as the server saw it. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly hasCookie: boolean
  readonly origin: string | undefined
}

export interface Site {
  readonly auth: TestAuth
  readonly port: number
  readonly seen: readonly Seen[]
  /** Every body that was answered, the page's own too. */
  readonly bodies: readonly string[]
}

/** The app of the guide, on a port that was free. Its clock is the tests' and begins now: browsers have a clock too. */
export async function serveApp(t: TestContext, config: Config = {}): Promise<Site> {
  const auth = await createTestAuth(config, { clock: createFakeClock(Date.now()) })
  const app = fastify({ forceCloseConnections: true })
  const seen: Seen[] = []
  app.addHook('onRequest', async ({ method, url, headers }) => {
    seen.push({ method, path: url, hasCookie: headers.cookie !== undefined, origin: headers.origin })
  })
  const bodies: string[] = []
  app.addHook('onSend', async (_request, _reply, payload) => void bodies.push(String(payload)))
  app.get('/', (_request, reply) => reply.type('text/html').send(guidePage()))
  app.register(latchkey(auth))
  const port = await listen(t, app)
  t.after(() => auth.close())
  return { auth, port, seen, bodies }
}

/** A page on a port of its own, and so on another origin; the guide's page unless another is given. */
export async function servePage(t: TestContext, html: () => string): Promise<number> {
  const app = fastify({ forceCloseConnections: true })
  app.get('/', (_request, reply) => reply.type('text/html').send(html()))
  return await listen(t, app)
}

/** The page as docs/guides/cookies.md prints it, with its one line changed for another origin. */
export function guidePage(api = ''): string {
  const page = /```html\n(.*?)```/s.exec(readFileSync(guide, 'utf8'))?.[1]
  if (page?.includes("const api = ''") !== true) throw new Error('the guide has lost its page')
  return page.replace("const api = ''", `const api = '${api}'`)
}

async function listen(t: TestContext, app: FastifyInstance): Promise<number> {
  t.after(() => app.close())
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return Number(new URL(address).port)
}

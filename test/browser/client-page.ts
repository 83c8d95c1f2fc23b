/** Pages with the client, bundled as an application's would be, on a server that counts and holds refreshes. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type FastifyInstance, fastify } from 'fastify'
import type { Page } from 'playwright-core'
import { bundleText } from '../../scripts/web/bundle-text.ts'
import { latchkey } from '../../src/adapters/fastify.ts'
import type { Config } from '../../src/settings/settings.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { openBrowser, untilFileEnds } from './browser.ts'

export const email = 'user@example.com'

export interface Served {
  /** The program of the page. */
  readonly text: string
  /** Packages that are elsewhere. */
  readonly alias?: Readonly<Record<string, string>>
  readonly config?: Config
  readonly addRoutes?: (app: FastifyInstance, auth: TestAuth) => void
}

const fileEnds = untilFileEnds()
const shared: { browser?: ReturnType<typeof openBrowser> } = {}

/** One browser for all tests of a file, and a set of cookies and storages for each. */
export async function servePages(t: TestContext, { text, alias = {}, config = {}, addRoutes }: Served) {
  const auth = await createTestAuth({ cookieSecure: false, ...config }, { clock: createFakeClock(Date.now()) })
  const app = fastify({ forceCloseConnections: true })
  const script = await bundleText(text, { alias })
  const held = { refresh: undefined as Promise<void> | undefined, refreshes: 0 }
  app.addHook('onRequest', async ({ url }) => {
    if (!url.includes('refresh')) return
    held.refreshes += 1
    await held.refresh
  })
  const html = '<!doctype html><title>App</title><div id="app"></div><script type="module" src="/page.js"></script>'
  app.get('/', (_request, reply) => reply.type('text/html').send(html))
  app.get('/page.js', (_request, reply) => reply.type('text/javascript').send(script))
  await app.register(latchkey(auth))
  addRoutes?.(app, auth)
  const url = (await app.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
  t.after(() => app.close().then(() => auth.close()))
  await auth.register(email)
  shared.browser ??= openBrowser(fileEnds)
  const context = await (await shared.browser).browser()?.newContext()
  assert.ok(context)
  t.after(() => context.close())
  const openPage = async () => {
    const opened = await context.newPage()
    await opened.goto(url)
    return opened
  }
  return { auth, held, openPage, expire: () => auth.clock.advance(15 * 60_000) }
}

export const ask = <T>(tab: Page, code: string) => tab.evaluate(code) as Promise<T>

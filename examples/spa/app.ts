/** Serves the page, its program and Latchkey's endpoints from one origin, so that cookies need no CORS. */
import { type FastifyInstance, fastify } from 'fastify'
import type { Auth } from 'latchkey'
import { latchkey } from 'latchkey/fastify'
import { rolldown } from 'rolldown'

const html = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>My app</title><main></main><script type="module" src="/page.js"></script></html>`

export async function createApp(auth: Auth): Promise<FastifyInstance> {
  const script = await bundlePage()
  const app = fastify({ forceCloseConnections: true })
  app.get('/', (_request, reply) => reply.type('text/html').send(html))
  app.get('/page.js', (_request, reply) => reply.type('text/javascript').send(script))
  await app.register(latchkey(auth))
  return app
}

/** In an application, a bundler such as Vite does this. */
async function bundlePage(): Promise<string> {
  const input = new URL('page.ts', import.meta.url).pathname
  const bundle = await rolldown({
    input,
    platform: 'browser',
    resolve: { conditionNames: ['latchkey-source', 'import'] },
  })
  const { output } = await bundle.generate({ format: 'es', minify: true })
  await bundle.close()
  return output[0].code
}

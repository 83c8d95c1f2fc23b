/** A reverse proxy that takes a prefix off and says so, and serves a page at the root beside it. */
import { createServer, request as send } from 'node:http'
import type { TestContext } from 'node:test'

export async function stripPrefix(t: TestContext, prefix: string, target: number, page: string): Promise<number> {
  const server = createServer((incoming, outgoing) => {
    const { url = '/', method, headers } = incoming
    if (url === '/') return void outgoing.setHeader('content-type', 'text/html').end(page)
    if (!url.startsWith(`${prefix}/`)) return void outgoing.writeHead(404).end()
    const forwarded = {
      'x-forwarded-prefix': prefix,
      'x-forwarded-host': headers.host,
      'x-forwarded-proto': 'http',
      'x-forwarded-for': incoming.socket.remoteAddress,
      host: `127.0.0.1:${target}`,
    }
    const options = { port: target, host: '127.0.0.1', path: url.slice(prefix.length), method }
    const inner = send({ ...options, headers: { ...headers, ...forwarded } }, answer => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headersDistinct)
      answer.pipe(outgoing)
    })
    inner.on('error', () => outgoing.destroy())
    incoming.pipe(inner)
  })
  t.after(() => server.closeAllConnections())
  t.after(() => server.close())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

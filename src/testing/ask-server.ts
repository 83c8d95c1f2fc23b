/** The ready-made server on a real socket, asked by any host name and as if from any address. */
import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import type { HttpServer } from '../server/http-server.ts'

export interface ServerAnswer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type AskServer = (
  path: string,
  from?: { readonly headers?: Readonly<Record<string, string>>; readonly remoteAddress?: string },
) => Promise<ServerAnswer>

/** Listens until the test ends. What it gives is called once at a time where addresses differ. */
export async function askServer(t: Pick<TestContext, 'after'>, app: HttpServer): Promise<AskServer> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => app.close())
  const { port } = app.server.address() as AddressInfo
  return async (path, { headers, remoteAddress } = {}) => {
    const pretend = (socket: Socket) => void Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress })
    if (remoteAddress !== undefined) app.server.once('connection', pretend)
    const asking = request({ port, path, headers: { host: 'localhost', ...headers }, agent: false }).end()
    const [answer] = (await once(asking, 'response')) as [IncomingMessage]
    return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
  }
}

/** A server on a real socket, for attacks on bytes and time. */
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { createHttpServer } from '../../src/server/http-server.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { openSocket } from '../faults/raw-socket.ts'

export interface ListeningAuth extends TestAuth {
  readonly port: number
  /** Sends bytes, and gives everything that came back when the server has closed the connection. */
  send(text: string): Promise<string>
}

export async function listen(
  t: Pick<TestContext, 'after'>,
  config: Parameters<typeof createTestAuth>[0] = {},
): Promise<ListeningAuth> {
  const auth = await createTestAuth(config)
  const app = createHttpServer(auth)
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => app.close().then(() => auth.close()))
  const { port } = app.server.address() as AddressInfo
  const send = async (text: string) => {
    const socket = await openSocket(port)
    socket.write(text)
    return await socket.whole
  }
  return { ...auth, port, send }
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** One answer, taken apart. */
export function readAnswer(text: string): RawAnswer {
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const [line = '', ...lines] = head.split('\r\n')
  const headers = new Headers(lines.map(each => [each.slice(0, each.indexOf(':')), each.slice(each.indexOf(':') + 1)]))
  return { status: Number(line.split(' ')[1]), headers, body }
}

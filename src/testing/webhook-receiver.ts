/** A service that is told by webhooks: a real server of this machine, which keeps what it is sent. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface WebhookReceiver {
  readonly url: string
  readonly received: readonly ReceivedWebhook[]
}

/** `answer` is called once the body is there; `count` begins at 1. */
export async function openReceiver(
  t: { after(end: () => unknown): void },
  answer: (response: ServerResponse, count: number, body: string) => void = response =>
    void response.writeHead(204).end(),
  listenAt = 0,
): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts).toString()
    received.push({ headers: request.headers, body })
    answer(response, received.length, body)
  })
  await new Promise<void>(resolve => server.listen(listenAt, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hooks`, received }
}

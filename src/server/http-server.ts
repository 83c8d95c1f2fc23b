/** The ready-made server's Fastify app: the plugin, every method that Node knows, and clear answers to bad bytes. */
import { METHODS } from 'node:http'
import type { Socket } from 'node:net'
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify'
import { latchkey } from '../adapters/fastify.ts'
import type { Auth } from '../auth.ts'
import { drainOnClose } from './drain.ts'
import { answerUnknownMethod } from './unknown-method.ts'

export function createHttpServer(auth: Auth): FastifyInstance {
  const app = fastify({
    logger: false,
    // On closing, connections that wait for nothing are closed, those with a request under way are not.
    forceCloseConnections: 'idle',
    clientErrorHandler: (error, socket) => void answerClientError(auth, error as Error, socket),
    // A path that cannot be decoded reaches no route: dispatch has an answer for unknown paths.
    frameworkErrors: (_error, _request, reply) => {
      const answer: FastifyReply = reply
      answer.code(404).header('content-type', 'application/json').send(Buffer.from('{"detail":"Not found."}'))
    },
  })
  for (const method of METHODS.filter(name => name !== 'CONNECT' && !app.supportedMethods.includes(name))) {
    app.addHttpMethod(method, { hasBody: true })
  }
  drainOnClose(app)
  app.register(latchkey(auth, { answerEverything: true }))
  return app
}

async function answerClientError(auth: Auth, error: ClientError, socket: Socket): Promise<void> {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const isUnknownMethod = error.code === 'HPE_INVALID_METHOD' && error.rawPacket !== undefined
  if (isUnknownMethod && (await answerUnknownMethod(auth.dispatch, error.rawPacket ?? Buffer.of(), socket))) return
  const [status, detail] = clientErrors[error.code ?? ''] ?? ['400 Bad Request', 'Malformed request.']
  const body = JSON.stringify({ detail })
  const head = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n`
  socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n${body}`)
}

/** What Node really hands over; Fastify's type says otherwise of `rawPacket`. */
type ClientError = Error & { readonly code?: string; readonly rawPacket?: Buffer }

const clientErrors: Readonly<Record<string, readonly [string, string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'Request headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long.'],
}

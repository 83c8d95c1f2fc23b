/**
 * Latchkey's endpoints in a Fastify app: `app.register(latchkey(auth))`. The plugin hands requests to dispatch and
 * answers back, and does nothing else; it leaves the app's own routes, parsers and error handler alone.
 */
import type { IncomingMessage } from 'node:http'
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import type { Auth } from '../auth.ts'
import type { Incoming, Outgoing } from '../http/message.ts'
import { AuthError, problem } from '../problems.ts'

export interface LatchkeyFastifyOptions {
  /** Answers every path that the app itself does not: what the ready-made server does. */
  readonly answerEverything?: boolean
}

export function latchkey(auth: Auth, options: LatchkeyFastifyOptions = {}): FastifyPluginCallback {
  return (app, _, done) => {
    const answer = async (request: FastifyRequest, reply: FastifyReply) =>
      send(reply, await auth.dispatch(toIncoming(request)))

    // The body is left on the stream: dispatch reads it when it knows who sent it, and decides what its type means.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    // What Fastify refuses before a handler runs (a content type that is none) is for dispatch to answer, in its order.
    app.setErrorHandler((_error, request, reply) => answer(request, reply))

    for (const pattern of auth.paths) {
      const path = pattern.replaceAll(/\{(\w+)\}/g, ':$1')
      app.all(path, answer)
      if (path.endsWith('/')) app.all(path.slice(0, -1), answer)
    }
    if (options.answerEverything === true) app.setNotFoundHandler(answer)
    done()
  }
}

function toIncoming(request: FastifyRequest): Incoming {
  const { raw } = request
  const [path = '', query = ''] = splitOnce(raw.url ?? '/', '?')
  return {
    method: raw.method ?? 'GET',
    path,
    query,
    header: name => readHeader(raw, name),
    body: limit => readBody(raw, limit),
    remoteAddress: request.socket.remoteAddress ?? '',
    // Without TLS a proxy may have spoken it: only what is sure is said.
    scheme: 'encrypted' in request.socket ? 'https' : undefined,
  }
}

/** Headers as pairs: `Set-Cookie` may come twice. A buffer keeps the content type as it is, without a charset. */
function send(reply: FastifyReply, outgoing: Outgoing): FastifyReply {
  reply.code(outgoing.status)
  for (const [name, value] of outgoing.headers) reply.header(name, value) // several Set-Cookie are kept
  return reply.send(Buffer.from(outgoing.body))
}

async function readBody(stream: IncomingMessage, limit: number): Promise<Uint8Array> {
  if (Number(stream.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limit) throw tooLarge(limit)
      chunks.push(chunk)
    }
  } catch (error) {
    // The client went away in the middle of its body. Nobody reads the answer, and nothing of ours has failed.
    throw error instanceof AuthError ? error : problem('parse_error', { reason: 'aborted', cause: error })
  }
  return Buffer.concat(chunks)
}

function tooLarge(limit: number) {
  // The rest of the body is not read, so the connection cannot be used again.
  return problem('payload_too_large', { evidence: { limit }, headers: { Connection: 'close' } })
}

/** Of two Host or Authorization headers Node keeps the first in silence: joined, they are seen and refused. */
function readHeader({ headers, headersDistinct }: IncomingMessage, name: string): string | undefined {
  return name === 'cookie' ? headers.cookie : headersDistinct[name]?.join(', ')
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** Converts a request of the Fetch standard for dispatch, and its answer back, for every adapter on top of it. */
import type { Auth } from '../auth.ts'
import type { Incoming, Outgoing } from '../http/request/message.ts'
import { isBelow } from '../kernel/base-path.ts'
import { AuthError, problem } from '../problems.ts'

const fetchFix =
  'the Fetch standard does not say who calls: pass handler(request, { remoteAddress }), and the same to guarded handlers'

/** For adapters with that option. */
export const clientAddressFix = 'clientAddress returned no address for this request'

export function toIncoming(request: Request, remoteAddress = '', addressFix = fetchFix): Incoming {
  const url = new URL(request.url)
  return {
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    // Platforms that hide the Host header put it into the URL.
    header: name => request.headers.get(name) ?? (name === 'host' ? url.host : undefined),
    body: limit => readBody(request, limit),
    remoteAddress,
    addressFix,
    scheme: url.protocol === 'https:' ? 'https' : undefined,
  }
}

/** Some routers take their path off the URL (Hono's `mount`), others leave it (Hono's `basePath`). */
export function mountedAt(auth: Auth, incoming: Incoming, mountPath: string): Incoming {
  const { path } = incoming
  const isWhole = isBelow(path, mountPath) && (auth.serves(path.slice(mountPath.length)) || !auth.serves(path))
  return { ...incoming, mountPath, path: isWhole ? path : `${mountPath}${path}` }
}

export function toResponse({ method }: Request, outgoing: Outgoing): Response {
  const { status, headers } = outgoing
  const hasBody = method !== 'HEAD' && ![204, 205, 304].includes(status)
  const body = hasBody ? sentBody(outgoing) : null
  return new Response(body, { status, headers: headers.map(([name, value]) => [name, value]) })
}

function sentBody({ body, bytes }: Outgoing) {
  if (bytes === undefined) return body === '' ? null : body
  return bytes instanceof Uint8Array ? new Uint8Array(bytes) : ReadableStream.from(bytes)
}

async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit)
  if (request.bodyUsed) {
    throw new TypeError('the body was read before Latchkey got the request: pass it on unread, or a clone() of it')
  }
  try {
    return await collect(request, limit)
  } catch (error) {
    // The client disconnected in the middle of its body: not a server error.
    throw error instanceof AuthError ? error : problem('parse_error', { reason: 'aborted', cause: error })
  }
}

async function collect(request: Request, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export function tooLarge(limit: number): AuthError {
  return problem('payload_too_large', { evidence: { limit } })
}

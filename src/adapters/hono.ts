/**
 * Latchkey's endpoints in a Hono app, and guards for its routes. Of Hono only types are used. On Node the client's
 * address is that of the connection, which `@hono/node-server` passes on; elsewhere name it (`clientAddress`).
 */
import '../kernel/require-node24.ts'

import type { Socket } from 'node:net'
import type { Context, MiddlewareHandler } from 'hono'
import type { Auth } from '../auth.ts'
import type { GuardRule } from '../http/authorize/guard.ts'
import type { Incoming } from '../http/request/message.ts'
import type { Permission } from '../permissions/permission.ts'
import type { PrincipalFor } from '../permissions/principal-for.ts'
import { clientAddressFix, toIncoming, tooLarge, toResponse } from './fetch-request.ts'
import { peerOf } from './node-request.ts'
import { bytesOf } from './parsed-body.ts'
import { rememberPrincipal } from './principals.ts'
import { reported } from './reported.ts'
import { textParams } from './text-params.ts'

export { findPrincipal, principalOf } from './principals.ts'

/** Options of the Hono adapter. */
export interface HonoOptions {
  /** The address of the client, where Hono does not run on `@hono/node-server`; never from a header that clients can write. */
  readonly clientAddress?: (c: Context) => string | undefined
}

/**
 * `app.use(latchkey(auth))`, or below a path: `app.use('/v1/*', latchkey(auth))`. All other paths go on to the app's
 * routes. `basePath()` and `route()` need nothing more; for `mount()` there is `createFetchHandler` (`latchkey/fetch`).
 */
export function latchkey(auth: Auth, options: HonoOptions = {}): MiddlewareHandler {
  return async (c, next) => {
    const incoming = mounted(auth, c, options)
    if (incoming === undefined) return await next()
    return toResponse(c.req.raw, await auth.dispatch(incoming))
  }
}

/**
 * `app.get('/notes/:id', guarded(auth, { permissions: [isAuthenticated] }), c => …)`: in the handler the caller is
 * `c.get('principal')`, or `principalOf(c)`.
 */
export function guarded<const P extends readonly Permission[]>(
  auth: Auth,
  rule: GuardRule<P>,
  options: HonoOptions = {},
): MiddlewareHandler<{ Variables: { principal: PrincipalFor<P> } }> {
  const guard = auth.guard(rule)
  return async (c, next) => {
    const admission = await guard({ ...read(c, options), params: textParams(c.req.param()) })
    if (admission.kind === 'refused') return toResponse(c.req.raw, admission.outgoing)
    rememberPrincipal(c, admission.principal)
    rememberPrincipal(c.req.raw, admission.principal)
    c.set('principal', admission.principal)
    await reported(admission, async () => {
      await next()
      return c.res
    })
  }
}

/**
 * The request, if its path is served: below the pattern of the mount, or else as a whole, so that
 * `app.use('/api/*', latchkey(auth))` adds nothing to `/api/auth/login/`.
 */
function mounted(auth: Auth, c: Context, options: HonoOptions): Incoming | undefined {
  const incoming = read(c, options)
  const { path } = incoming
  // Of `/:tenant/v1/*`, as many segments of the path as sent.
  const depth = c.req.routePath.split('/').filter(segment => segment !== '' && segment !== '*').length
  const mountPath = path
    .split('/')
    .slice(0, depth + 1)
    .join('/')
  if (depth > 0 && auth.serves(path.slice(mountPath.length))) return { ...incoming, mountPath }
  return auth.serves(path) ? incoming : undefined
}

function read(c: Context, { clientAddress }: HonoOptions): Incoming {
  const address = clientAddress === undefined ? nodeAddress(c.env) : clientAddress(c)
  const incoming = toIncoming(c.req.raw, address, clientAddress === undefined ? honoFix : clientAddressFix)
  // A body that a middleware or validator has read is in Hono's cache.
  const hasCache = () => Object.keys(c.req.bodyCache).length > 0
  return { ...incoming, body: async limit => await (hasCache() ? cachedBody(c, limit) : incoming.body(limit)) }
}

const honoFix =
  'serve the app by @hono/node-server, or say where the address is: latchkey(auth, { clientAddress: c => ... }), ' +
  'and the same for guarded'

/** `c.env` of `@hono/node-server`, whose servers of HTTP/2 and WebSockets put it one level deeper. */
interface NodeBindings {
  readonly incoming?: { readonly socket?: Socket }
  readonly server?: NodeBindings
}

function nodeAddress(env: NodeBindings | undefined): string | undefined {
  const socket = (env?.server ?? env)?.incoming?.socket
  return socket === undefined ? undefined : peerOf(socket)
}

async function cachedBody({ req }: Context, limit: number): Promise<Uint8Array> {
  const bytes = await cachedBytes(req)
  if (bytes.length > limit) throw tooLarge(limit)
  return bytes
}

/** As what was read, since Hono before 4.2 makes nothing else of it, and a form loses its boundary. */
async function cachedBytes(req: Context['req']): Promise<Uint8Array> {
  const { text, json, blob, formData, arrayBuffer } = req.bodyCache
  if (arrayBuffer !== undefined) return new Uint8Array(await req.arrayBuffer())
  if (text !== undefined) return Buffer.from(await req.text())
  if (json !== undefined) return Buffer.from(JSON.stringify(await req.json()))
  if (blob !== undefined) return new Uint8Array(await (await req.blob()).arrayBuffer())
  return formData === undefined
    ? new Uint8Array(await req.arrayBuffer())
    : formBytes(await req.formData(), req.header('content-type'))
}

function formBytes(form: FormData, contentType: string | undefined): Uint8Array {
  const body = Object.fromEntries([...form.keys()].map(name => [name, form.getAll(name)]))
  return bytesOf({ body }, contentType) ?? new Uint8Array()
}

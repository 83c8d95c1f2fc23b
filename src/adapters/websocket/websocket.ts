/**
 * `latchkey/websocket`: authenticated WebSockets. Works with `ws`, with Fastify's WebSocket plugin and with other
 * libraries that use Node's `upgrade` event. The application gets a socket once its principal is known, and the socket
 * is closed when the principal is no longer allowed; the messages are the application's.
 */
import '../../kernel/require-node24.ts'

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Auth } from '../../auth.ts'
import { admitSocket, type SocketAdmission, type SocketCaller } from '../../features/sockets/admit-socket.ts'
import type { SocketCloseReason } from '../../features/sockets/close-codes.ts'
import { withoutBearerProtocol } from '../../features/sockets/find-socket-token.ts'
import type { SocketOptions } from '../../features/sockets/socket-options.ts'
import { createSocketWatcher } from '../../features/sockets/socket-watcher.ts'
import { requireAccess } from '../../http/authorize/default-access.ts'
import { createClientReader } from '../../http/request/client-address.ts'
import { formatAnswer } from '../../http/response/format-answer.ts'
import type { Principal } from '../../users/principal.ts'
import { type FastifyLikeReply, send } from '../fastify-reply.ts'
import { toIncoming } from '../node-request.ts'
import { textParams } from '../text-params.ts'
import { awaitFirstMessage } from './await-first-message.ts'
import { closeSocket, type ServerSocket } from './server-socket.ts'

export { type SocketCloseReason, socketCloseCodes } from '../../features/sockets/close-codes.ts'
export {
  type SocketCredential,
  type SocketOptions,
  tokensInAddressesEndUpInLogs,
} from '../../features/sockets/socket-options.ts'
export type { FastifyLikeReply } from '../fastify-reply.ts'
export type { ServerSocket } from './server-socket.ts'

/** An admitted socket, with its caller. `renew` takes the next access token before the current one expires. */
export interface SocketConnection<Who, Socket> {
  readonly socket: Socket
  /** As of the last check: `user()` reads the row as it was then. */
  readonly principal: Who
  /** Continues with a new token of the same user, which the application received in a message. */
  renew(token: string): Promise<void>
}

/** Called when the principal is known. It must add its listeners before it returns. */
export type OnSocket<Who, Socket> = (connection: SocketConnection<Who, Socket>) => void

/** The WebSocketServer of `ws`, created with `noServer: true`. */
export interface UpgradingServer<Socket> {
  handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    opened: (socket: Socket, request: IncomingMessage) => void,
  ): void
}

/** Admits WebSockets: `upgrade` for Node's server, `preValidation` and `handler` for Fastify. */
export interface SocketGuard<Who> {
  /** For the `upgrade` event of Node's server. */
  upgrade<Socket extends ServerSocket>(
    server: UpgradingServer<Socket>,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    opened: OnSocket<Who, Socket>,
  ): Promise<void>
  /** For Fastify, before the handshake: `{ websocket: true, preValidation: guard.preValidation }`. */
  preValidation<Reply extends FastifyLikeReply>(request: FastifyLikeRequest, reply: Reply): Promise<Reply | undefined>
  /** For Fastify, the handler of that route. */
  handler<Socket extends ServerSocket>(
    opened: OnSocket<Who, Socket>,
  ): (socket: Socket, request: Pick<FastifyLikeRequest, 'raw'>) => void
}

/** What is asked of Fastify's request. */
export interface FastifyLikeRequest {
  readonly raw: IncomingMessage
  readonly params: unknown
}

/** Creates the guard of a route: its options decide who may open a socket there. */
export function createSocketGuard(
  auth: Pick<Auth, 'system'>,
  options: SocketOptions & { readonly anonymous: 'allowed' },
): SocketGuard<Principal | undefined>
export function createSocketGuard(
  auth: Pick<Auth, 'system'>,
  options?: SocketOptions & { readonly anonymous?: 'refused' },
): SocketGuard<Principal>
export function createSocketGuard(
  { system }: Pick<Auth, 'system'>,
  options: SocketOptions = {},
): SocketGuard<Principal | undefined> {
  const readClient = createClientReader(system.settings, system.random)
  const admissions = new WeakMap<IncomingMessage, SocketAdmission>()
  const open = createOpener({ system }, options)

  const admit = async (request: IncomingMessage, params?: unknown): Promise<SocketAdmission> => {
    const incoming = { ...readClient(toIncoming(request)), params: textParams(params) }
    const admission = await admitSocket(system, incoming, options)
    hideToken(request)
    admissions.set(request, admission)
    return admission
  }

  return {
    async upgrade(server, request, socket, head, opened) {
      // Node removed its error listener: a connection that breaks during the token check must not crash the process.
      const destroy = () => void socket.destroy()
      socket.on('error', destroy)
      const admission = await admit(request)
      if (admission.kind === 'refused') {
        // A client that never closes its half would keep ours open: Node's timeouts do not apply after an upgrade.
        socket.once('finish', destroy)
        return void socket.end(formatAnswer(admission.answer))
      }
      socket.off('error', destroy)
      server.handleUpgrade(request, socket, head, websocket => open(websocket, request, admission, opened))
    },
    async preValidation({ raw, params }, reply) {
      const admission = await admit(raw, params)
      return admission.kind === 'refused' ? send(reply, admission.answer) : undefined
    },
    handler:
      opened =>
      (socket, { raw }) =>
        open(socket, raw, admissions.get(raw), opened),
  }
}

function createOpener({ system }: Pick<Auth, 'system'>, options: SocketOptions) {
  // A misspelt permission or role is told when the guard is made, as for any other.
  requireAccess({ permissions: options.permissions ?? [] }, system.settings)
  const { timer } = system
  const watcher = createSocketWatcher(system, options)

  return function open<Socket extends ServerSocket>(
    socket: Socket,
    request: IncomingMessage,
    admission: SocketAdmission | undefined,
    opened: OnSocket<Principal | undefined, Socket>,
  ): void {
    // A malformed frame closes the socket; without a listener it would crash the process (denial of service).
    socket.on('error', () => {})
    const close = (reason: SocketCloseReason) => closeSocket(socket, reason, timer)
    switch (admission?.kind) {
      case 'authenticated':
        accept(admission)
        break
      case 'anonymous':
        opened({ socket, principal: undefined, renew: async () => close('refused') })
        break
      case 'first_message':
        awaitFirstMessage({
          socket,
          request,
          options,
          timer,
          admitToken: admission.admitToken,
          admitted: accept,
          close,
        })
        break
      default:
        // A Fastify route without `preValidation` was not checked, so the socket is refused.
        close('refused')
    }

    function accept(caller: SocketCaller): void {
      const watch = watcher.watch(caller, close)
      socket.on('close', () => watch.forget())
      opened({
        socket,
        get principal() {
          return watch.caller.principal
        },
        renew: token => watch.renew(token),
      })
    }
  }
}

/** Removes the token from the request before the application, its log or the handshake's answer can repeat it. */
function hideToken({ headers, headersDistinct, rawHeaders }: IncomingMessage): void {
  const rest = withoutBearerProtocol(headers[protocolHeader])
  if (rest === undefined) delete headers[protocolHeader]
  else headers[protocolHeader] = rest
  headersDistinct[protocolHeader] = rest === undefined ? [] : [rest]
  for (const [index, name] of rawHeaders.entries()) {
    if (index % 2 === 1 || name.toLowerCase() !== protocolHeader) continue
    rawHeaders[index + 1] = withoutBearerProtocol(rawHeaders[index + 1]) ?? ''
  }
}

const protocolHeader = 'sec-websocket-protocol'

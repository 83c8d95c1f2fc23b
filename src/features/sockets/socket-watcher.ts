/**
 * Watches open sockets, which outlive the moment at which their token was verified. Each is checked again when a
 * revocation that concerns it becomes known: at once for actions of this process, within `revocationAllowance` for
 * those of other processes, whose log is polled for as long as any socket is open.
 */
import type { System } from '../../system.ts'
import { tokenIdOf } from '../../tokens/claims.ts'
import type { SocketCaller } from './admit-socket.ts'
import { type AuthenticatedSocket, createAuthenticatedSocket } from './authenticated-socket.ts'
import type { SocketCloseReason } from './close-codes.ts'
import { followRevocations } from './follow-revocations.ts'
import type { SocketOptions } from './socket-options.ts'
import { createSubjectIndex } from './subject-index.ts'

export interface SocketWatch {
  /** As of the last check. */
  readonly caller: SocketCaller
  /** Goes on with a fresh token of the same user. One that is not valid, or another user's, closes the socket. */
  renew(token: string): Promise<void>
  /** The connection is closed already: watches it no longer. */
  forget(): void
}

export interface SocketWatcher {
  /** `onClose` is called at most once. */
  watch(caller: SocketCaller, onClose: (reason: SocketCloseReason) => void): SocketWatch
}

export function createSocketWatcher(system: System, options: SocketOptions): SocketWatcher {
  const sockets = createSubjectIndex<AuthenticatedSocket>()
  const follower = followRevocations(system, sockets)
  const remove = (socket: AuthenticatedSocket) => {
    sockets.delete(socket)
    if (sockets.size === 0) follower.stop()
  }
  return {
    watch(caller, onClose) {
      const socket = createAuthenticatedSocket(system, options, caller, reason => {
        remove(socket)
        onClose(reason)
      })
      sockets.set(socket, subjectsOf(system, caller))
      follower.start()
      // The handshake took a moment after the admission: a revocation in between has reached no watcher.
      void socket.check()
      return {
        get caller() {
          return socket.caller
        },
        async renew(token) {
          const isOpen = await socket.check(token)
          if (isOpen) sockets.set(socket, subjectsOf(system, socket.caller))
        },
        forget() {
          socket.stop()
          remove(socket)
        },
      }
    },
  }
}

/** The subjects of the revocation log that concern a token. */
function subjectsOf({ settings }: System, { principal: { claims, sid, id } }: SocketCaller): readonly string[] {
  return [
    `jti ${tokenIdOf(settings, claims)}`,
    ...(sid === undefined ? [] : [`sid ${sid}`]),
    `user-before ${id}`,
    `user-stale ${id}`,
  ]
}

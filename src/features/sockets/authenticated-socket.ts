/**
 * One open socket with a principal. It closes when its token expires or is revoked, or when its user loses the
 * permission. Every check verifies the token again: what was true at the handshake is not trusted.
 */
import type { System } from '../../system.ts'
import { admitSocketToken, type SocketCaller } from './admit-socket.ts'
import type { SocketCloseReason } from './close-codes.ts'
import { closeReasonOf } from './close-reason.ts'
import type { SocketOptions } from './socket-options.ts'

export interface AuthenticatedSocket {
  /** As of the last check. */
  readonly caller: SocketCaller
  /** Checks again, by a fresh token of the same user or by the one that it has. `false`: the socket is closed. */
  check(token?: string): Promise<boolean>
  close(reason: SocketCloseReason): void
  /** The connection is closed already: stops without a close. */
  stop(): void
}

/** `onClose` is called at most once. */
export function createAuthenticatedSocket(
  system: System,
  options: SocketOptions,
  first: SocketCaller,
  onClose: (reason: SocketCloseReason) => void,
): AuthenticatedSocket {
  let caller = first
  let isOver = false
  let cancelExpiry = closeAtExpiry()

  return {
    get caller() {
      return caller
    },
    close,
    stop,
    async check(token = caller.token) {
      const isRenewal = token !== caller.token
      try {
        const next = await admitSocketToken(system, token, options)
        // The user of a socket never changes; another user's token opens another socket.
        if (next.principal.id !== caller.principal.id) close('refused')
        if (!isOver) renew(next)
      } catch (error) {
        close(closeReasonOf(error, isRenewal ? 'refused' : 'revoked'))
      }
      return !isOver
    },
  }

  function renew(next: SocketCaller): void {
    caller = next
    cancelExpiry()
    cancelExpiry = closeAtExpiry()
  }

  function closeAtExpiry(): () => void {
    const { exp } = caller.principal.claims
    const last = (Math.trunc(Number(exp)) + system.settings.leeway) * 1000
    return system.timer.after(last - system.clock.now(), () => close('expired'))
  }

  function stop(): void {
    isOver = true
    cancelExpiry()
  }

  function close(reason: SocketCloseReason): void {
    if (isOver) return
    stop()
    const { id, sid } = caller.principal
    system.events.emit({ name: 'socket.ended', reason, userId: id, sid })
    onClose(reason)
  }
}

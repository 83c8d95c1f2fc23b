/**
 * One open socket with a principal. It closes when its token expires or is revoked, or when its user loses the
 * permission. Every check verifies the token again: what was true at the handshake is not trusted.
 */
import type { Needs, System } from '../../system.ts'
import { tokenIdOf } from '../../tokens/claims.ts'
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
  let renewals = 0
  /** The renewal that `caller` is of. */
  let renewal = 0
  let cancelExpiry = closeAtExpiry()

  return {
    get caller() {
      return caller
    },
    close,
    stop,
    check,
  }

  async function check(token = caller.token): Promise<boolean> {
    const isRenewal = token !== caller.token
    if (isRenewal) renewals += 1
    // At once: a user who has logged out is heard no more, while a whole check takes a turn of the event loop or two.
    else if (isRevoked(system, caller)) close('revoked')
    if (isOver) return false
    const number = isRenewal ? renewals : renewal
    const result = await admitSocketToken({ system }, token, options, caller.naming).catch((error: unknown) =>
      closeReasonOf(error, isRenewal ? 'refused' : 'revoked'),
    )
    if (isOver) return false
    // A renewal was faster: this says nothing about the token of now. What asked for a check may concern that one, too.
    if (number < renewal) return isRenewal || (await check())
    if (typeof result === 'string') close(result)
    // The user of a socket never changes; another user's token opens another socket.
    else if (result.principal.id !== caller.principal.id) close('refused')
    else renew(result, number)
    return !isOver
  }

  function renew(next: SocketCaller, number: number): void {
    caller = next
    renewal = number
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

/** What the index in memory knows of the token. */
function isRevoked({ settings, revocations }: Needs<'settings' | 'revocations'>, { principal }: SocketCaller): boolean {
  const { id, sid, claims } = principal
  if (!settings.revokeAccessTokens) return false
  return revocations.statusOf({ jti: tokenIdOf(settings, claims), sid, iat: claims.iat }, String(id)) === 'revoked'
}

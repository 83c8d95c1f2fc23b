/**
 * Follows the revocation log for as long as sockets are open, and checks again those that a new entry concerns. It
 * trusts the log to be complete; when the log cannot be read for too long, it closes every socket.
 */
import type { Needs } from '../../system.ts'
import type { AuthenticatedSocket } from './authenticated-socket.ts'
import type { SubjectIndex } from './subject-index.ts'

export interface RevocationFollower {
  start(): void
  stop(): void
}

type Parts = Needs<'settings' | 'clock' | 'timer' | 'revocations'>

/** Milliseconds for which the store may be away. Until then sockets stay: a restart of it must not close them all. */
const patience = 10_000
const shortestPause = 100

export function followRevocations(
  { settings, clock, timer, revocations }: Parts,
  sockets: SubjectIndex<AuthenticatedSocket>,
): RevocationFollower {
  const pause = Math.max(shortestPause, settings.revocationAllowance * 1000)
  let stopFollowing: (() => void) | undefined

  return {
    start() {
      // Where a logout leaves access tokens valid, it leaves their sockets open.
      if (settings.revokeAccessTokens) stopFollowing ??= follow()
    },
    stop() {
      stopFollowing?.()
      stopFollowing = undefined
    },
  }

  function follow(): () => void {
    const unsubscribe = revocations.subscribe(({ kind, subject }) => {
      for (const socket of sockets.of(`${kind} ${subject}`)) void socket.check()
    })
    let lastRead = clock.now()
    let isOver = false
    const poll = async () => {
      try {
        await revocations.catchUp()
        lastRead = clock.now()
      } catch {
        if (clock.now() - lastRead > patience) for (const socket of sockets.all()) socket.close('unavailable')
      }
      if (!isOver) cancelPoll = timer.after(pause, poll)
    }
    let cancelPoll = timer.after(pause, poll)
    return () => {
      isOver = true
      cancelPoll()
      unsubscribe()
    }
  }
}

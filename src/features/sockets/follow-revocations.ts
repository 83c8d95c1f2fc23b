/** Follows the revocation log for as long as sockets are open, and has those judged anew that a line concerns. */
import type { Needs } from '../../system.ts'
import type { SocketLife } from './authenticated-socket.ts'
import type { Subjects } from './subject-index.ts'

export interface LogFollower {
  start(): void
  stop(): void
}

type Parts = Needs<'settings' | 'clock' | 'timer' | 'revocations'>

/** Milliseconds for which the store may be away. Until then sockets stay: a restart of it must not end them all. */
const patience = 10_000
const shortestPause = 100

export function followLog({ settings, clock, timer, revocations }: Parts, lives: Subjects<SocketLife>): LogFollower {
  const pause = Math.max(shortestPause, settings.revocationAllowance * 1000)
  let stopFollowing: (() => void) | undefined

  return {
    start() {
      // Where logout leaves access tokens alone, it leaves their sockets alone.
      if (settings.revokeAccessTokens) stopFollowing ??= follow()
    },
    stop() {
      stopFollowing?.()
      stopFollowing = undefined
    },
  }

  function follow(): () => void {
    const leave = revocations.subscribe(({ kind, subject }) => {
      for (const life of lives.of(`${kind} ${subject}`)) void life.check()
    })
    let asked = clock.now()
    let isOver = false
    const ask = async () => {
      try {
        await revocations.catchUp()
        asked = clock.now()
      } catch {
        if (clock.now() - asked > patience) for (const life of lives.all()) life.end('unavailable')
      }
      if (!isOver) callOff = timer.after(pause, ask)
    }
    let callOff = timer.after(pause, ask)
    return () => {
      isOver = true
      callOff()
      leave()
    }
  }
}

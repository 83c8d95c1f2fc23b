/** One open socket: it ends when its token does, when its user may not be here any more, or when somebody ends it. */
import type { System } from '../../system.ts'
import { identifySocket, type SocketIdentity } from './admit-socket.ts'
import type { SocketEnd } from './close-codes.ts'
import { whyItEnds } from './close-reason.ts'
import type { SocketOptions } from './socket-options.ts'

export interface SocketLife {
  /** As it was judged last. */
  readonly identity: SocketIdentity
  /** Judges it anew: by a fresh token of the same user, or by the one that it has. `false`: it is over. */
  check(token?: string): Promise<boolean>
  end(why: SocketEnd): void
  /** It is over already; nothing is said. */
  stop(): void
}

/** `onEnd` is called at most once. */
export function createSocketLife(
  system: System,
  options: SocketOptions,
  first: SocketIdentity,
  onEnd: (why: SocketEnd) => void,
): SocketLife {
  let identity = first
  let isOver = false
  let callOff = waitForEnd()

  return {
    get identity() {
      return identity
    },
    end,
    stop,
    async check(token = identity.token) {
      const isRenewal = token !== identity.token
      try {
        const next = await identifySocket(system, token, options)
        // Whose socket it is was settled when it opened; another user's token opens another one.
        if (next.principal.id !== identity.principal.id) end('refused')
        if (!isOver) go(next)
      } catch (error) {
        end(whyItEnds(error, isRenewal ? 'refused' : 'revoked'))
      }
      return !isOver
    },
  }

  function go(next: SocketIdentity): void {
    identity = next
    callOff()
    callOff = waitForEnd()
  }

  function waitForEnd(): () => void {
    const { exp } = identity.principal.claims
    const last = (Math.trunc(Number(exp)) + system.settings.leeway) * 1000
    return system.timer.after(last - system.clock.now(), () => end('expired'))
  }

  function stop(): void {
    isOver = true
    callOff()
  }

  function end(why: SocketEnd): void {
    if (isOver) return
    stop()
    const { id, sid } = identity.principal
    system.events.emit({ name: 'socket.ended', reason: why, userId: id, sid })
    onEnd(why)
  }
}

/**
 * Open sockets outlive the moment at which their token was judged. So each is judged anew when a revocation that
 * concerns it becomes known: at once for deeds of this process, within `revocationAllowance` for those of others,
 * which are asked for as long as any socket is open.
 */
import type { System } from '../../system.ts'
import type { SocketIdentity } from './admit-socket.ts'
import { createSocketLife, type SocketLife } from './authenticated-socket.ts'
import type { SocketEnd } from './close-codes.ts'
import { followLog } from './follow-revocations.ts'
import type { SocketOptions } from './socket-options.ts'
import { createSubjects } from './subject-index.ts'

export interface SocketWatch {
  /** Who it is, as judged last. */
  readonly identity: SocketIdentity
  /** Goes on with a fresh token of the same user. One that is no good, or somebody else's, ends the socket. */
  renew(token: string): Promise<void>
  /** The socket is closed: nothing is watched any more, and nothing is said. */
  forget(): void
}

export interface SocketWatcher {
  /** `onEnd` is called at most once. */
  watch(identity: SocketIdentity, onEnd: (why: SocketEnd) => void): SocketWatch
}

export function createSocketWatcher(system: System, options: SocketOptions): SocketWatcher {
  const lives = createSubjects<SocketLife>()
  const log = followLog(system, lives)
  const leave = (life: SocketLife) => {
    lives.delete(life)
    if (lives.size === 0) log.stop()
  }
  return {
    watch(first, onEnd) {
      const life = createSocketLife(system, options, first, why => {
        leave(life)
        onEnd(why)
      })
      lives.set(life, subjectsOf(first))
      log.start()
      // Between its admission and now the handshake went on: what was revoked meanwhile was heard by nobody.
      void life.check()
      return {
        get identity() {
          return life.identity
        },
        async renew(token) {
          const isAlive = await life.check(token)
          if (isAlive) lives.set(life, subjectsOf(life.identity))
        },
        forget() {
          life.stop()
          leave(life)
        },
      }
    },
  }
}

/** The lines of the log that concern a token. */
function subjectsOf({ principal: { claims, sid, id } }: SocketIdentity): readonly string[] {
  return [`jti ${claims.jti}`, ...(sid === undefined ? [] : [`sid ${sid}`]), `user-before ${id}`, `user-stale ${id}`]
}

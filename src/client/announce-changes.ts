/** Wraps a session so that sign-ins and sign-outs are reported to a listener. */
import { singleFlight } from '../kernel/single-flight.ts'
import type { Session } from './session.ts'
import type { WireUser } from './wire.ts'

/** What brought a change about. */
export interface Change<User = WireUser> {
  /** `entry`: a login, a registration or a logout by this client. `renewal`: a refresh. `elsewhere`: another tab. */
  readonly cause: 'entry' | 'renewal' | 'elsewhere'
  /** The user who signed in, where the server's answer named them. */
  readonly user?: User
}

/** Hears of sign-ins and sign-outs. It may call the client; an error that it throws goes to `reportError`. */
export type StateListener<User = WireUser> = (state: 'signed_in' | 'signed_out', change: Change<User>) => void

type SignInState = Parameters<StateListener>[0]

/** A session that reports. */
export interface AnnouncedSession extends Session {
  /** Reports the sign-in of the user whom an answer named. */
  announce(user: WireUser): void
}

/**
 * Reports each change once, even if fifty concurrent calls learn that the session has ended. `createSession` is given what
 * it calls when another user, or none, is signed in by what another tab did.
 */
export function announceChanges(
  createSession: (onElsewhere: () => void) => Session,
  listener: StateListener,
): AnnouncedSession {
  let reported: SignInState | undefined
  let person: string | undefined
  const report = (state: SignInState, cause: Change['cause'], user?: WireUser) => {
    const before = person
    person = session.current()?.person
    // Another user may have signed in, in another tab. A sign-in is reported even if a user was signed in before.
    const isNews = state === 'signed_in' && (cause !== 'renewal' || before !== person)
    if (state === reported && !isNews) return
    reported = state
    listener(state, { cause, ...(user && { user }) })
  }
  const session = createSession(() => report(session.current() ? 'signed_in' : 'signed_out', 'elsewhere'))
  return {
    ...session,
    announce: user => report('signed_in', 'entry', user),
    renew: singleFlight(async () => {
      const renewal = await session.renew()
      if (renewal.kind !== 'later') report(renewal.kind, 'renewal')
      return renewal
    }),
    async logout() {
      const outcome = await session.logout()
      if (session.current() === undefined) report('signed_out', 'entry')
      return outcome
    },
  }
}

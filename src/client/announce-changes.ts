/** Wraps a session so that sign-ins and sign-outs are reported to a listener. */
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

export interface Announced {
  readonly session: Session
  /** Reports the sign-in of the user whom an answer named. */
  signIn(user: WireUser): void
}

/** Reports each change once, even if fifty concurrent calls learn that the session has ended. */
export function announceChanges(session: Session, listener: StateListener): Announced {
  let reported: boolean | undefined
  let person: string | undefined
  const report = (isSignedIn: boolean, change: Change) => {
    const before = person
    person = session.current()?.person
    // Another user may have signed in, in another tab. A sign-in is reported even if a user was signed in before.
    if (change.cause === 'renewal' && reported === isSignedIn && before === person) return
    if (!isSignedIn && reported === false) return
    reported = isSignedIn
    listener(isSignedIn ? 'signed_in' : 'signed_out', change)
  }
  session.onElsewhere(() => report(session.current() !== undefined, { cause: 'elsewhere' }))
  return {
    session: {
      ...session,
      async renew() {
        const renewal = await session.renew()
        if (renewal.kind !== 'later') report(renewal.kind === 'signed_in', { cause: 'renewal' })
        return renewal
      },
      async logout() {
        const outcome = await session.logout()
        if (session.current() === undefined) report(false, { cause: 'entry' })
        return outcome
      },
    },
    signIn: user => report(true, { cause: 'entry', user }),
  }
}

/** A listener that throws ends neither the call that it hears of nor the others' turn. */
export function callListeners<Given extends readonly unknown[]>(
  listeners: Iterable<(...given: Given) => void>,
  ...given: Given
): void {
  const { reportError } = globalThis as { readonly reportError?: (error: unknown) => void }
  for (const listener of [...listeners]) {
    try {
      listener(...given)
    } catch (error) {
      reportError?.(error)
    }
  }
}

/** Wraps a session so that sign-ins and sign-outs are reported to a listener. */
import type { Entered, Session } from './session.ts'

export type StateListener = (state: 'signed_in' | 'signed_out') => void

/** Reports each change once, even if fifty concurrent calls learn that the session has ended. */
export function announceChanges(session: Session, listener: StateListener): Session {
  let reported: 'signed_in' | 'signed_out' | undefined
  let person: string | undefined
  const report: StateListener = state => {
    const before = person
    person = session.current()?.person
    // Another user may have signed in, in another tab.
    if (reported === state && before === person) return
    reported = state
    listener(state)
  }
  const reportSignIn =
    <Given extends readonly unknown[]>(enter: (...given: Given) => Promise<Entered>) =>
    async (...given: Given) => {
      const entered = await enter(...given)
      if (entered.kind === 'entered' && entered.isSignedIn) {
        // This may be another user, so it is reported even if a user was signed in before.
        reported = undefined
        report('signed_in')
      }
      return entered
    }
  return {
    ...session,
    login: reportSignIn(session.login),
    register: reportSignIn(session.register),
    verifyFactor: reportSignIn(session.verifyFactor),
    enrolFactor: reportSignIn(session.enrolFactor),
    loginWithPasskey: reportSignIn(session.loginWithPasskey),
    confirmMailLogin: reportSignIn(session.confirmMailLogin),
    async renew() {
      const renewal = await session.renew()
      if (renewal.kind !== 'later') report(renewal.kind === 'fresh' ? 'signed_in' : 'signed_out')
      return renewal
    },
    async logout() {
      const outcome = await session.logout()
      if (outcome.kind === 'signed_out' || session.current() === undefined) report('signed_out')
      return outcome
    },
  }
}

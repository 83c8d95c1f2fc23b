/** A session that says when somebody signs in or out. */
import type { Session } from './session.ts'

export type StateListener = (state: 'signed_in' | 'signed_out') => void

/** Each change once: of fifty calls that learn of the end of a session, one is the first. */
export function announceChanges(session: Session, tell: StateListener): Session {
  let said: 'signed_in' | 'signed_out' | undefined
  const say: StateListener = state => {
    if (said === state) return
    said = state
    tell(state)
  }
  const entering =
    <Given>(enter: (given: Given) => ReturnType<Session['login']>) =>
    async (given: Given) => {
      const entered = await enter(given)
      if (entered.kind === 'entered' && entered.isSignedIn) {
        // Somebody else, perhaps: that is said also where somebody was signed in before.
        said = undefined
        say('signed_in')
      }
      return entered
    }
  return {
    ...session,
    login: entering(session.login),
    register: entering(session.register),
    async renew() {
      const renewal = await session.renew()
      if (renewal.kind !== 'later') say(renewal.kind === 'fresh' ? 'signed_in' : 'signed_out')
      return renewal
    },
    async logout() {
      const outcome = await session.logout()
      if (outcome.kind === 'signed_out' || session.current() === undefined) say('signed_out')
      return outcome
    },
  }
}

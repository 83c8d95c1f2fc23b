/** The ways into a session by a second factor, which are the same for tokens and for cookies. */
import type { Entered, Session } from './session.ts'
import { type SessionPaths, shownBody } from './wire.ts'

interface Parts {
  readonly paths: SessionPaths
  /** Posts, and signs in by the answer. `token`: of the sign-in that waits. */
  readonly submit: (path: string, body: object, token?: string) => Promise<Entered>
  readonly waiting: Session['waiting']
}

export function createFactorEntries({
  paths,
  submit,
  waiting,
}: Parts): Pick<Session, 'waiting' | 'verifyFactor' | 'enrolFactor' | 'loginWithPasskey'> {
  return {
    waiting,
    verifyFactor: ({ token = waiting(), trustDevice, ...shown }) =>
      submit(paths.verifyFactor, { ...shownBody(shown), mfa_token: token, trust_device: trustDevice }),
    enrolFactor: ({ token = waiting(), ...factor }) =>
      submit('code' in factor ? paths.enrolTotp : paths.enrolPasskey, factor, token),
    loginWithPasskey: (credential, remember) => submit(paths.passkeyLogin, { credential, remember }),
  }
}

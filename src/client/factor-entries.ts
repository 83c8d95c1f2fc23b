/** The ways into a session by a second factor, which are the same for tokens and for cookies. */
import type { Sent } from './send.ts'
import type { Entered, Session } from './session.ts'
import { type SessionPaths, shownBody } from './wire.ts'

interface Parts {
  readonly paths: SessionPaths
  /** `token`: of the sign-in that waits. */
  readonly post: (path: string, body: object, token?: string) => Promise<Sent>
  readonly enter: (sent: Sent) => Promise<Entered>
  readonly waiting: Session['waiting']
}

export function createFactorEntries({
  paths,
  post,
  enter,
  waiting,
}: Parts): Pick<Session, 'waiting' | 'verifyFactor' | 'enrolFactor' | 'loginWithPasskey'> {
  return {
    waiting,
    verifyFactor: async ({ token = waiting(), trustDevice, ...shown }) =>
      await enter(await post(paths.verifyFactor, { ...shownBody(shown), mfa_token: token, trust_device: trustDevice })),
    enrolFactor: async ({ token = waiting(), ...factor }) =>
      await enter(await post('code' in factor ? paths.enrolTotp : paths.enrolPasskey, factor, token)),
    loginWithPasskey: async (credential, remember) =>
      await enter(await post(paths.passkeyLogin, { credential, remember })),
  }
}

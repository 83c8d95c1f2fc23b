/** The ways into a session, which are the same for tokens and for cookies, and the one out of it. */

import type { AnnouncedSession } from './announce-changes.ts'
import { type Asking, ask } from './ask.ts'
import { readHalfway } from './halfway.ts'
import type { Later, LoginOutcome, MailRequested, PasskeyRequest, Refused, Registered, SignedOut } from './outcome.ts'
import type { CredentialJson, PasskeyOptions } from './passkey.ts'
import { type Api, readAnswer } from './send.ts'
import {
  type Credentials,
  type EnrolledFactor,
  type Registration,
  type SessionPaths,
  type ShownMail,
  shownBody,
  type VerifiedFactor,
  type WireUser,
} from './wire.ts'

interface Parts extends Asking {
  readonly api: Api
  readonly session: AnnouncedSession
  readonly paths: SessionPaths
}

export function createEntries<UserFields>(parts: Parts) {
  const { api, session, paths } = parts
  // Both in memory alone, as they are good for minutes. With cookies the browser has them, hidden from scripts.
  let waiting: string | undefined
  let asked: string | undefined

  async function enter(path: string, body: object, token?: string): Promise<LoginOutcome<UserFields>>
  async function enter(
    path: string,
    body: object,
    token: undefined,
    isRegistration: true,
  ): Promise<LoginOutcome<UserFields> | Registered<UserFields>>
  async function enter(path: string, body: object, token?: string, isRegistration = false) {
    const outcome = await readAnswer(await api.post(path, body, token), answer => {
      // With user name accounts, registration returns the user without a wrapper. The caller said which fields users have.
      const user = (answer.body.user ?? answer.body) as WireUser & UserFields
      if (!session.enter(answer, isRegistration)) return { kind: 'registered', user } as const
      waiting = undefined
      session.announce(user)
      return { kind: 'signed_in', user } as const
    })
    const halfway = outcome.kind === 'refused' && readHalfway(outcome)
    if (halfway) waiting = halfway.token
    return halfway || outcome
  }

  return {
    login: (credentials: Credentials) => enter(paths.login, credentials),
    register: (registration: Registration & Partial<UserFields>) =>
      enter(paths.register, registration, undefined, true),
    verifyFactor: ({ token = waiting, trustDevice, ...shown }: VerifiedFactor) =>
      enter(paths.verifyFactor, { ...shownBody(shown), mfa_token: token, trust_device: trustDevice }),
    enrolFactor: ({ token = waiting, ...factor }: EnrolledFactor) =>
      enter('code' in factor ? paths.enrolTotp : paths.enrolPasskey, factor, token),
    loginWithPasskey: (credential: CredentialJson, options?: { readonly remember?: boolean }) =>
      enter(paths.passkeyLogin, { credential, ...options }),
    /** Of the sign-in that waits, of the session, or of no one yet: the server names passkeys to the first two. */
    async requestPasskey(): Promise<PasskeyRequest | SignedOut | Refused | Later> {
      const token = waiting
      const askWith = (mfaToken?: string): Promise<PasskeyRequest | SignedOut | Refused | Later> =>
        ask(parts, paths.passkeyOptions, { mfa_token: mfaToken }, ({ body }) => ({
          kind: 'options',
          options: body as PasskeyOptions,
        }))
      const first = await askWith(token)
      // The sign-in is over, and this may be the next one.
      const isOver = token !== undefined && first.kind === 'refused' && first.status === 401
      return isOver ? await askWith() : first
    },
    async requestMailLogin(email: string): Promise<MailRequested | Refused | Later> {
      return await readAnswer(await api.post(paths.mailLogin, { email }), ({ body }) => {
        const { login_token: loginToken } = body as { readonly login_token?: string }
        asked = loginToken
        return { kind: 'mail_requested', ...(loginToken && { loginToken }) }
      })
    },
    confirmMailLogin: ({ loginToken = asked, ...shown }: ShownMail) =>
      enter(paths.mailLoginConfirm, { ...shown, login_token: loginToken }),
    logout() {
      waiting = undefined
      return session.logout()
    },
  }
}

/** The ways into a session, which are the same for tokens and for cookies, and the one out of it. */

import { type Asking, ask } from './ask.ts'
import { readEntry } from './enter.ts'
import type { Later, LoginOutcome, MailRequested, PasskeyRequest, Refused, Registered, SignedOut } from './outcome.ts'
import type { CredentialJson, PasskeyOptions } from './passkey.ts'
import { type Api, readAnswer } from './send.ts'
import type { Session } from './session.ts'
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

interface Parts<User> extends Asking {
  readonly api: Api
  readonly session: Session
  readonly paths: SessionPaths
  readonly onSignIn: (user: User) => void
}

export function createEntries<UserFields>(parts: Parts<WireUser & UserFields>) {
  const { api, session, paths, onSignIn } = parts
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
    const entry = await readEntry<UserFields>(await api.post(path, body, token))
    if ('methods' in entry) waiting = entry.token
    if (entry.kind !== 'answered') return entry
    const { user } = entry
    if (!session.enter(entry, isRegistration)) return { kind: 'registered', user }
    waiting = undefined
    onSignIn(user)
    return { kind: 'signed_in', user }
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
      const first = await ask(parts, paths.passkeyOptions, { mfa_token: token })
      // The sign-in is over, and this may be the next one.
      const isOver = token !== undefined && first.kind === 'refused' && first.status === 401
      const outcome = isOver ? await ask(parts, paths.passkeyOptions, {}) : first
      return outcome.kind === 'answered' ? { kind: 'options', options: outcome.body as PasskeyOptions } : outcome
    },
    async requestMailLogin(email: string): Promise<MailRequested | Refused | Later> {
      const read = await readAnswer(await api.post(paths.mailLogin, { email }))
      if (read.kind !== 'answered') return read
      const { login_token: loginToken } = read.body as { readonly login_token?: string }
      asked = loginToken
      return { kind: 'mail_requested', ...(loginToken && { loginToken }) }
    },
    confirmMailLogin: ({ loginToken = asked, ...shown }: ShownMail) =>
      enter(paths.mailLoginConfirm, { ...shown, login_token: loginToken }),
    logout() {
      waiting = undefined
      return session.logout()
    },
  }
}

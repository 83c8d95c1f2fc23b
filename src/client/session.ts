/** A signed-in session, by tokens or by cookies: the credentials of requests, and how they are renewed. */
import type {
  EnrolmentNeeded,
  Later,
  MailRequested,
  Refused,
  Renewal,
  SecondFactorNeeded,
  SignedOut,
} from './outcome.ts'
import type { CredentialJson } from './passkey.ts'
import type { Sent } from './send.ts'
import type { Credentials, EnrolledFactor, Registration, ShownMail, VerifiedFactor, WireUser } from './wire.ts'

/** Who is signed in at one moment, so that a request of one user is not retried as another. */
export interface SignedInUser {
  /** Identifies the credentials: each refresh changes it. */
  readonly key: string
  /** Identifies the user; `undefined` while the server has not said who that is. Known only to be compared. */
  readonly person: string | undefined
  /** Counts the sign-ins and sign-outs of this tab. Absent where `person` is always known. */
  readonly signIns?: number
}

export interface Session {
  /** `undefined` when no user is signed in. */
  current(): SignedInUser | undefined
  /** Adds this user's credentials to a request; `again` when the request was sent once already. */
  authorize(headers: { set(name: string, value: string): void }, user: SignedInUser, time?: 'again'): void
  /** Whether the server refused a request because another user has signed in. */
  isForAnother(sent: Sent): boolean
  readonly credentials: 'omit' | 'include'
  /** The access token, where this client has it. */
  token(): string | undefined
  /** Whether the access token is about to expire. */
  isAging(): boolean
  /** Calls back when another user, or none, is signed in by what another tab did. */
  onElsewhere(listener: () => void): void
  /** Refreshes the credentials. Concurrent callers share one refresh. */
  renew(): Promise<Renewal>
  login(credentials: Credentials): Promise<Entered>
  register(registration: Registration): Promise<Entered>
  /** Goes on with the sign-in that waits. */
  verifyFactor(shown: VerifiedFactor): Promise<Entered>
  enrolFactor(factor: EnrolledFactor): Promise<Entered>
  loginWithPasskey(credential: CredentialJson, remember?: boolean): Promise<Entered>
  requestMailLogin(email: string): Promise<MailRequested | Refused | Later>
  confirmMailLogin(shown: ShownMail): Promise<Entered>
  /** Names the sign-in that waits, where this client has its token. */
  waiting(): string | undefined
  /** New credentials of the same session. `false`: by now another user is signed in, or none. */
  adopt(user: SignedInUser | undefined, body: Readonly<Record<string, unknown>>): boolean
  logout(): Promise<SignedOut | Later>
}

export type Entered =
  | { readonly kind: 'entered'; readonly user: WireUser; readonly isSignedIn: boolean }
  | SecondFactorNeeded
  | EnrolmentNeeded
  | Refused
  | Later

/** A signed-in session, by tokens or by cookies: the credentials of requests, and how they are renewed. */
import type { Later, Renewal, SignedOut } from './outcome.ts'
import type { Answered } from './send.ts'

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
  /** Adds this user's credentials to a request; `isAgain` when the request was sent once already. */
  authorize(headers: { set(name: string, value: string): void }, user: SignedInUser, isAgain: boolean): void
  /** The claims of the access token. Absent, with what is told by them, where the client does not have it. */
  claims?(): Readonly<Record<string, unknown>> | undefined
  /** Whether the access token is about to expire. */
  isAging?(): boolean
  /** Refreshes the credentials. One at a time: concurrent callers share one refresh. */
  renew(): Promise<Renewal>
  /** Signs in by what an entry brought. A registration may leave something to do first. */
  enter(answer: Answered, isRegistration: boolean): boolean
  /** New credentials of the same session. `false`: by now another user is signed in, or none. */
  adopt(user: SignedInUser | undefined, body: Readonly<Record<string, unknown>>): boolean
  logout(): Promise<SignedOut | Later>
}

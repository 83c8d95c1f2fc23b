/** A signed-in session, by tokens or by cookies: the credentials of requests, and how they are renewed. */
import type { Later, Refused, Renewal, SignedOut } from './outcome.ts'
import type { Credentials, Registration, WireUser } from './wire.ts'

export interface Session {
  /** Identifies the current credentials; `undefined` when no user is signed in. */
  current(): string | undefined
  /** Changes on every sign-in and sign-out, so that a request of one user is not retried as another. */
  person(): number
  /** Adds the user's credentials to a request. */
  authorize(headers: Headers): void
  readonly credentials: 'omit' | 'include'
  /** Whether the access token is about to expire. */
  isAging(): boolean
  /** Refreshes the credentials. Concurrent callers share one refresh. */
  renew(): Promise<Renewal>
  login(credentials: Credentials): Promise<Entered>
  register(registration: Registration): Promise<Entered>
  logout(): Promise<SignedOut | Later>
}

export type Entered =
  | { readonly kind: 'entered'; readonly user: WireUser; readonly isSignedIn: boolean }
  | Refused
  | Later

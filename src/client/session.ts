/** Being signed in, whichever way: what a request is sent with, and how that is renewed. */
import type { Later, Refused, Renewal, SignedOut } from './outcome.ts'
import type { Credentials, Registration, WireUser } from './wire.ts'

export interface Session {
  /** Names what requests are sent with now; `undefined` where nobody is signed in. */
  current(): string | undefined
  /** Changes whenever somebody signs in or out here: what one person asked is not sent again as another. */
  person(): number
  /** What makes a request that user's. */
  authorize(headers: Headers): void
  readonly credentials: 'omit' | 'include'
  /** Whether it is about to end. */
  isAging(): boolean
  /** Once for all that ask while it is under way. */
  renew(): Promise<Renewal>
  login(credentials: Credentials): Promise<Entered>
  register(registration: Registration): Promise<Entered>
  logout(): Promise<SignedOut | Later>
}

export type Entered =
  | { readonly kind: 'entered'; readonly user: WireUser; readonly isSignedIn: boolean }
  | Refused
  | Later

/** How things end, each with a name of its own: "signed out" is never said of a server that is merely away. */
import type { WireUser } from './wire.ts'

/** The server is busy, away, or could not be reached. Nothing was decided: whoever was signed in still is. */
export interface Later {
  readonly kind: 'later'
  /** Seconds, where the server said so. */
  readonly retryAfter: number | undefined
  /** Absent where no answer came. */
  readonly response?: Response
}

export interface Refused {
  readonly kind: 'refused'
  readonly status: number
  /** The server's words: `{detail}`, `{error}`, or messages for each field. */
  readonly body: unknown
}

export interface SignedIn {
  readonly kind: 'signed_in'
  readonly user: WireUser
}

/** The account is there; signing in is another step, as accounts by user name have it. */
export interface Registered {
  readonly kind: 'registered'
  readonly user: WireUser
}

export interface SignedOut {
  readonly kind: 'signed_out'
}

export type RequestOutcome =
  | { readonly kind: 'answer'; readonly response: Response }
  /** Nobody is signed in, or not any more. */
  | { readonly kind: 'signed_out'; readonly response?: Response }
  | Later

export type Renewal = { readonly kind: 'fresh' } | SignedOut | Later

/** 429 and 503 say "later" themselves; of other failures of a server nothing better can be said. */
export function laterOf(response: Response): Later {
  const said = response.headers.get('retry-after') ?? ''
  return { kind: 'later', retryAfter: /^\d+$/.test(said) ? Number(said) : undefined, response }
}

export const unreachable: Later = { kind: 'later', retryAfter: undefined }

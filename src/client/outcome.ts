/** The outcomes of client calls. A server that is merely down is never reported as `signed_out`. */
import type { WireUser } from './wire.ts'

/** The server is busy, down or unreachable. Nothing was decided: a user who was signed in still is. */
export interface Later {
  readonly kind: 'later'
  /** Seconds, if the server sent Retry-After. */
  readonly retryAfter: number | undefined
  /** Absent when there was no response. */
  readonly response?: Response
}

export interface Refused {
  readonly kind: 'refused'
  readonly status: number
  /** The response body: `{detail}`, `{error}`, or messages for each field. */
  readonly body: unknown
}

export interface SignedIn {
  readonly kind: 'signed_in'
  readonly user: WireUser
}

/** The account was created; signing in is a separate step, as with user name accounts. */
export interface Registered {
  readonly kind: 'registered'
  readonly user: WireUser
}

export interface SignedOut {
  readonly kind: 'signed_out'
}

export type RequestOutcome =
  | { readonly kind: 'answer'; readonly response: Response }
  /**
   * The user that the request was made for is signed out. `signedInAs`: another user has signed in meanwhile, in this
   * tab or in another one, and the request was not sent as that user.
   */
  | { readonly kind: 'signed_out'; readonly response?: Response; readonly signedInAs?: 'another_user' }
  | Later

export type Renewal = { readonly kind: 'fresh' } | SignedOut | Later

/** For 429 and 503, and for other server errors, which say nothing about the session. */
export function laterOf(response: Response): Later {
  const seconds = response.headers.get('retry-after') ?? ''
  return { kind: 'later', retryAfter: /^\d+$/.test(seconds) ? Number(seconds) : undefined, response }
}

export const unreachable: Later = { kind: 'later', retryAfter: undefined }

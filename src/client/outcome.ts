/** The outcomes of client calls. A server that is merely down is never reported as `signed_out`. */
import type { FetchResponse } from '../kernel/platform-fetch.ts'
import type { PasskeyOptions } from './passkey.ts'
import type { FactorMethod, WireUser } from './wire.ts'

/** The server is busy, down or unreachable. Nothing was decided: a user who was signed in still is. */
export interface Later {
  readonly kind: 'later'
  /** Seconds, if the server sent Retry-After. */
  readonly retryAfter: number | undefined
  /** Absent when there was no response. */
  readonly response?: FetchResponse
}

/** The server said no: the status, and the body with its messages. */
export interface Refused {
  readonly kind: 'refused'
  readonly status: number
  /** The response body: `{detail}`, `{error}`, or messages for each field. */
  readonly body: unknown
}

/** The user is signed in. */
export interface SignedIn<UserFields = unknown> {
  readonly kind: 'signed_in'
  readonly user: WireUser & UserFields
}

/** The first factor was right, and a second one is asked for: `client.verifyFactor` goes on. */
export interface SecondFactorNeeded {
  readonly kind: 'second_factor'
  /** How this user can show one, the best first. */
  readonly methods: readonly FactorMethod[]
  /** Names the sign-in, which this client remembers. With cookies the browser has it, hidden from scripts. */
  readonly token?: string
}

/** The first factor was right, and the account must have a second one: `client.enrolFactor` goes on. */
export interface EnrolmentNeeded {
  readonly kind: 'mfa_enrolment_required'
  /** What it may be. */
  readonly methods: readonly FactorMethod[]
  /** The bearer token of the endpoints that add the first factor, and of nothing else. */
  readonly token?: string
}

/** A mail is on its way, if an account has the address: `client.confirmMailLogin` goes on. */
export interface MailRequested {
  readonly kind: 'mail_requested'
  /** What the mail is of no use without, which this client remembers. With cookies the browser has it, hidden from scripts. */
  readonly loginToken?: string
}

/** The user has shown again who they are, and the session says so from now on. */
export interface Reauthenticated {
  readonly kind: 'reauthenticated'
}

/** What `showPasskey` needs. */
export interface PasskeyRequest {
  readonly kind: 'options'
  readonly options: PasskeyOptions
}

/** The account was created; signing in is a separate step, as with user name accounts. */
export interface Registered<UserFields = unknown> {
  readonly kind: 'registered'
  readonly user: WireUser & UserFields
}

/** The user as the server knows them now. */
export interface Profile<UserFields = unknown> {
  readonly kind: 'profile'
  readonly user: WireUser & UserFields
}

/** The user is signed out: the server said so, or there never was a session. */
export interface SignedOut {
  readonly kind: 'signed_out'
}

/** What became of a login: signed in, halfway there, refused, or try later. */
export type LoginOutcome<UserFields = unknown> =
  | SignedIn<UserFields>
  | SecondFactorNeeded
  | EnrolmentNeeded
  | Refused
  | Later

/** What became of a request: an answer, signed out, or try later. */
export type RequestOutcome =
  | { readonly kind: 'answer'; readonly response: FetchResponse }
  /**
   * The user that the request was made for is signed out. `signedInAs`: another user has signed in meanwhile, in this
   * tab or in another one, and the request was not sent as that user.
   */
  | { readonly kind: 'signed_out'; readonly response?: FetchResponse; readonly signedInAs?: 'another_user' }
  | Later

export type Renewal = { readonly kind: 'signed_in' } | SignedOut | Later

/** For 429 and 503, and for other server errors, which say nothing about the session. */
export function laterOf(response: FetchResponse): Later {
  const seconds = response.headers.get('retry-after') ?? ''
  return { kind: 'later', retryAfter: /^\d+$/.test(seconds) ? Number(seconds) : undefined, response }
}

export const signedOut: SignedOut = { kind: 'signed_out' }

export const signedIn = { kind: 'signed_in' } as const

export const unreachable: Later = { kind: 'later', retryAfter: undefined }

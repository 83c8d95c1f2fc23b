/** The port of the store for logins by mail. Every method is one transaction with named outcomes. */
import type { Origin } from '../kernel/origin.ts'
import type { Secret } from '../kernel/secret.ts'
import type { AttachedMail } from '../mail/outbox.ts'
import type { PresentedToken } from '../tokens/presented-token.ts'
import type { User } from './user.ts'

/** One guess at the code of a mail. */
export interface MailCodeAttempt {
  /** The address that the mail was asked for, as it was typed. */
  readonly to: string
  /** The id of the request, and until when (ms) its attempts are remembered. */
  readonly request: { readonly id: string; readonly expiresAt: number }
  readonly attemptsOfRequest: number
  /** What counts the failures of the address, over all requests. */
  readonly subject: string
  /** The same, where the request comes from a place from which the account has logged in before. */
  readonly knownSubject: string | undefined
  /** Digest of the client's address: what an account knows. */
  readonly place: string | undefined
  /** How many failures cause no delay; `null`: no delays. */
  readonly allowance: number | null
  /** The same for a known place. */
  readonly knownAllowance: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/** `refused`: come back later. `used_up`: the request has had its attempts, or its login. `users`: the active accounts of the address. */
export type MailCodeReservation =
  | { readonly outcome: 'reserved'; readonly subject: string; readonly users: readonly User[] }
  | { readonly outcome: 'refused'; readonly waitMs: number }
  | { readonly outcome: 'used_up' }

/** The reader of a mail enters the account that it was for. */
export interface MailLoginEntry {
  /** As it was read. If its password or address has changed since, or it was closed: `superseded`. */
  readonly user: User
  /** The request, which is spent. */
  readonly request: PresentedToken
  /** When it was asked, in ms. Before the account's sessions were all ended: `superseded`. */
  readonly askedAt: number
  /** The count of failures that ends; absent where no code was typed. */
  readonly clears: string | undefined
  /** A stored hash that no password matches, for an account whose owner had not shown the mailbox before. */
  readonly unusable: Secret
  /** Tells the owner where a password was taken away. */
  readonly mail: AttachedMail | undefined
  /** Milliseconds since 1970. */
  readonly now: number
  readonly origin?: Origin | undefined
}

export type MailLoginOutcome =
  /** `user`: as it is from here on. */
  { readonly outcome: 'entered'; readonly user: User } | { readonly outcome: 'spent' | 'superseded' }

export interface MailLoginStore {
  /** Counts and decides in one step, before anything is compared, so that parallel guesses count (race condition). */
  reserve(attempt: MailCodeAttempt): Promise<MailCodeReservation>
  /** The active accounts with this address, the oldest first, at most twenty. */
  findUsers(to: string): Promise<readonly User[]>
  /**
   * Spends the request. The address is verified from here on, and where its owner had never shown the mailbox, all that
   * an impostor may have prepared goes, the password too. Of any number of uses of one request one is `entered`.
   */
  enter(entry: MailLoginEntry): Promise<MailLoginOutcome>
}

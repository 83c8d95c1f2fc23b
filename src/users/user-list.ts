/** Pages of accounts for operators: what they can ask for, and what they get. */
import type { Instant } from '../kernel/instant.ts'
import type { User } from './user.ts'

/** What an account must be to be listed. Absent members ask for nothing. */
export interface UserFilters {
  /**
   * Words, of which each must be in the address, the user name or a name: three characters and more anywhere, one or two
   * where a word begins. Without case in every script; no character has a special meaning.
   */
  readonly search?: string | undefined
  readonly isActive?: boolean | undefined
  readonly isStaff?: boolean | undefined
  readonly isSuperuser?: boolean | undefined
  readonly emailVerified?: boolean | undefined
  /** The name of a group that the user is a member of. */
  readonly group?: string | undefined
  /** At that moment or later. */
  readonly joinedAfter?: Instant | undefined
  readonly joinedBefore?: Instant | undefined
  /** At that moment or later. Who has never logged in is not among them, nor among those before a moment. */
  readonly lastLoginAfter?: Instant | undefined
  readonly lastLoginBefore?: Instant | undefined
  /** `true`: has never logged in; `false`: has. */
  readonly neverLoggedIn?: boolean | undefined
  /** Whether the account has a second factor. One that was begun and not confirmed is none. */
  readonly hasMfa?: boolean | undefined
}

/** By the id, the moment of registration, the last login or the name to log in with. */
export type UserOrderKey = 'id' | 'dateJoined' | 'lastLogin' | 'login'

/** Who has never logged in comes before every login, so last in a descending list. Ties are by id, in the same direction. */
export interface UserOrder {
  readonly by: UserOrderKey
  readonly descending?: boolean | undefined
}

/** A page of accounts. */
export interface UserQuery extends UserFilters {
  /** By id, ascending, if it is absent. */
  readonly order?: UserOrder | undefined
  /** `next` or `previous` of a page that was asked for in the same order. Any other text is the problem `invalid_cursor`. */
  readonly cursor?: string | undefined
  /** At most this many accounts: 1 to 1000. */
  readonly limit: number
  /** Counts all that match, up to this many; at most 10,000. Without it nothing is counted. */
  readonly countUpTo?: number | undefined
}

/**
 * A page, and where it goes on. It can be shorter than was asked for, even empty, and have a `next`: a page looks at a
 * bounded number of rows. Accounts that come or go in between move no others from page to page.
 */
export interface UserPage {
  readonly users: readonly User[]
  readonly next?: string | undefined
  readonly previous?: string | undefined
  readonly count?: UserCount | undefined
}

/** `isExact` is false where counting stopped: there are at least so many. */
export interface UserCount {
  readonly value: number
  readonly isExact: boolean
}

export const mostListed = 1000
export const mostCounted = 10_000

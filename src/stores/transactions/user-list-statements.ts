/** Statements for lists of accounts. Each looks at a bounded number of rows: see list-users.ts for what they add up to. */
import type { UserId } from '../../kernel/user-id.ts'
import type { ListPosition } from '../../users/list-cursor.ts'
import type { Search, SearchableUser } from '../../users/search-text.ts'
import type { User } from '../../users/user.ts'
import type { UserFilters, UserOrder } from '../../users/user-list.ts'

/** What every account of a list fulfils. A search is its needles. */
export interface ListFilters extends Omit<UserFilters, 'search'> {
  readonly needles: readonly string[]
}

/** From a place in an order, exclusively; from the first account without one. */
export interface ListWalk {
  readonly order: UserOrder
  readonly from: ListPosition | undefined
  readonly filters: ListFilters
}

export interface BoundedWalk extends ListWalk {
  readonly until: ListPosition | undefined
}

export interface ListedUser {
  readonly user: User
  readonly position: ListPosition
}

/** `end`: the last row of the slice that was looked at; absent where there are no more rows. */
export interface ListSlice<T> {
  readonly found: T
  readonly end: ListPosition | undefined
  /** Of the time that one page may take, from 0 to 1: as measured for slices of that kind, not by a clock. */
  readonly share: number
}

/** Flags of which an index knows who has them. */
export type ListFlag = 'superuser' | 'staff' | 'active' | 'inactive' | 'proven' | 'unproven'

/** An index that knows which accounts can match, where it may be few of all. */
export type ListSource =
  | { readonly by: 'search'; readonly search: Search }
  | { readonly by: 'group'; readonly name: string }
  | { readonly by: ListFlag }
  /** Accounts with a second factor, or with one that waits to be confirmed. */
  | { readonly by: 'factors' }
  | { readonly by: 'dateJoined' | 'lastLogin'; readonly filters: ListFilters }

/** An account whose text in the index is not that of its row. Without `user` the account is gone. */
export interface Unsettled {
  readonly userId: UserId
  readonly user: SearchableUser | undefined
}

export interface SettledText {
  readonly userId: UserId
  /** `undefined`: the account is gone. */
  readonly text: string | undefined
}

/** Ids that an index gives, in any order; of a search those whose text has every needle. */
export interface CollectedUsers {
  readonly ids: readonly UserId[]
  /** What the index has named and the next statement is to look at; absent where there is no more. */
  readonly rest?: readonly number[] | undefined
}

/** Of some ids those of one statement, which begins at the index `from` of them. `end`: where the next one begins. */
export interface ListPart<T> {
  readonly found: T
  readonly end: number | undefined
}

export interface UserListStatements {
  /** Looks at one slice of rows in that order, and gives those that match: `limit` at most. */
  walkUsers(walk: ListWalk, limit: number): ListSlice<readonly ListedUser[]>
  countUsers(walk: ListWalk): ListSlice<number>
  /** So many as one statement may look up. `undefined`: there are more than `most` in all, which is known at the first. */
  collectUsers(source: ListSource, most: number, rest?: readonly number[]): CollectedUsers | undefined
  /** Whether one statement may look up all that an index names and sort them. Where it may not, ids are placed part by part. */
  placesAtOnce(): boolean
  /**
   * Of all that the source names those that match and come after the place, the first `limit` of them, in any order.
   * `undefined`: it names more than `most`.
   */
  placeNamed(source: ListSource, walk: ListWalk, most: number, limit: number): readonly ListPosition[] | undefined
  /** Those of these ids that match and come after the place, the first `limit` of them in that order; at most `until`. */
  placeUsers(ids: readonly UserId[], from: number, walk: BoundedWalk, limit: number): ListPart<readonly ListPosition[]>
  /** As `placeUsers`, with all that an account has: for the few of a page. */
  pickUsers(ids: readonly UserId[], walk: ListWalk, limit: number): readonly ListedUser[]
  countPicked(ids: readonly UserId[], from: number, walk: ListWalk): ListPart<number>
  hasUnsettled(): boolean
  /** Locks them. What another transaction is settling is left out. */
  lockUnsettled(limit: number): readonly Unsettled[]
  settleTexts(texts: readonly SettledText[]): void
}

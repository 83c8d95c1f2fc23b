/**
 * What an adoption asks of Django's database: a port for SQLite, PostgreSQL and MySQL. It
 * reads the tables of authentication, inserts into the two tables of SimpleJWT's blacklist and, after the switch, writes
 * the table of users. It never deletes and never changes a schema.
 *
 * Every method throws DjangoUnavailable when the database cannot be reached in time, and DjangoSchemaError when its tables
 * are not as they were when it was opened.
 */
import type { Instant } from '../../kernel/instant.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AdoptedGroup, AdoptedUser, SpentToken, UserRange } from './adopted-user.ts'

export interface DjangoDatabase {
  /** Host, port and name, or the file: no user and no password. */
  readonly place: string
  /** One moment of the database, however long the work takes: REPEATABLE READ, or SQLite's own snapshot. */
  snapshot<T>(work: (reader: DjangoReader) => Promise<T>): Promise<T>
  /** Those of these jtis that are blacklisted. Questions of the same turn of the event loop share one statement. */
  spentAmong(jtis: readonly string[]): Promise<ReadonlySet<string>>
  /** Blacklists them in both tables, in one transaction; those that are there already stay. Writes no token text. */
  spend(tokens: readonly SpentToken[]): Promise<void>
  /** Blacklists what Django gave this user up to that moment (ms since 1970) and still lists as outstanding. */
  spendTokensOf(userId: UserId, issuedUpTo: number): Promise<void>
  /** The next number of Django's own sequence, which it gives to no other account. UUIDs: undefined, as any is free. */
  reserveUserId(): Promise<UserId | undefined>
  /**
   * Writes users as they are here, by their id: inserts what is missing (and advances no counter backwards), and changes only
   * columns that differ. Groups, permissions and social accounts are left alone. A user of `gone` is set inactive, as the
   * application's own tables may refer to its row.
   */
  putUsers(users: readonly WrittenUser[], gone: readonly UserId[]): Promise<void>
  close(): Promise<void>
}

/** What of a user Django is told. */
export interface WrittenUser extends Omit<AdoptedUser, 'groups' | 'permissions' | 'socialAccounts' | 'emailVerified'> {
  /**
   * Whether Django gets the hash itself where it is another than its own. Otherwise it gets an unusable one (`!`), as a
   * format without a hasher at Django makes its login answer 500.
   */
  readonly takesHash: boolean
}

/** Reads one moment. */
export interface DjangoReader {
  countUsers(): Promise<number>
  groups(): Promise<readonly AdoptedGroup[]>
  /** In the order of their ids, those after `after`, at most `limit`. */
  usersAfter(after: UserId | undefined, limit: number): Promise<readonly AdoptedUser[]>
  /** All of a bucket, in the order of their ids. */
  usersIn(bucket: UserBucket): Promise<readonly AdoptedUser[]>
  /**
   * A digest for each bucket that has users, of all that an AdoptedUser has. The same rows give the same digest as long as
   * the process lives; it means nothing beside that.
   */
  digests(): Promise<readonly (UserBucket & { readonly digest: string })[]>
  /** Blacklisted and not expired at `now` (seconds), in the order in which they were blacklisted, after that place. */
  spentTokens(after: string | undefined, limit: number, now: number): Promise<SpentPage>
  /** The highest number that was ever given to a user, also one that was deleted; `undefined` with UUIDs. */
  highestUserId(): Promise<number | undefined>
  /** When the last refresh token that Django lists as outstanding, and not blacklisted, expires: in seconds. */
  lastForeignExpiry(): Promise<number | undefined>
  /** The latest login that Django knows, as a test of whether people still log in there. */
  lastLogin(): Promise<Instant | undefined>
}

export interface SpentPage {
  readonly tokens: readonly SpentToken[]
  /** Whether another page follows now. */
  readonly hasMore: boolean
  /** The place after these tokens, where a later reading goes on; `after` where there are none. */
  readonly place: string | undefined
}

/** A thousand numbers, or UUIDs that begin alike. `name` stays the same for the same range. */
export interface UserBucket extends UserRange {
  readonly name: string
}

/** Cannot be reached, or did not answer in time. It may be there again at the next question. */
export class DjangoUnavailable extends Error {
  override readonly name = 'DjangoUnavailable'
}

/** A table or column that was there is there no more, or takes no such value: someone has to look. */
export class DjangoSchemaError extends Error {
  override readonly name = 'DjangoSchemaError'
}

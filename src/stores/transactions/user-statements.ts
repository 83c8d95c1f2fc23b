/** Statements about accounts. */
import type { Instant } from '../../kernel/instant.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { UserFlags, UserQuery } from '../../users/directory.ts'
import type { NewUser, User } from '../../users/user.ts'

export interface UserStatements {
  findUser(id: UserId): User | undefined
  /** The user, whom no other transaction changes before this one ends. Every decision about a user begins with it. */
  lockUser(id: UserId): User | undefined
  /** By the key of a login name: see `loginKey`. */
  findUserByLogin(key: string): User | undefined
  /** Who has proven the address, in any ASCII case: twenty at most, the same case first, locked as by `lockUser`. */
  lockProvenHolders(email: string): readonly User[]
  hasUsers(): boolean
  listUsers(query: UserQuery): readonly User[]
  /** `undefined`: the key of the login name is taken. */
  insertUser(key: string, user: NewUser): User | undefined
  /** Writes names, address and the application's fields. `undefined`: the key of the login name is taken. */
  updateUser(key: string, user: User): User | undefined
  setEmailVerified(id: UserId): void
  /** Since when (ms) the account is known to be the address's owner's; `undefined` where it is not. */
  ownerProvenAt(id: UserId): number | undefined
  setOwnerProven(id: UserId, at: number | null): void
  /** `false`: there is no such user. */
  setPassword(id: UserId, to: Secret): boolean
  /** Does nothing when the hash is not `from` any more. */
  replacePassword(id: UserId, from: Secret, to: Secret): void
  setFlags(id: UserId, flags: Required<UserFlags>): void
  recordLogin(id: UserId, at: Instant): void
  /** `in_use`: a foreign key of the application's tables holds on to the user, and nothing was done. */
  deleteUser(id: UserId): 'deleted' | 'in_use'
  /** The moment (ms) up to which foreign refresh tokens of the user are refused; 0 where none is. */
  tokensNotBefore(id: UserId): number
  setTokensNotBefore(id: UserId, at: number): void
}

/** Statements for users. */
import type { Instant } from '../../kernel/instant.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { UserFlags } from '../../users/directory.ts'
import type { NewUser, User } from '../../users/user.ts'

export interface UserStatements {
  findUser(id: UserId): User | undefined
  /** Locks the user: no other transaction can change it until this one ends. Every decision about a user starts so. */
  lockUser(id: UserId): User | undefined
  /**
   * Locks an active superuser beside this one, if there is any, who then stays one until the transaction ends. Call it
   * before `lockUser`: it locks in one order for all, so that two who demote each other do not wait for each other.
   */
  lockAnotherSuperuser(id: UserId): boolean
  /** `key`: see `loginKey`. */
  findUserByLogin(key: string): User | undefined
  /** Who has proven one of the spellings, in any ASCII case: twenty at most, `email` itself first, locked as by `lockUser`. */
  lockProvenHolders(spellings: readonly [ascii: string, letters: string], email: string): readonly User[]
  hasUsers(): boolean
  /** In the order of ids; `null`: from the first. */
  listUsersAfter(id: UserId | null, limit: number): readonly User[]
  /** Which of these ids an account had that was deleted, as far as the audit table goes back. */
  findDeletedUsers(ids: readonly UserId[]): readonly UserId[]
  /** `undefined`: the key is taken. */
  insertUser(key: string, user: NewUser): User | undefined
  /** Writes names, address and the application's fields. `undefined`: the key is taken. */
  updateUser(key: string, user: User): User | undefined
  setEmailVerified(id: UserId): void
  /** Since when (ms) the account is known to be the address's owner's; `undefined` where it is not. */
  ownerProvenAt(id: UserId): number | undefined
  setOwnerProven(id: UserId, at: number | null): void
  /** `false`: there is no such user. */
  setPassword(id: UserId, to: Secret): boolean
  /** Does nothing if the hash is no longer `from`. */
  replacePassword(id: UserId, from: Secret, to: Secret): void
  setFlags(id: UserId, flags: Required<UserFlags>): void
  recordLogin(id: UserId, at: Instant): void
  /** `in_use`: a foreign key in the application's tables refers to the user; nothing was deleted. */
  deleteUser(id: UserId): 'deleted' | 'in_use'
  /** Foreign refresh tokens issued up to then (ms) are refused; 0: none. */
  tokensNotBefore(id: UserId): number
  /**
   * Gives the moment that holds: at least `at`, but not before an earlier cut-off or the user's last session, since the
   * clock may have been set back in between.
   */
  setTokensNotBefore(id: UserId, at: number): number
  /** The same without a look at sessions: of a moment that lies back. */
  raiseTokensNotBefore(id: UserId, at: number): number
  /** Of all users; an earlier cut-off that lies later stays. */
  setAllTokensNotBefore(at: number): void
}

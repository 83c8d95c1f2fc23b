/** Statements for an adoption: many accounts at once, as a copy has a million of them. */
import type { AdoptedSocialAccount, AdoptedUser, SpentToken, UserRange } from '../../features/adoption/adopted-user.ts'
import type { AdoptionState } from '../../features/adoption/state.ts'
import type { AdoptionJob, Backlog } from '../../features/adoption/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { User } from '../../users/user.ts'

/** Which triggers stand on the tables: see adoption-triggers.ts of each database. */
export interface AdoptionTriggers {
  /** Spent tokens, ended sessions and cut-offs are noted. */
  readonly notesTokens: boolean
  /** A token that was replaced is noted: not where older tokens of a session stay valid. */
  readonly notesRotations: boolean
  /** Accounts that were written are noted. */
  readonly notesUsers: boolean
  /** Accounts, groups and grants are written by an adoption alone. */
  readonly refuses: boolean
}

export interface StoredAccount {
  readonly user: AdoptedUser
  /** See `ownerProvenAt`. */
  readonly provenAt: number | undefined
}

/** The row of an account as it is to be. */
export interface AccountRow {
  /** See `loginKey`. */
  readonly key: string
  readonly user: User
  readonly provenAt: number | undefined
  /** Of a new row; one that is there keeps its own. */
  readonly notBefore: number
}

export interface Membership {
  readonly group: string
  readonly userId: UserId
}

export interface Grant {
  readonly permission: string
  readonly userId: UserId
}

export interface SocialRow extends AdoptedSocialAccount {
  readonly userId: UserId
}

export interface AdoptionStatements {
  /** `undefined`: this database adopts nothing. */
  adoptionState(): AdoptionState | undefined
  /** The same, and no other transaction reads it so until this one ends. Every write of an adoption begins so. */
  lockAdoption(): AdoptionState | undefined
  writeAdoption(state: AdoptionState | undefined): void
  /** Makes and drops triggers, so that there are these and no others. */
  alignAdoptionTriggers(wanted: AdoptionTriggers): void
  /** Whether what this transaction writes from here on passes the triggers. */
  passAdoption(isPassing: boolean): void
  /** Those of these that are there, in any order. */
  findAdopted(ids: readonly UserId[]): readonly StoredAccount[]
  listAdopted(range: UserRange, limit: number): readonly AdoptedUser[]
  countAccounts(): number
  /** Who has these keys. */
  findKeyHolders(keys: readonly string[]): readonly { readonly key: string; readonly id: UserId }[]
  /** Gives the login keys of these accounts free, which get others before the transaction ends. */
  parkLoginKeys(ids: readonly UserId[]): void
  insertAccounts(rows: readonly AccountRow[]): void
  updateAccounts(rows: readonly AccountRow[]): void
  /** How many accounts go into the search index in the transaction that writes so many. */
  adoptedSearchBatch(written: number): number
  addMemberships(memberships: readonly Membership[]): void
  removeMemberships(memberships: readonly Membership[]): void
  addGrants(grants: readonly Grant[]): void
  removeGrants(grants: readonly Grant[]): void
  /** Whose they are does not matter. */
  removeSocialAccounts(accounts: readonly Pick<SocialRow, 'provider' | 'subject'>[]): void
  addSocialAccounts(accounts: readonly SocialRow[], now: number): void
  /** How many were not spent before. */
  spendTokens(tokens: readonly SpentToken[]): number
  /** Ids that are given from now on are higher. */
  raiseUserIds(id: number): void
  listAdoptionJobs(limit: number): readonly AdoptionJob[]
  dropAdoptionJobs(ids: readonly number[]): void
  dropAllAdoptionJobs(): void
  countAdoptionJobs(): Backlog
}

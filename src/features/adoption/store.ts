/**
 * What an adoption writes in Latchkey's own database. Every method is one transaction. While Django is in charge, the
 * database itself refuses other writes of users, groups and grants (problem `adoption_following`), of whatever node or
 * command: only what this port does passes.
 */
import type { UserId } from '../../kernel/user-id.ts'
import type { AdoptedGroup, AdoptedUser, SpentToken, UserRange } from './adopted-user.ts'
import type { AdoptionState } from './state.ts'

export interface AdoptionStore {
  /** `undefined`: this database adopts nothing. */
  state(): Promise<AdoptionState | undefined>
  /**
   * Compare and swap: `false` where the phase is not `from` any more; with `worker` also where that process does not have the
   * work (any more). `worker` of the state is written as the rest of it: a switch takes the work from a follower by it. With
   * the first state the triggers come that note what Django has to hear of; `finished`, and `undefined`, take them away, and
   * jobs too.
   */
  setState(from: AdoptionState['phase'] | undefined, to: AdoptionState | undefined, worker?: string): Promise<boolean>
  /**
   * One process at a time copies, follows or switches. Writes `worker` of the state and gives `true` where the work is free,
   * its time was over at `now`, or this process has it already. Both times in ms since 1970.
   */
  takeWork(worker: string, now: number, until: number): Promise<boolean>
  /**
   * Makes users the same as Django has them: creates, changes and deletes, with their groups, permissions and social
   * accounts. Rows that are the same already are not written. A changed password, a deactivation and a deletion end the
   * user's sessions and refuse older tokens without one, as anywhere; another change makes the user stale. Hashes are taken
   * as they are. Django hears nothing of it. Logins that two users of one call exchange are no collision.
   *
   * Throws RangeError for a number from 2^53 - 1 on: the next one would not be exact.
   *
   * Throws WorkLost, as `applyGroups` does, where `worker` is given and does not have the work: a follower that was stopped
   * for a while must not write what has changed since.
   */
  apply(changes: AdoptedChanges): Promise<AppliedChanges>
  /** Groups and their permissions; those that Django does not have are deleted, except roles of the configuration. */
  applyGroups(groups: readonly AdoptedGroup[], now: number, worker?: string): Promise<number>
  /** Users of that range as Django would have them, in the order of their ids, at most `limit`. */
  usersBetween(range: UserRange, limit: number): Promise<readonly AdoptedUser[]>
  groups(): Promise<readonly StoredGroup[]>
  countUsers(): Promise<number>
  /** How many were not known as spent before. Django, which said so, hears nothing of it. */
  spend(tokens: readonly SpentToken[]): Promise<number>
  /** No account gets this number, or a lower one, that has not got it yet. Throws RangeError, as `apply` does. */
  raiseIdsAbove(id: number): Promise<void>
  /** What Django has not heard yet, the oldest first. */
  jobs(limit: number): Promise<readonly AdoptionJob[]>
  /** They were delivered. */
  dropJobs(ids: readonly number[]): Promise<void>
  backlog(): Promise<Backlog>
}

export interface StoredGroup extends AdoptedGroup {
  /** The configuration decides its permissions, whatever Django has. */
  readonly isRole: boolean
}

export interface AdoptedChanges {
  readonly put: readonly AdoptedUser[]
  readonly gone: readonly UserId[]
  /** Milliseconds since 1970. */
  readonly now: number
  /**
   * When both sides were the same, in ms since 1970, so that what is different changed after it. Django does not say when a
   * password changed: its tokens that are younger than this may be those of a login with the new one, and stay good.
   */
  readonly sameAt?: number | undefined
  /** The process that writes them. */
  readonly worker?: string | undefined
}

export interface AppliedChanges {
  readonly created: number
  readonly changed: number
  readonly deleted: number
  /** Sessions that ended because of it. */
  readonly ended: number
  /** Not written: another account here logs in with the same name, or refers to it. */
  readonly refused: readonly { readonly id: UserId; readonly reason: 'login_taken' | 'in_use' | 'last_owner' }[]
}

/** What Django has to hear of, noted in the transaction that did it. */
export type AdoptionJob = { readonly id: number; readonly notedAt: number } & (
  | { readonly kind: 'spent'; readonly token: SpentToken }
  /** Tokens without a session that were issued up to that moment, in ms, are refused. */
  | { readonly kind: 'refused-before'; readonly userId: UserId; readonly at: number }
  /** Created, changed or deleted; only while Latchkey is in charge. */
  | { readonly kind: 'user'; readonly userId: UserId }
)

export interface Backlog {
  readonly count: number
  /** When the oldest was noted, in ms since 1970. */
  readonly oldestAt: number | undefined
}

/** Another process has the work, or no one adopts any more. */
export class WorkLost extends Error {
  override readonly name = 'WorkLost'
}

declare module '../../store.ts' {
  interface Store {
    readonly adoption: AdoptionStore
  }
}

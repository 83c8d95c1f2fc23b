/** What the flows of an adoption work with. */

import type { UserId } from '../../kernel/user-id.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Timer } from '../../ports/timer.ts'
import type { DjangoDatabase } from './django-database.ts'
import type { AdoptionStore, AppliedChanges } from './store.ts'

export interface AdoptionParts {
  readonly django: DjangoDatabase
  readonly store: AdoptionStore
  readonly clock: Clock
  /** Keeps the process alive. */
  readonly timer: Timer
  /** This process, as it is named to another one that finds it at work: host, process and a random part. */
  readonly worker: string
  /** How long Django's refresh tokens and sliding ones can be renewed, in seconds, by the settings, which are the same there. */
  readonly foreignLifetime: number
  readonly report: AdoptionReport
  /** Asks for the end: what has begun is brought to a state from which a next run goes on. */
  readonly signal?: AbortSignal | undefined
}

export interface AdoptionReport {
  /** How far a step is. `of`: how many there are, as far as that is known. */
  progress(what: 'users' | 'spent tokens' | 'comparing users', done: number, of?: number): void
  remark(text: string): void
  followed(round: FollowedRound): void
}

/** What a round of following found and wrote. */
export interface FollowedRound extends Omit<AppliedChanges, 'refused'> {
  /** When its snapshot was taken, in ms since 1970: up to then both sides are the same. */
  readonly at: number
  readonly groups: number
  readonly spent: number
  /** Milliseconds. */
  readonly took: number
  readonly refused: readonly RefusedUser[]
}

/**
 * Not written. `login_taken` keeps both sides from being the same. A user whom Django deleted, and whom data of the
 * application refers to here (`in_use`, `last_owner`), stays as an inactive account.
 */
export interface RefusedUser {
  readonly id: UserId
  readonly reason: AppliedChanges['refused'][number]['reason']
}

export function isMissing({ reason }: RefusedUser): boolean {
  return reason === 'login_taken'
}

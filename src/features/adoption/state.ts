/**
 * How far an adoption has come. Users have one authority at a time: Django until the switch, Latchkey after it. Tokens have
 * two readers throughout.
 */

/**
 * `copying`: rows come over from one snapshot. `following`: all are here, and changes follow. `switching`: no side writes
 * users until the last change is here. `switched`: Latchkey writes users, and Django hears of it. `finished`: Django is not
 * asked any more.
 *
 * ```
 * (none) -> copying -> following -> switching -> switched -> finished
 *                          ^------------------------/ rollback
 * ```
 */
export type AdoptionPhase = 'copying' | 'following' | 'switching' | 'switched' | 'finished'

export interface AdoptionState {
  readonly phase: AdoptionPhase
  /** Host, port and name of Django's database, or its file: no user and no password. A copy from another one is refused. */
  readonly place: string
  /** Milliseconds since 1970: when this phase began. */
  readonly since: number
  /** While copying: the last user that is here. */
  readonly copiedTo?: number | string | undefined
  /** When the follower last had both sides the same, in ms since 1970. */
  readonly followedAt?: number | undefined
  /** Whether passwords that change here are written back in Django's format, for a way back. Otherwise Django has `!`. */
  readonly isRollbackReady?: boolean | undefined
  /** The latest moment, in ms since 1970, at which a refresh token of Django's that is not spent can be valid. */
  readonly foreignTokensUntil?: number | undefined
}

/** Whether users, groups and what belongs to them are written at Django alone. */
export function isDjangoInCharge(state: AdoptionState | undefined): boolean {
  return state?.phase === 'copying' || state?.phase === 'following' || state?.phase === 'switching'
}

/** Whether Django's database has to be asked and told about tokens. */
export function isBridged(state: AdoptionState | undefined): boolean {
  return state !== undefined && state.phase !== 'finished'
}

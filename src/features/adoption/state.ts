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
  /** How Django's tables are read: the same for every later command and for the server. */
  readonly mapping?: DjangoMapping | undefined
  /** The process that copies, follows or switches: AdoptionStore's `takeWork`. */
  readonly worker?: { readonly id: string; readonly until: number } | undefined
  /** While copying: the last user that is here. */
  readonly copiedTo?: number | string | undefined
  /** Up to where Django's list of spent tokens is known here: DjangoReader's `spentTokens`. */
  readonly spentTo?: string | undefined
  /** When the snapshot was taken that was copied, in ms since 1970. */
  readonly copiedAt?: number | undefined
  /** When the follower last had both sides the same, in ms since 1970. */
  readonly followedAt?: number | undefined
  /** Whether passwords that change here are written back in Django's format, for a way back. Otherwise Django has `!`. */
  readonly isRollbackReady?: boolean | undefined
  /** The latest moment, in ms since 1970, at which a refresh token of Django's that is not spent can be valid. */
  readonly foreignTokensUntil?: number | undefined
}

/** What the project's settings and the operator said of Django's tables. No secrets: it is kept in the database. */
export interface DjangoMapping {
  /** AUTH_USER_MODEL, such as `shop.Customer`. */
  readonly userModel?: string | undefined
  /** The table of users. */
  readonly userTable?: string | undefined
  /** The member that people log in with: USERNAME_FIELD. */
  readonly login?: 'username' | 'email' | undefined
  /** By the member of an account in Django's words, its column there: `{ email: 'mail_addr' }`. Others have none. */
  readonly columns?: Readonly<Record<string, string>> | undefined
  /** By the name of the field here, its column there. */
  readonly fields?: Readonly<Record<string, string>> | undefined
  /** An account is inactive where one of these columns has a value: `deleted_at`. */
  readonly inactiveWhen?: readonly string[] | undefined
  /** TIME_ZONE, where USE_TZ is False and times are stored without their offset. */
  readonly timeZone?: string | undefined
  /** Names that users have here alone, by their id as text. */
  readonly renamed?: Readonly<Record<string, string>> | undefined
  /** Users who stay behind: their ids as text. */
  readonly leftOut?: readonly string[] | undefined
}

/** Whether users, groups and what belongs to them are written at Django alone. */
export function isDjangoInCharge(state: AdoptionState | undefined): boolean {
  return state?.phase === 'copying' || state?.phase === 'following' || state?.phase === 'switching'
}

/** Whether Django's database has to be asked and told about tokens. */
export function isBridged(state: AdoptionState | undefined): boolean {
  return state !== undefined && state.phase !== 'finished'
}

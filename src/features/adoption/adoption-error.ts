/** Why a step of an adoption is refused. The command line prints it; scripts compare the code, which stays the same. */

export type AdoptionErrorCode =
  /** Nothing was begun. */
  | 'adoption_missing'
  /** The phase does not allow it. */
  | 'adoption_phase'
  /** Another database than the one that was begun with. */
  | 'adoption_other_place'
  /** Accounts here that Django does not have. */
  | 'adoption_own_accounts'
  /** Another process copies, follows or switches. */
  | 'adoption_busy'
  /** The follower is behind, or none runs. */
  | 'adoption_lagging'
  /** Users of Django that cannot be written here. */
  | 'adoption_refused_users'
  /** The check found what blocks. */
  | 'adoption_blocked'
  /** Django has not heard of all that happened here. */
  | 'adoption_backlog'
  /** Passwords that Django does not have. */
  | 'adoption_passwords'
  /** Refresh tokens of Django's can still be valid. */
  | 'adoption_foreign_tokens'
  /** It was asked to stop. */
  | 'adoption_stopped'

export class AdoptionError extends Error {
  override readonly name = 'AdoptionError'
  readonly code: AdoptionErrorCode
  readonly what: string | readonly string[]
  readonly fix: string | readonly string[]

  constructor(code: AdoptionErrorCode, what: string | readonly string[], fix: string | readonly string[]) {
    super(typeof what === 'string' ? what : what.join(' '))
    this.code = code
    this.what = what
    this.fix = fix
  }
}

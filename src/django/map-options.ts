/** What an operator says about a project, where its tables do not say it. */

export interface MapOptions {
  /** Members that `columns` does not name have no column: nothing is guessed. */
  readonly isComplete?: boolean
  /** `--map email=mail_addr`: member to column, in Django's names of AbstractUser. */
  readonly columns?: Readonly<Record<string, string>>
  /** `--field phone_number`, `--field phone=phone_number`: the columns that are carried as fields of users. Absent: all that can be. */
  readonly fields?: readonly { readonly name: string; readonly column: string }[]
  /** `--user-table people`. */
  readonly userTable?: string | undefined
  /** `--login email`: USERNAME_FIELD. */
  readonly login?: 'username' | 'email' | undefined
  /** `--inactive-when deleted_at`; empty where nothing says so (`none`). */
  readonly inactiveWhen?: readonly string[]
  /** `--rename 17=jose-2`: by the id as text. */
  readonly renamed?: ReadonlyMap<string, string>
  /** `--leave-out 9007199254740993`. */
  readonly leftOut?: ReadonlySet<string>
  /** `--time-zone Europe/Berlin`: the project has USE_TZ=False there; `UTC`: it has USE_TZ=True. */
  readonly timeZone?: string | undefined
}

/** The tables or the options do not say which table or column is meant. */
export class DjangoMapError extends Error {
  override readonly name = 'DjangoMapError'
  readonly fix: string

  constructor(what: string, fix: string) {
    super(what)
    this.fix = fix
  }
}

import type { UserFieldValues } from '../users/user-fields.ts'

/** What a person may say of themselves. Nothing else of a body ever reaches the row. */
export interface Registration {
  readonly email: string
  readonly username?: string | undefined
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly password: string
  /** The application's own. */
  readonly fields?: UserFieldValues | undefined
}

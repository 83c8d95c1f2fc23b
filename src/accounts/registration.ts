import type { UserFieldValues } from '../users/user-fields.ts'

/** What a registration may contain. Nothing else of a body reaches the database (mass assignment). */
export interface Registration {
  readonly email: string
  readonly username?: string | undefined
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly password: string
  /** The application's user fields. */
  readonly fields?: UserFieldValues | undefined
}

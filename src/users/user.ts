/**
 * A user, in both account models: `email` (tutorial 1's CustomUser) and `username` (Django's AbstractUser). The
 * password is the stored hash, wrapped so that no log or answer can print it.
 */
import type { Instant } from '../kernel/instant.ts'
import type { Secret } from '../kernel/secret.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { UserFieldValues } from './user-fields.ts'

/** A user's row. The password is the stored hash. */
export interface User {
  readonly id: UserId
  /** Empty in the e-mail model. */
  readonly username: string
  readonly email: string
  /** Whether the user has proven that they receive mail there. */
  readonly emailVerified: boolean
  readonly firstName: string
  readonly lastName: string
  readonly isActive: boolean
  readonly isStaff: boolean
  readonly isSuperuser: boolean
  readonly dateJoined: Instant
  readonly lastLogin: Instant | null
  /** The stored hash in Django's format (`argon2$argon2id$...`, or unusable: `!...`). */
  readonly password: Secret
  /** The application's fields: see the setting `userFields`. */
  readonly fields: UserFieldValues
}

/** The values of a new row. */
export interface NewUser {
  readonly id?: UserId
  readonly username?: string
  readonly email: string
  readonly emailVerified?: boolean
  readonly firstName?: string
  readonly lastName?: string
  readonly isActive?: boolean
  readonly isStaff?: boolean
  readonly isSuperuser?: boolean
  readonly dateJoined: Instant
  readonly password: Secret
  readonly fields?: UserFieldValues
}

/** Tutorial 1's `get_full_name`: first and last name, or the address if both are blank. */
export function fullName(user: Pick<User, 'firstName' | 'lastName' | 'email'>): string {
  return `${user.firstName} ${user.lastName}`.trim() || user.email
}

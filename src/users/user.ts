/**
 * Who someone is, in both account models: `email` (tutorial 1's CustomUser) and `username` (Django's AbstractUser).
 * The password is here as its stored hash, wrapped so that no log or answer can print it.
 */
import type { Instant } from '../kernel/instant.ts'
import type { Secret } from '../kernel/secret.ts'
import type { UserFieldValues } from './user-fields.ts'

/** A database id: an integer, or a UUID as text where ids are UUIDs. On the wire of a token it is always text. */
export type UserId = number | string

export interface User {
  readonly id: UserId
  /** Empty in the e-mail model. */
  readonly username: string
  readonly email: string
  /** Whether somebody showed that they read mail there. */
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
  /** The application's own: see `userFields` of the settings. */
  readonly fields: UserFieldValues
}

/** What a new row is made of. */
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

/** Tutorial 1's `get_full_name`: first and last name, or the address where both are blank. */
export function fullName(user: Pick<User, 'firstName' | 'lastName' | 'email'>): string {
  return `${user.firstName} ${user.lastName}`.trim() || user.email
}

const canonicalUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const canonicalDecimal = /^(0|-?[1-9]\d{0,15})$/

/**
 * The id that a `user_id` claim names: a safe integer, its canonical decimal text, or a UUID in lower case with dashes.
 * Which of them this installation gives is the store's business: the other kind finds nobody. Everything else names nobody:
 * no coercion of `true`, `" 1 "` or `1.0` text, which the reference takes for 1.
 */
export function parseUserId(claim: unknown): UserId | undefined {
  if (typeof claim === 'number') return Number.isSafeInteger(claim) ? claim : undefined
  if (typeof claim !== 'string') return undefined
  if (canonicalUuid.test(claim)) return claim
  if (!canonicalDecimal.test(claim)) return undefined
  const id = Number(claim)
  return Number.isSafeInteger(id) ? id : undefined
}

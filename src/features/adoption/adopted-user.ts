/** Accounts as a Django project has them, in the words of this house: what is read there, written here, and compared. */
import type { Instant } from '../../kernel/instant.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { UserFieldValues } from '../../users/user-fields.ts'

export interface AdoptedUser {
  readonly id: UserId
  /** Empty where the project has no such column. */
  readonly username: string
  readonly email: string
  /** allauth's: the address of the account is among the verified ones. */
  readonly emailVerified: boolean
  readonly firstName: string
  readonly lastName: string
  readonly isActive: boolean
  readonly isStaff: boolean
  readonly isSuperuser: boolean
  readonly dateJoined: Instant
  readonly lastLogin: Instant | null
  /** The stored hash, byte by byte as it is there: a cookie session of Django's ends when it changes. */
  readonly password: Secret
  /** The application's columns that are carried. */
  readonly fields: UserFieldValues
  /** Names, in ascending order of their code units. */
  readonly groups: readonly string[]
  /** Of the user alone, as `app_label.codename`, in the same order. */
  readonly permissions: readonly string[]
  /** In the order of provider and subject; at most one of a provider. */
  readonly socialAccounts: readonly AdoptedSocialAccount[]
}

/** What of its row both sides have, beside the hash and the application's columns. */
export const rowMembers = [
  'username',
  'email',
  'emailVerified',
  'firstName',
  'lastName',
  'isActive',
  'isStaff',
  'isSuperuser',
  'dateJoined',
  'lastLogin',
] as const satisfies readonly (keyof AdoptedUser)[]

export interface AdoptedSocialAccount {
  readonly provider: string
  /** The provider's own id of its account: allauth's `uid`. */
  readonly subject: string
  /** As the provider named it; empty where that is not known. */
  readonly email: string
}

export interface AdoptedGroup {
  readonly name: string
  /** In ascending order of their code units. */
  readonly permissions: readonly string[]
}

/** A token that must not be taken again: blacklisted, rotated or logged out. */
export interface SpentToken {
  readonly jti: string
  /** Seconds since 1970: until then it has to be known. Of a sliding token, the end of its renewals. */
  readonly exp: number
}

/** Both ends count; an absent one is open. UUIDs are in lower case with dashes. */
export interface UserRange {
  readonly from?: UserId | undefined
  readonly to?: UserId | undefined
}

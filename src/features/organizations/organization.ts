/** Organizations, who belongs to them, and who is invited. Times are milliseconds since 1970. */
import type { UserId } from '../../kernel/user-id.ts'
import type { Random } from '../../ports/random.ts'

export interface Organization {
  /** `org_` and 32 hexadecimal digits: kept for good, and never given again. */
  readonly id: string
  /** A word for addresses, which an owner can change and another organization can get afterwards. */
  readonly slug: string
  readonly name: string
  readonly createdAt: number
}

/** That a user belongs to an organization. */
export interface Membership {
  readonly organization: Organization
  readonly userId: UserId
  /** A role of the setting `organizationRoles`, or one that was there when it was given. */
  readonly role: string
  readonly joinedAt: number
}

/** A member as the others see them. */
export interface Member {
  readonly userId: UserId
  readonly email: string
  readonly username: string
  readonly firstName: string
  readonly lastName: string
  /** `false`: an operator has closed the account, and the membership waits. */
  readonly isActive: boolean
  readonly role: string
  readonly joinedAt: number
}

/** An address that may join. It is there until it is accepted, declined or revoked, and for a while after its end. */
export interface Invitation {
  /** `inv_` and 32 hexadecimal digits. */
  readonly id: string
  readonly organizationId: string
  /** As it was typed, normalised. */
  readonly email: string
  readonly role: string
  readonly invitedBy: UserId
  readonly createdAt: number
  readonly expiresAt: number
}

/** With the organization that it is about. */
export interface OpenInvitation extends Invitation {
  readonly organization: Organization
}

/** A word of a slug never looks like an id: it has no underscore. */
export const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/

export function newOrganizationId(random: Random): string {
  return `org_${random.uuidHex()}`
}

/** Not guessable, but it opens nothing by itself: a link has a token, and a list the address of an account. */
export function newInvitationId(random: Random): string {
  return `inv_${random.uuidHex()}`
}

/** Organizations, their members and invitations, as the endpoints show them. */
import { words } from '../words/words.ts'

export interface Membership {
  readonly id: string
  readonly slug: string
  readonly name: string
  /** Of the caller. */
  readonly role: string
  readonly joined_at: string
}

/** With what its page may offer: the server decides, the buttons follow. */
export interface OwnMembership extends Membership {
  readonly rights: readonly string[]
  /** Those that the caller may give and take. */
  readonly roles: readonly string[]
}

export interface Member {
  readonly id: number | string
  readonly email: string
  readonly username: string
  readonly first_name: string
  readonly last_name: string
  readonly is_active: boolean
  readonly role: string
  readonly joined_at: string
}

export interface Invitation {
  readonly id: string
  readonly email: string
  readonly role: string
  readonly expires_at: string
}

/** An invitation to the caller. */
export interface Invited extends Invitation {
  readonly organization: { readonly slug: string; readonly name: string }
  readonly invited_by: string
}

/** A role of the configuration is called as the configuration calls it, except for those that every one has. */
export function roleName(role: string): string {
  const { roles } = words().organizations
  return Object.hasOwn(roles, role) ? roles[role as keyof typeof roles] : role
}

export function roleField(label: string, roles: readonly string[]) {
  const choices = roles.map(role => ({ value: role, display_name: roleName(role) }))
  return { type: 'choice', required: true, read_only: false, label, choices }
}

export function memberName({ first_name: first, last_name: last, email, username, id }: Member): string {
  return `${first} ${last}`.trim() || email || username || String(id)
}

/** What stands in addresses for a name: empty where it has no Latin letter or digit. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-|-$/g, '')
}

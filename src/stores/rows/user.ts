/** Reads and writes the rows of users. */
import { parseInstant } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import type { NewUser, User } from '../../users/user.ts'
import { emptyValue, type UserColumn, type UserFieldValue, type UserFieldValues } from '../../users/user-fields.ts'
import { type Row, toUserId } from './row.ts'

/** The application's columns among the others: the prefix keeps them apart from columns of later versions. */
export function columnNameOf({ name }: UserColumn): string {
  return `own_${name}`
}

export function toUser(columns: readonly UserColumn[], row: Row): User {
  return {
    id: toUserId(row.id),
    username: String(row.username),
    email: String(row.email),
    emailVerified: Boolean(row.email_verified),
    firstName: String(row.first_name),
    lastName: String(row.last_name),
    isActive: Boolean(row.is_active),
    isStaff: Boolean(row.is_staff),
    isSuperuser: Boolean(row.is_superuser),
    dateJoined: parseInstant(String(row.date_joined)),
    lastLogin: row.last_login === null ? null : parseInstant(String(row.last_login)),
    password: new Secret(String(row.password)),
    fields: toUserFields(columns, row),
  }
}

function toUserFields(columns: readonly UserColumn[], row: Row): UserFieldValues {
  return Object.fromEntries(columns.map(column => [column.name, toUserField(column, row[columnNameOf(column)])]))
}

function toUserField({ type }: UserColumn, value: unknown): UserFieldValue {
  if (value === null || value === undefined) return null
  if (type === 'boolean') return Boolean(value)
  return type === 'integer' ? Number(value) : String(value)
}

/** In the order of the columns; a missing value is the default. */
export function userFieldValues(columns: readonly UserColumn[], fields: UserFieldValues = {}) {
  return columns.map(column => fields[column.name] ?? emptyValue(column))
}

/** In the order of `userColumns`. */
export function userValues(key: string, user: NewUser) {
  const { username = '', email, firstName = '', lastName = '', isActive = true, emailVerified = false } = user
  const flags = [isActive, user.isStaff ?? false, user.isSuperuser ?? false, emailVerified]
  return [key, username, email, firstName, lastName, ...flags, user.dateJoined, user.password.reveal()]
}

export const userColumns =
  'login, username, email, first_name, last_name, is_active, is_staff, is_superuser, email_verified, date_joined, password'

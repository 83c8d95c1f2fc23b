/**
 * A Django project as its database shows it: which tables mean what, and where each member of an account is. What reading
 * and writing are given.
 */
import type { DjangoDriver } from './driver.ts'
import type { DjangoTable, DjangoTables } from './schema/tables.ts'

export interface DjangoProject {
  readonly tables: DjangoTables
  readonly users: UserMap
  readonly groups: GroupMap | undefined
  readonly blacklist: BlacklistMap | undefined
  /** allauth's. */
  readonly emails: LinkedTable | undefined
  readonly socialAccounts: LinkedTable | undefined
  readonly times: TimeRules
  /** Names that an operator gives to users, by their id as text: `--rename`. */
  readonly renamed: ReadonlyMap<string, string>
  /** Users who stay behind, by their id as text: `--leave-out`. */
  readonly leftOut: ReadonlySet<string>
}

/**
 * `integer`. `uuid`: a type of the database, text with dashes. `hex`: char(32), 32 digits without dashes (SQLite, MySQL).
 * `text`: anything else, which no account can have here.
 */
export type IdForm = 'integer' | 'uuid' | 'hex' | 'text'

/** Members of an account that have a column of their own. */
export type UserMember =
  | 'username'
  | 'email'
  | 'firstName'
  | 'lastName'
  | 'isActive'
  | 'isStaff'
  | 'isSuperuser'
  | 'dateJoined'
  | 'lastLogin'
  | 'password'

export interface UserMap {
  readonly table: DjangoTable
  readonly idColumn: string
  readonly idForm: IdForm
  /** By member: the column. A member without one has an empty value, and `true` for isActive. */
  readonly columns: Readonly<Partial<Record<UserMember, string>>>
  /** The member that people log in with: USERNAME_FIELD. */
  readonly loginMember: 'username' | 'email'
  /** Those of the application that are carried. */
  readonly fields: readonly OwnField[]
  /** Its other columns, which stay behind. */
  readonly notCarried: readonly { readonly column: string; readonly why: string }[]
  /** A user with a value in one of these columns is inactive: `--inactive-when deleted_at`. */
  readonly inactiveWhen: readonly string[]
  /** Tables whose primary key is a user: children of multi-table inheritance. */
  readonly children: readonly string[]
  /** Tables with one row for a user at most. */
  readonly profiles: readonly string[]
  /** What was guessed from names and types alone, because the project's settings are not known. */
  readonly guessed: readonly string[]
}

export interface OwnField {
  /** As the application will call it here. */
  readonly name: string
  readonly column: string
  readonly type: 'text' | 'integer' | 'boolean'
  readonly isNullable: boolean
  /** A text such as `2026-11-29`. */
  readonly isDate: boolean
  /** Letters at most, where the column says so. */
  readonly maxLength: number | undefined
}

export interface GroupMap {
  /** `auth_group`, `auth_permission`, `django_content_type`, `auth_group_permissions`: Django's own names. */
  readonly userGroups: LinkedTable | undefined
  readonly userPermissions: LinkedTable | undefined
}

/** A table with a foreign key to users. */
export interface LinkedTable {
  readonly table: DjangoTable
  /** Of the user: `user_id`, `customuser_id`. */
  readonly userColumn: string
}

export interface BlacklistMap {
  readonly outstanding: DjangoTable
  readonly blacklisted: DjangoTable
}

/** How the project writes moments. */
export interface TimeRules {
  /** `undefined`: not known, so taken for true. */
  readonly useTz: boolean | undefined
  /** TIME_ZONE, such as `Europe/Berlin`. */
  readonly timeZone: string | undefined
}

/** What reading and writing are given. */
export interface DjangoContext {
  readonly driver: DjangoDriver
  readonly project: DjangoProject
}

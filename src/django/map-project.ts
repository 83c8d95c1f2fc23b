/**
 * What the tables of a project mean: exact where `django.json` says it, guessed from names and types elsewhere, and then
 * said to be guessed.
 */
import type { DjangoSettings } from './django-settings.ts'
import { findBeside, findBlacklist, findGroups, findUserTable, linkedTo } from './find-roles.ts'
import { mapFields } from './map-fields.ts'
import { DjangoMapError, type MapOptions } from './map-options.ts'
import type { DjangoProject, IdForm, TimeRules, UserMap, UserMember } from './project.ts'
import { columnOf, type DjangoTable, type DjangoTables } from './schema/tables.ts'
import { isTimeZone } from './values.ts'

/** Throws DjangoMapError. */
export function mapProject(
  tables: DjangoTables,
  settings: DjangoSettings | undefined,
  options: MapOptions = {},
): DjangoProject {
  const table = findUserTable(tables, settings, options)
  return {
    tables,
    users: mapUsers(tables, table, settings, options),
    groups: findGroups(tables, table, settings),
    blacklist: findBlacklist(tables),
    emails: linkedTo(tables.get('account_emailaddress'), table),
    socialAccounts: linkedTo(tables.get('socialaccount_socialaccount'), table),
    times: timesOf(settings, options),
    renamed: options.renamed ?? new Map(),
    leftOut: options.leftOut ?? new Set(),
  }
}

function timesOf(settings: DjangoSettings | undefined, { timeZone }: MapOptions): TimeRules {
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw new DjangoMapError(
      `${timeZone} is no time zone.`,
      'Write the TIME_ZONE of the project, such as Europe/Berlin.',
    )
  }
  if (timeZone !== undefined) return { useTz: timeZone === 'UTC', timeZone }
  return { useTz: settings?.use_tz, timeZone: settings?.time_zone }
}

/** Django's names of members, and names under which projects have them. The first is AbstractUser's. */
export const memberNames: Readonly<Record<UserMember, readonly [string, ...string[]]>> = {
  username: ['username', 'user_name', 'login', 'handle', 'nickname', 'nick'],
  email: ['email', 'email_address', 'mail', 'mail_address', 'mail_addr', 'e_mail'],
  firstName: ['first_name', 'firstname', 'given_name', 'forename'],
  lastName: ['last_name', 'lastname', 'family_name', 'surname'],
  isActive: ['is_active', 'active', 'enabled', 'is_enabled'],
  isStaff: ['is_staff', 'staff', 'is_admin'],
  isSuperuser: ['is_superuser', 'superuser'],
  dateJoined: ['date_joined', 'joined_at', 'created_at', 'created', 'date_created', 'created_on', 'signup_date'],
  lastLogin: ['last_login'],
  password: ['password', 'password_hash'],
}

function mapUsers(
  tables: DjangoTables,
  table: DjangoTable,
  settings: DjangoSettings | undefined,
  options: MapOptions,
): UserMap {
  const [idColumn] = table.primaryKey
  if (idColumn === undefined || table.primaryKey.length > 1) {
    throw new DjangoMapError(
      `The table ${table.name} has no key of one column.`,
      'Name the table of users: --user-table TABLE.',
    )
  }
  const guessed: string[] = []
  const columns = mapMembers(table, settings, options, guessed)
  if (columns.password === undefined) {
    throw new DjangoMapError(
      `The table ${table.name} has no column for passwords.`,
      'Write --map password=COLUMN, or --user-table TABLE.',
    )
  }
  const loginMember = loginOf(columns, settings, options, guessed)
  const taken = [idColumn, ...Object.values(columns)]
  const inactiveWhen = options.inactiveWhen ?? []
  const unknown = inactiveWhen.find(name => columnOf(table, name) === undefined)
  if (unknown !== undefined) {
    throw new DjangoMapError(`The table ${table.name} has no column ${unknown}.`, 'Correct --inactive-when.')
  }
  return {
    table,
    idColumn,
    idForm: idFormOf(columnOf(table, idColumn)?.type ?? '', settings?.fields.find(({ pk }) => pk)?.class),
    columns,
    loginMember,
    ...mapFields(table, settings, options, taken),
    inactiveWhen,
    ...findBeside(tables, table),
    guessed,
  }
}

/** char(32) holds a UUID; another text may hold anything. */
function idFormOf(type: string, fieldClass: string | undefined): IdForm {
  if (/^(?:tiny|small|medium|big)?(?:int|integer|serial)\b/.test(type)) return 'integer'
  if (type === 'uuid') return 'uuid'
  return type === 'char(32)' && (fieldClass ?? 'UUIDField') === 'UUIDField' ? 'hex' : 'text'
}

type Columns = Partial<Record<UserMember, string>>

function mapMembers(
  table: DjangoTable,
  settings: DjangoSettings | undefined,
  options: MapOptions,
  guessed: string[],
): Columns {
  const said = options.columns ?? {}
  const found: Columns = {}
  const names = Object.entries(memberNames) as [UserMember, readonly [string, ...string[]]][]
  for (const name of Object.keys(said)) {
    if (!names.some(([, [djangoName]]) => djangoName === name)) {
      throw new DjangoMapError(
        `--map names ${name}, which no account has.`,
        `Use ${names.map(([, [first]]) => first).join(', ')}.`,
      )
    }
  }
  for (const [member, [djangoName, ...others]] of names) {
    const given = said[djangoName]
    const exact = settings?.fields.find(field => field.name === djangoName && field.table === table.name)?.column
    const column =
      given ??
      exact ??
      (settings === undefined && options.isComplete !== true ? guess(table, [djangoName, ...others]) : undefined)
    if (given !== undefined && columnOf(table, given) === undefined) {
      throw new DjangoMapError(`The table ${table.name} has no column ${given}.`, 'Correct --map.')
    }
    if (column === undefined || column === '') continue
    found[member] = column
    if (given === undefined && exact === undefined && column !== djangoName) guessed.push(`${djangoName} is ${column}`)
  }
  return withLoginColumn(found, settings)
}

/** A USERNAME_FIELD of another name (`phone`) is what the account is called here. */
function withLoginColumn(found: Columns, settings: DjangoSettings | undefined): Columns {
  const name = settings?.username_field
  if (name === undefined || name === 'username' || name === 'email' || found.username !== undefined) return found
  const column = settings?.fields.find(field => field.name === name)?.column
  return column === undefined ? found : { ...found, username: column }
}

function guess(table: DjangoTable, names: readonly string[]): string | undefined {
  return names.find(name => columnOf(table, name) !== undefined)
}

function loginOf(
  columns: Columns,
  settings: DjangoSettings | undefined,
  { login }: MapOptions,
  guessed: string[],
): UserMap['loginMember'] {
  if (login !== undefined) return login
  const field = settings?.username_field
  if (field !== undefined) return field === 'email' ? 'email' : 'username'
  if (columns.username !== undefined && columns.email !== undefined) guessed.push('people log in with username')
  return columns.username === undefined ? 'email' : 'username'
}

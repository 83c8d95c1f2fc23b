/**
 * Which tables of a project mean what. The table of users has any name; those of Django's own apps and of packages have
 * theirs, and refer to it (hazard s).
 */
import type { DjangoSettings } from './django-settings.ts'
import { DjangoMapError, type MapOptions } from './map-options.ts'
import type { BlacklistMap, GroupMap, LinkedTable } from './project.ts'
import { columnOf, type DjangoTable, type DjangoTables } from './schema/tables.ts'

/** Their `user_id` refers to AUTH_USER_MODEL. */
const witnesses = [
  'token_blacklist_outstandingtoken',
  'django_admin_log',
  'account_emailaddress',
  'socialaccount_socialaccount',
  'authtoken_token',
  'oauth2_provider_accesstoken',
  'otp_totp_totpdevice',
]

/** Throws DjangoMapError. */
export function findUserTable(
  tables: DjangoTables,
  settings: DjangoSettings | undefined,
  options: MapOptions,
): DjangoTable {
  const said = options.userTable ?? settings?.user_table
  if (said !== undefined) {
    const table = tables.get(said)
    if (table !== undefined) return table
    throw new DjangoMapError(`There is no table ${said}.`, 'Is this the database of that project? See --user-table.')
  }
  const votes = [...witnesses.flatMap(name => referredTo(tables, name)), ...ownersOfGroups(tables)]
  const counted = new Map<string, number>()
  for (const name of votes) counted.set(name, (counted.get(name) ?? 0) + 1)
  const [best] = [...counted].sort(([, one], [, other]) => other - one)
  const found = tables.get(best?.[0] ?? '') ?? tables.get('auth_user') ?? onlyWithPassword(tables)
  if (found !== undefined) return found
  throw new DjangoMapError(
    'No table of users was found: nothing of Django, SimpleJWT or allauth refers to one.',
    'Is this the database of a Django project? If it is, name the table: --user-table TABLE.',
  )
}

function referredTo(tables: DjangoTables, name: string): string[] {
  return (tables.get(name)?.foreignKeys ?? []).flatMap(({ column, toTable }) => (column === 'user_id' ? [toTable] : []))
}

/** `<users>_groups`: a table that refers to auth_group and to one table beside it. */
function ownersOfGroups(tables: DjangoTables): string[] {
  return [...tables.values()].flatMap(table => {
    const others = table.foreignKeys.filter(({ toTable }) => toTable !== 'auth_group')
    const [owner] = others
    const isLink = others.length === 1 && table.foreignKeys.length === 2 && owner !== undefined
    return isLink && owner.toTable !== 'auth_permission' ? [owner.toTable] : []
  })
}

function onlyWithPassword(tables: DjangoTables): DjangoTable | undefined {
  const found = [...tables.values()].filter(
    table => columnOf(table, 'password') !== undefined && columnOf(table, 'last_login') !== undefined,
  )
  return found.length === 1 ? found[0] : undefined
}

/** By its foreign key; where the engine keeps none (MyISAM), by its name. */
export function linkedTo(table: DjangoTable | undefined, users: DjangoTable): LinkedTable | undefined {
  if (table === undefined) return undefined
  const key = table.foreignKeys.find(({ toTable }) => toTable === users.name)
  const userColumn = key?.column ?? (columnOf(table, 'user_id') && 'user_id')
  return userColumn === undefined ? undefined : { table, userColumn }
}

/** Only with Django's own tables of groups and permissions. */
export function findGroups(
  tables: DjangoTables,
  users: DjangoTable,
  settings: DjangoSettings | undefined,
): GroupMap | undefined {
  const own = ['auth_group', 'auth_group_permissions', 'auth_permission', 'django_content_type']
  if (!own.every(name => tables.has(name))) return undefined
  const find = (to: 'auth_group' | 'auth_permission', suffix: string): LinkedTable | undefined => {
    const said = settings?.many_to_many.find(relation => relation.to === to)
    const named = tables.get(said?.table ?? `${users.name}${suffix}`) ?? linkBetween(tables, users.name, to)
    if (named === undefined) return undefined
    const userColumn = said?.column ?? linkedTo(named, users)?.userColumn ?? ownColumn(named, to)
    return userColumn === undefined ? undefined : { table: named, userColumn }
  }
  return { userGroups: find('auth_group', '_groups'), userPermissions: find('auth_permission', '_user_permissions') }
}

function linkBetween(tables: DjangoTables, users: string, to: string): DjangoTable | undefined {
  return [...tables.values()].find(({ foreignKeys, columns }) => {
    const targets = foreignKeys.map(({ toTable }) => toTable)
    return columns.length <= 3 && targets.includes(users) && targets.includes(to)
  })
}

/** Without foreign keys: the one column that is neither the key nor that of the group. */
function ownColumn(table: DjangoTable, to: string): string | undefined {
  const other = to === 'auth_group' ? 'group_id' : 'permission_id'
  return table.columns.find(({ name }) => name !== 'id' && name !== other)?.name
}

export function findBlacklist(tables: DjangoTables): BlacklistMap | undefined {
  const outstanding = tables.get('token_blacklist_outstandingtoken')
  const blacklisted = tables.get('token_blacklist_blacklistedtoken')
  return outstanding === undefined || blacklisted === undefined ? undefined : { outstanding, blacklisted }
}

/** Children of multi-table inheritance, and tables with one row for a user at most. */
export function findBeside(tables: DjangoTables, users: DjangoTable): { children: string[]; profiles: string[] } {
  const keys = [...tables.values()].flatMap(table =>
    table.foreignKeys.filter(({ toTable }) => toTable === users.name).map(({ column }) => ({ table, column })),
  )
  const single = keys.filter(({ table, column }) => table.uniqueColumns.includes(column) && table.name !== users.name)
  const isChild = ({ table, column }: (typeof keys)[number]) =>
    table.primaryKey.length === 1 && table.primaryKey[0] === column
  return {
    children: single.filter(isChild).map(({ table }) => table.name),
    profiles: single
      .filter(key => !isChild(key) && key.table.name !== 'authtoken_token')
      .map(({ table }) => table.name),
  }
}

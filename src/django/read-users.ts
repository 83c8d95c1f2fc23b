/** Users with groups, permissions, social accounts and verified addresses: one statement for each, however many users. */
import type { AdoptedSocialAccount, AdoptedUser, UserRange } from '../features/adoption/adopted-user.ts'
import { DjangoSchemaError } from '../features/adoption/django-database.ts'
import { isPermissionName } from '../kernel/permission-name.ts'
import { Secret } from '../kernel/secret.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { UserFieldValue, UserFieldValues } from '../users/user-fields.ts'
import { type DjangoConnection, placeholders, type SqlRow, type SqlValue } from './driver.ts'
import type { DjangoContext, LinkedTable, OwnField, UserMember } from './project.ts'
import { fromUserId, idText, toBoolean, toInstant, toText, toUserId } from './values.ts'

export interface UserReader {
  count(): Promise<number>
  after(after: UserId | undefined, limit: number): Promise<readonly AdoptedUser[]>
  between(range: UserRange): Promise<readonly AdoptedUser[]>
}

export function createUserReader(context: DjangoContext, connection: DjangoConnection): UserReader {
  const { driver, project } = context
  const { users } = project
  const table = driver.quote(users.table.name)
  const id = driver.quote(users.idColumn)
  const select = `SELECT ${selectedColumns(context)} FROM ${table}`
  const left = leftOutCondition(context)
  const read = async (conditions: readonly string[], values: readonly SqlValue[], tail = '') => {
    const all = [...conditions, ...left.conditions]
    const where = all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`
    const rows = await connection.all(`${select}${where} ORDER BY ${id}${tail}`, [...values, ...left.values])
    return complete(context, connection, rows)
  }
  return {
    async count() {
      const where = left.conditions.length === 0 ? '' : ` WHERE ${left.conditions.join(' AND ')}`
      const [row] = await connection.all(`SELECT count(*) AS n FROM ${table}${where}`, left.values)
      return Number(row?.n)
    },
    after(after, limit) {
      const tail = ` LIMIT ${Math.trunc(limit)}`
      return after === undefined ? read([], [], tail) : read([`${id} > ?`], [fromUserId(users.idForm, after)], tail)
    },
    between({ from, to }) {
      const conditions = [...(from === undefined ? [] : [`${id} >= ?`]), ...(to === undefined ? [] : [`${id} <= ?`])]
      const ends = [from, to].filter(end => end !== undefined)
      return read(
        conditions,
        ends.map(end => fromUserId(users.idForm, end)),
      )
    },
  }
}

/** Users who stay behind. */
export function leftOutCondition({ driver, project: { users, leftOut } }: DjangoContext): {
  readonly conditions: readonly string[]
  readonly values: readonly SqlValue[]
} {
  if (leftOut.size === 0) return { conditions: [], values: [] }
  const values = [...leftOut].map(id => (users.idForm === 'integer' ? BigInt(id) : fromUserId(users.idForm, id)))
  return { conditions: [`${driver.quote(users.idColumn)} NOT IN (${placeholders(values.length)})`], values }
}

/** `m_` members, `f_` own fields: no name of a column meets one of ours. */
function selectedColumns({ driver: { quote }, project: { users } }: DjangoContext): string {
  const members = Object.entries(users.columns).map(([member, column]) => `${quote(column)} AS ${quote(`m_${member}`)}`)
  const fields = users.fields.map(({ column }, index) => `${quote(column)} AS f_${index}`)
  const inactive = users.inactiveWhen.map((column, index) => `${quote(column)} AS i_${index}`)
  return [`${quote(users.idColumn)} AS user_id`, ...members, ...fields, ...inactive].join(', ')
}

interface Logins {
  readonly username: string
  readonly email: string
}

interface Beside {
  readonly groups: ReadonlyMap<SqlValue, readonly string[]>
  readonly permissions: ReadonlyMap<SqlValue, readonly string[]>
  readonly social: ReadonlyMap<SqlValue, readonly SqlRow[]>
  readonly verified: ReadonlyMap<SqlValue, readonly string[]>
}

async function complete(
  context: DjangoContext,
  connection: DjangoConnection,
  rows: readonly SqlRow[],
): Promise<AdoptedUser[]> {
  const [first, last] = [rows[0]?.user_id, rows.at(-1)?.user_id]
  if (first === undefined || last === undefined) return []
  const beside = await readBeside(context, connection, [first, last])
  return rows.map(row => toUser(context, row, beside))
}

async function readBeside(
  { driver: { quote }, project }: DjangoContext,
  { all }: DjangoConnection,
  range: readonly SqlValue[],
): Promise<Beside> {
  const { groups, emails, socialAccounts } = project
  const read = async (link: LinkedTable | undefined, columns: string, joins = '', condition = '') => {
    if (link === undefined) return []
    const user = `t.${quote(link.userColumn)}`
    const from = `FROM ${quote(link.table.name)} t ${joins} WHERE ${user} BETWEEN ? AND ?${condition}`
    return all(`SELECT ${user} AS user_id, ${columns} ${from}`, range)
  }
  const inGroups = await read(
    groups?.userGroups,
    'g.name AS name',
    `JOIN ${quote('auth_group')} g ON g.id = t.group_id`,
  )
  const granted = await read(
    groups?.userPermissions,
    'c.app_label AS app_label, p.codename AS codename',
    `JOIN ${quote('auth_permission')} p ON p.id = t.permission_id JOIN ${quote('django_content_type')} c ON c.id = p.content_type_id`,
  )
  const social = await read(
    socialAccounts,
    't.id AS id, t.provider AS provider, t.uid AS uid, t.extra_data AS extra_data',
  )
  const verified = await read(emails, 't.email AS email', '', ' AND t.verified = TRUE')
  return {
    groups: gather(inGroups, row => toText(row.name)),
    permissions: gather(granted, row => `${row.app_label}.${row.codename}`),
    social: gather(social, row => row),
    verified: gather(verified, row => toText(row.email).toLowerCase()),
  }
}

function gather<T>(rows: readonly SqlRow[], value: (row: SqlRow) => T): Map<SqlValue, T[]> {
  const found = new Map<SqlValue, T[]>()
  for (const row of rows) {
    const list = found.get(row.user_id ?? null)
    if (list === undefined) found.set(row.user_id ?? null, [value(row)])
    else list.push(value(row))
  }
  return found
}

function toUser({ project: { users, times, renamed } }: DjangoContext, row: SqlRow, beside: Beside): AdoptedUser {
  const key = row.user_id ?? null
  const id = toUserId(users.idForm, key)
  const value = (member: UserMember) => row[`m_${member}`]
  const name = renamed.get(String(id))
  const stored: Logins = { username: toText(value('username')), email: toText(value('email')) }
  const { username, email }: Logins = name === undefined ? stored : { ...stored, [users.loginMember]: name }
  const isActive = users.columns.isActive === undefined || toBoolean(value('isActive'))
  return {
    id,
    username,
    email,
    emailVerified: stored.email !== '' && beside.verified.get(key)?.includes(stored.email.toLowerCase()) === true,
    firstName: toText(value('firstName')),
    lastName: toText(value('lastName')),
    isActive: isActive && !users.inactiveWhen.some((_, index) => isSet(row[`i_${index}`])),
    isStaff: toBoolean(value('isStaff')),
    isSuperuser: toBoolean(value('isSuperuser')),
    dateJoined:
      toInstant(value('dateJoined'), times) ??
      toInstant('1970-01-01 00:00:00', { useTz: true, timeZone: 'UTC' }) ??
      never(id),
    lastLogin: toInstant(value('lastLogin'), times),
    password: new Secret(toText(value('password'))),
    fields: toFields(users.fields, row, id),
    groups: (beside.groups.get(key) ?? []).toSorted(),
    permissions: [...new Set((beside.permissions.get(key) ?? []).filter(isPermissionName))].sort(),
    socialAccounts: toSocialAccounts(beside.social.get(key) ?? []),
  }
}

function never(id: UserId): never {
  throw new DjangoSchemaError(`The user ${id} has no moment of joining`)
}

/** A soft deletion is a moment, or a flag. */
function isSet(value: SqlValue | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && value !== false && value !== 0
}

function toFields(fields: readonly OwnField[], row: SqlRow, id: UserId): UserFieldValues {
  const values: Record<string, UserFieldValue> = {}
  for (const [index, field] of fields.entries()) values[field.name] = toField(field, row[`f_${index}`] ?? null, id)
  return values
}

function toField({ type, name }: OwnField, value: SqlValue, id: UserId): UserFieldValue {
  if (value === null) return null
  if (type === 'boolean') return toBoolean(value)
  if (type === 'text') return toText(value)
  if (typeof value === 'number') return value
  throw new DjangoSchemaError(`The field ${name} of the user ${idText(id)} is no integer up to 9007199254740991`)
}

/** Of two accounts at one provider, the one that was linked first (hazard p). */
function toSocialAccounts(rows: readonly SqlRow[]): AdoptedSocialAccount[] {
  const first = new Map<string, AdoptedSocialAccount>()
  for (const row of rows.toSorted((one, other) => Number(one.id) - Number(other.id))) {
    const provider = toText(row.provider)
    if (!first.has(provider))
      first.set(provider, { provider, subject: toText(row.uid), email: emailIn(row.extra_data) })
  }
  return [...first.values()].sort((one, other) => (one.provider < other.provider ? -1 : 1))
}

/** allauth keeps what the provider said. */
function emailIn(extra: SqlValue | undefined): string {
  try {
    const said: unknown = JSON.parse(toText(extra))
    const email = said !== null && typeof said === 'object' && 'email' in said ? said.email : ''
    return typeof email === 'string' ? email : ''
  } catch {
    return ''
  }
}

/** What a check counts, beside users one by one: everything in one moment of the database. */
import type { DjangoReader } from '../../features/adoption/django-database.ts'
import { isPermissionName } from '../../kernel/permission-name.ts'
import type { DjangoConnection, SqlRow, SqlValue } from '../driver.ts'
import type { DjangoContext } from '../project.ts'
import { expiryOf } from '../read-tokens.ts'
import { readCounter } from '../sequences.ts'
import { idText, millisecondsOf, toInstant, toText } from '../values.ts'
import { type GatherOptions, gatherUsers, type UserFacts } from './gather-users.ts'

export interface CheckFacts {
  readonly users: UserFacts
  readonly groups: number
  readonly userGroups: number
  readonly userPermissions: number
  /** Permissions whose name no permission can have here. */
  readonly oddPermissions: readonly string[]
  readonly socialAccounts: readonly { readonly provider: string; readonly accounts: number }[]
  /** Of users with two accounts at one provider. */
  readonly secondSocialAccounts: number
  readonly verifiedAddresses: number
  readonly secondaryAddresses: number
  readonly outstanding: number
  readonly spent: number
  /** The last number that the database gave; above 2^53 it is a bigint. */
  readonly counter: number | bigint | undefined
  /** By column: users with a value in what looks like a soft deletion. */
  readonly softDeleted: ReadonlyMap<string, number>
  /** Of recent tokens: how far the row's expiry is from the token's own, in seconds, where they all agree. */
  readonly expiryShift: number | undefined
  readonly profiles: ReadonlyMap<string, number>
  readonly drfTokens: number
  /** Of SQLite. */
  readonly journalMode: string | undefined
  readonly collation: string | undefined
  /** Rights that the bridge needs and this user of the database has not: `INSERT on token_blacklist_outstandingtoken`. */
  readonly missingGrants: readonly string[]
}

export async function gatherFacts(
  context: DjangoContext,
  connection: DjangoConnection,
  reader: DjangoReader,
  { now, ...options }: GatherOptions & { readonly now: number },
): Promise<CheckFacts> {
  const { driver, project } = context
  const { quote } = driver
  const n = async (sql: string, values: readonly SqlValue[] = []) =>
    Number((await connection.all(sql, values))[0]?.n ?? 0)
  const rows = (table: string | undefined) => (table === undefined ? 0 : n(`SELECT count(*) AS n FROM ${quote(table)}`))
  const { groups, emails, socialAccounts, blacklist, users, tables } = project
  const social = socialAccounts && `${quote(socialAccounts.table.name)} t`
  const user = socialAccounts && `t.${quote(socialAccounts.userColumn)}`
  return {
    users: await gatherUsers(context, connection, options),
    groups: await rows(groups && 'auth_group'),
    userGroups: await rows(groups?.userGroups?.table.name),
    userPermissions: await rows(groups?.userPermissions?.table.name),
    oddPermissions: groups === undefined ? [] : await readOddPermissions(context, connection),
    socialAccounts: social === undefined ? [] : await readProviders(connection, social),
    secondSocialAccounts:
      social === undefined
        ? 0
        : await n(
            `SELECT count(*) AS n FROM (SELECT ${user} AS u FROM ${social} GROUP BY ${user}, t.provider HAVING count(*) > 1) x`,
          ),
    verifiedAddresses:
      emails === undefined ? 0 : await n(`SELECT count(*) AS n FROM ${quote(emails.table.name)} WHERE verified = TRUE`),
    secondaryAddresses: await countSecondary(context, connection),
    outstanding: await rows(blacklist?.outstanding.name),
    spent: await countSpent(reader, now),
    counter: users.idForm === 'integer' ? await readCounter(context, connection) : undefined,
    softDeleted: await readSoftDeleted(context, connection),
    expiryShift: await readExpiryShift(context, connection),
    profiles: new Map(await Promise.all(users.profiles.map(async name => [name, await rows(name)] as const))),
    drfTokens: await rows(tables.has('authtoken_token') ? 'authtoken_token' : undefined),
    journalMode:
      driver.dialect === 'sqlite'
        ? toText(Object.values((await connection.all('PRAGMA journal_mode'))[0] ?? {})[0])
        : undefined,
    collation: driver.dialect === 'mysql' ? await readCollation(context, connection) : undefined,
    missingGrants: await readMissingGrants(context, connection),
  }
}

async function readOddPermissions({ driver: { quote } }: DjangoContext, { all }: DjangoConnection): Promise<string[]> {
  const found = await all(
    `SELECT c.app_label AS app_label, p.codename AS codename FROM ${quote('auth_permission')} p
     JOIN ${quote('django_content_type')} c ON c.id = p.content_type_id`,
  )
  return found.map(row => `${row.app_label}.${row.codename}`).filter(name => !isPermissionName(name))
}

async function readProviders(
  { all }: DjangoConnection,
  social: string,
): Promise<{ provider: string; accounts: number }[]> {
  const found = await all(
    `SELECT t.provider AS provider, count(*) AS n FROM ${social} GROUP BY t.provider ORDER BY t.provider`,
  )
  return found.map(row => ({ provider: toText(row.provider), accounts: Number(row.n) }))
}

/** Addresses of allauth that are not the address of their account. */
async function countSecondary(
  { driver: { quote }, project: { users, emails } }: DjangoContext,
  { all }: DjangoConnection,
): Promise<number> {
  const { email } = users.columns
  if (emails === undefined || email === undefined) return 0
  const [row] = await all(
    `SELECT count(*) AS n FROM ${quote(emails.table.name)} t
     JOIN ${quote(users.table.name)} u ON u.${quote(users.idColumn)} = t.${quote(emails.userColumn)}
     WHERE lower(t.email) <> lower(u.${quote(email)})`,
  )
  return Number(row?.n ?? 0)
}

async function countSpent(reader: DjangoReader, now: number): Promise<number> {
  let spent = 0
  for (let after: string | undefined; ; ) {
    const page = await reader.spentTokens(after, 5000, now)
    spent += page.tokens.length
    if (!page.hasMore) return spent
    after = page.place
  }
}

const softDeletion =
  /^(?:is_)?(?:soft_)?(?:deleted|removed|archived|deactivated|disabled|banned|blocked|suspended)(?:_at|_on|_date|_time)?$|^date_deleted$/

async function readSoftDeleted(
  { driver, project: { users } }: DjangoContext,
  { all }: DjangoConnection,
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const { name, type } of users.table.columns.filter(column => softDeletion.test(column.name))) {
    const column = driver.quote(name)
    const isFlag = /^(?:bool|boolean|tinyint)/.test(type)
    const [row] = await all(
      `SELECT count(*) AS n FROM ${driver.quote(users.table.name)} WHERE ${isFlag ? `${column} = TRUE` : `${column} IS NOT NULL`}`,
    )
    found.set(name, Number(row?.n ?? 0))
  }
  return found
}

/** A row whose expiry is hours away from its token's was written with USE_TZ=False (hazard n). */
async function readExpiryShift(
  { driver: { quote }, project: { blacklist } }: DjangoContext,
  { all }: DjangoConnection,
): Promise<number | undefined> {
  if (blacklist === undefined) return undefined
  const utc = { useTz: true, timeZone: 'UTC' }
  const rows = await all(`SELECT token, expires_at FROM ${quote(blacklist.outstanding.name)} ORDER BY id DESC LIMIT 50`)
  const shifts = rows.flatMap((row: SqlRow) => {
    const instant = toInstant(row.expires_at, utc)
    const own = expiryOf({ token: toText(row.token), expires_at: '1970-01-01 00:00:00' }, utc)
    const isSliding = /"token_type":\s*"sliding"/.test(
      Buffer.from(toText(row.token).split('.')[1] ?? '', 'base64url').toString(),
    )
    return instant === null || own === 0 || isSliding
      ? []
      : [Math.round((millisecondsOf(instant) / 1000 - own) / 900) * 900]
  })
  const [first] = shifts
  return first !== undefined && shifts.every(shift => shift === first) ? first : undefined
}

async function readCollation(
  { driver, project: { users } }: DjangoContext,
  { all }: DjangoConnection,
): Promise<string | undefined> {
  const column = users.columns[users.loginMember]
  if (column === undefined) return undefined
  const [row] = await all(
    'SELECT COLLATION_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLUMN_NAME = ?',
    [driver.schema, users.table.name, column],
  )
  return idText(row?.name)
}

/** PostgreSQL says it; on the others it shows when the bridge begins. */
async function readMissingGrants({ driver, project }: DjangoContext, { all }: DjangoConnection): Promise<string[]> {
  if (driver.dialect !== 'postgres') return []
  const { blacklist, users } = project
  const needs = [
    ...(blacklist === undefined
      ? []
      : [blacklist.outstanding.name, blacklist.blacklisted.name].map(name => [name, 'INSERT'] as const)),
    [users.table.name, 'INSERT'] as const,
    [users.table.name, 'UPDATE'] as const,
  ]
  const missing: string[] = []
  for (const [table, right] of needs) {
    const [row] = await all('SELECT has_table_privilege(?, ?) AS has', [
      `${driver.quote(driver.schema)}.${driver.quote(table)}`,
      right,
    ])
    if (row?.has !== true) missing.push(`${right} on ${table}`)
  }
  return missing
}

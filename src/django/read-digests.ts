/**
 * A digest for each thousand of ids, or for UUIDs that begin alike: what the follower compares every second (hazard t). The
 * database computes it of all that an AdoptedUser has; SQLite, which has no hash, hands its rows over bucket by bucket.
 */
import { hash } from 'node:crypto'
// Not the global one, which tests of an application may replace by a clock of theirs.
import { setImmediate } from 'node:timers'
import type { UserBucket } from '../features/adoption/django-database.ts'
import { bucketOf, bucketSql, findCrowds } from './buckets.ts'
import type { DjangoConnection, SqlRow } from './driver.ts'
import type { DjangoContext, LinkedTable } from './project.ts'
import { leftOutCondition } from './read-users.ts'
import { fromUserId, toText } from './values.ts'

type Digest = UserBucket & { readonly digest: string }

export async function readDigests(context: DjangoContext, connection: DjangoConnection): Promise<readonly Digest[]> {
  const { project } = context
  const { users, groups, emails, socialAccounts } = project
  const { quote } = context.driver
  const crowds = users.idForm === 'integer' ? [] : await findCrowds(context, connection)
  const parts: Part[] = [
    {
      link: { table: users.table, userColumn: users.idColumn },
      columns: userColumns(context).map(column => `t.${quote(column)}`),
      isUsers: true,
    },
    { link: groups?.userGroups, columns: ['g.name'], joins: `JOIN ${quote('auth_group')} g ON g.id = t.group_id` },
    {
      link: groups?.userPermissions,
      columns: ['c.app_label', 'p.codename'],
      joins: `JOIN ${quote('auth_permission')} p ON p.id = t.permission_id JOIN ${quote('django_content_type')} c ON c.id = p.content_type_id`,
    },
    { link: socialAccounts, columns: ['t.id', 't.provider', 't.uid', 't.extra_data'] },
    { link: emails, columns: ['t.email', 't.verified'] },
  ]
  const found = new Map<string, string[]>()
  const add = context.driver.dialect === 'sqlite' ? addRanges : addGrouped
  for (const [index, part] of parts.entries()) await add(context, connection, { part, index, crowds, found })
  const digests = [...found].flatMap(([key, texts]) =>
    texts[0] === undefined ? [] : [{ ...bucketOf(context, key), digest: texts.join('.') }],
  )
  return digests.sort((one, other) => ((one.from ?? '') < (other.from ?? '') ? -1 : 1))
}

interface Part {
  readonly link: LinkedTable | undefined
  readonly columns: readonly string[]
  readonly joins?: string
  readonly isUsers?: true
}

/** All that is read of a user's row. */
function userColumns({ project: { users } }: DjangoContext): string[] {
  return [
    users.idColumn,
    ...Object.values(users.columns),
    ...users.fields.map(({ column }) => column),
    ...users.inactiveWhen,
  ]
}

interface Adding {
  readonly part: Part
  readonly index: number
  readonly crowds: readonly string[]
  readonly found: Map<string, string[]>
}

function note({ found, index }: Adding, key: string, n: SqlRow[string] | undefined, digest: string): void {
  const texts = found.get(key) ?? []
  texts[index] = `${n}:${digest}`
  found.set(key, texts)
}

/** One statement for all buckets. */
async function addGrouped(context: DjangoContext, connection: DjangoConnection, adding: Adding): Promise<void> {
  const { link, columns, joins = '', isUsers } = adding.part
  if (link === undefined) return
  const { quote, dialect } = context.driver
  const user = `t.${quote(link.userColumn)}`
  const bucket = bucketSql(context, user, adding.crowds)
  const left = isUsers === true ? leftOutCondition(context) : { conditions: [], values: [] }
  const where = left.conditions.length === 0 ? '' : `WHERE ${left.conditions.join(' AND ')}`
  const all = [user, ...columns]
  const hashed = dialect === 'mysql' ? mysqlSum(all) : `sum(hashtextextended(ROW(${all.join(', ')})::text, 0))`
  const sql = `SELECT ${bucket} AS bucket, count(*) AS n, ${hashed} AS hashed FROM ${quote(link.table.name)} t ${joins} ${where} GROUP BY ${bucket}`
  await connection.each(sql, left.values, row => note(adding, toText(row.bucket), row.n, toText(row.hashed)))
}

/** A sum does not depend on the order of rows. */
function mysqlSum(columns: readonly string[]): string {
  const row = `CONCAT(${columns.map(column => `QUOTE(${column})`).join(', ')})`
  return `SUM(CAST(CONV(LEFT(MD5(${row}), 16), 16, 10) AS UNSIGNED))`
}

/** A statement for each bucket: SQLite has no hash, and grouping a table by what is no index sorts all of it. */
async function addRanges(context: DjangoContext, connection: DjangoConnection, adding: Adding): Promise<void> {
  const { link, columns, joins = '', isUsers } = adding.part
  if (link === undefined) return
  const { driver, project } = context
  const table = `${driver.quote(link.table.name)} t`
  const user = `t.${driver.quote(link.userColumn)}`
  const left = isUsers === true ? leftOutCondition(context) : { conditions: [], values: [] }
  const where = [`${user} BETWEEN ? AND ?`, ...left.conditions].join(' AND ')
  const order = isUsers === true ? user : `${user}, t.id`
  const row = `json_array(${[user, ...columns].join(', ')})`
  const sql = `SELECT count(*) AS n, group_concat(line, ';') AS hashed FROM (SELECT ${row} AS line FROM ${table} ${joins} WHERE ${where} ORDER BY ${order})`
  const buckets = await connection.all(
    `SELECT DISTINCT ${bucketSql(context, user, adding.crowds)} AS bucket FROM ${table}`,
  )
  for (const [at, { bucket }] of buckets.entries()) {
    const key = toText(bucket)
    const ends = [bucketOf(context, key)].flatMap(({ from = '', to = '' }) => [from, to])
    const values = [...ends.map(end => fromUserId(project.users.idForm, end)), ...left.values]
    const [found] = await connection.all(sql, values)
    if (found?.n !== 0) note(adding, key, found?.n, hash('sha1', toText(found?.hashed), 'base64url'))
    // SQLite answers at once: what else the process has to do comes in between.
    if (at % 20 === 19) await new Promise(resolve => setImmediate(resolve))
  }
}

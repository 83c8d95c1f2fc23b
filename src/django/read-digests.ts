/**
 * A digest for each thousand of ids, or for UUIDs that begin alike: what the follower compares every second (hazard t). The
 * database computes it of all that an AdoptedUser has; SQLite, which has no hash, hands its rows over bucket by bucket.
 */
import { createHash } from 'node:crypto'
import type { UserBucket } from '../features/adoption/django-database.ts'
import type { DjangoConnection, SqlRow } from './driver.ts'
import type { DjangoContext, LinkedTable } from './project.ts'
import { leftOutCondition } from './read-users.ts'
import { toText } from './values.ts'

type Digest = UserBucket & { readonly digest: string }

/** Ids in a bucket. */
const bucketSize = 1000
/** Of UUIDs that begin alike, from which on longer beginnings part them: those made in order of time all begin alike. */
const crowded = 4000

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
  for (const [index, part] of parts.entries()) await addPart(context, connection, { part, index, crowds, found })
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

async function addPart(
  context: DjangoContext,
  connection: DjangoConnection,
  {
    part,
    index,
    crowds,
    found,
  }: { part: Part; index: number; crowds: readonly string[]; found: Map<string, string[]> },
): Promise<void> {
  const { link, columns, joins = '', isUsers } = part
  if (link === undefined) return
  const { quote, dialect } = context.driver
  const user = `t.${quote(link.userColumn)}`
  const bucket = bucketSql(context, user, crowds)
  const left = isUsers === true ? leftOutCondition(context) : { conditions: [], values: [] }
  const where = left.conditions.length === 0 ? '' : `WHERE ${left.conditions.join(' AND ')}`
  const hashed = hashSql[dialect]([user, ...columns])
  const sql = `SELECT ${bucket} AS bucket, count(*) AS n, ${hashed} AS hashed FROM ${quote(link.table.name)} t ${joins} ${where} GROUP BY ${bucket}`
  await connection.each(sql, left.values, row => {
    const key = toText(row.bucket)
    const texts = found.get(key) ?? []
    texts[index] = `${row.n}:${digestOf(row)}`
    found.set(key, texts)
  })
}

/** A sum does not depend on the order of rows. */
const hashSql: Readonly<Record<DjangoContext['driver']['dialect'], (columns: readonly string[]) => string>> = {
  postgres: columns => `sum(hashtextextended(ROW(${columns.join(', ')})::text, 0))`,
  mysql: columns =>
    `SUM(CAST(CONV(LEFT(MD5(CONCAT(${columns.map(column => `QUOTE(${column})`).join(', ')})), 16), 16, 10) AS UNSIGNED))`,
  sqlite: columns => {
    const row = columns.map(column => `quote(${column})`).join(" || ',' || ")
    return `group_concat(${row}, ';' ORDER BY ${columns.slice(0, 2).join(', ')})`
  },
}

function digestOf({ hashed }: SqlRow): string {
  const text = toText(hashed)
  return /^-?\d{1,40}$/.test(text) ? text : createHash('sha1').update(text).digest('base64url')
}

/** The number of the thousand, or the beginning of the UUID without dashes. */
function bucketSql(
  { driver: { dialect }, project: { users } }: DjangoContext,
  column: string,
  crowds: readonly string[],
): string {
  if (users.idForm === 'integer')
    return dialect === 'mysql' ? `${column} DIV ${bucketSize}` : `${column} / ${bucketSize}`
  const cut = (length: number) => beginningSql(dialect, column, length)
  const lengths = [...new Set(crowds.map(({ length }) => length))].sort((one, other) => one - other)
  return lengths.reduceRight(
    (longer, length) => {
      const listed = crowds.filter(crowd => crowd.length === length).map(crowd => `'${crowd}'`)
      return `CASE WHEN ${cut(length)} IN (${listed.join(', ')}) THEN ${longer} ELSE ${cut(length)} END`
    },
    cut((lengths.at(-1) ?? 0) + 3),
  )
}

function beginningSql(dialect: DjangoContext['driver']['dialect'], column: string, length: number): string {
  if (dialect === 'postgres') return `left(replace(${column}::text, '-', ''), ${length})`
  return `substr(replace(${column}, '-', ''), 1, ${length})`
}

/** Beginnings of 3, 6 and 9 digits that too many UUIDs share. */
async function findCrowds({ driver, project: { users } }: DjangoContext, { all }: DjangoConnection): Promise<string[]> {
  const column = driver.quote(users.idColumn)
  const crowds: string[] = []
  for (let length = 3, within: readonly string[] | undefined; length <= 9; length += 3) {
    const beginning = beginningSql(driver.dialect, column, length)
    const shorter = beginningSql(driver.dialect, column, length - 3)
    const where = within === undefined ? '' : `WHERE ${shorter} IN (${within.map(crowd => `'${crowd}'`).join(', ')})`
    const rows = await all(
      `SELECT ${beginning} AS beginning FROM ${driver.quote(users.table.name)} ${where} GROUP BY ${beginning} HAVING count(*) > ${crowded}`,
    )
    within = rows.map(row => toText(row.beginning)).filter(text => /^[0-9a-f]+$/.test(text))
    if (within.length === 0) break
    crowds.push(...within)
  }
  return crowds
}

function bucketOf({ project: { users } }: DjangoContext, key: string): UserBucket {
  if (users.idForm === 'integer') {
    const from = Number(key) * bucketSize
    return { name: `ids ${from}`, from, to: from + bucketSize - 1 }
  }
  const dashed = (digits: string) => digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { name: `uuid ${key}`, from: dashed(key.padEnd(32, '0')), to: dashed(key.padEnd(32, 'f')) }
}

/** Parts of the table of users: a thousand ids each, or UUIDs that begin alike. */
import type { UserBucket } from '../features/adoption/django-database.ts'
import type { DjangoConnection } from './driver.ts'
import type { DjangoContext } from './project.ts'
import { toText } from './values.ts'

/** Ids in a bucket. */
const bucketSize = 1000
/** Of UUIDs that begin alike, from which on longer beginnings part them: those made in order of time all begin alike. */
const crowded = 4000

/** The number of the thousand, or the beginning of the UUID without dashes. */
export function bucketSql(
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
    cut((lengths.at(-1) ?? 2) + 1),
  )
}

function beginningSql(dialect: DjangoContext['driver']['dialect'], column: string, length: number): string {
  if (dialect === 'postgres') return `left(replace(${column}::text, '-', ''), ${length})`
  return `substr(replace(${column}, '-', ''), 1, ${length})`
}

/** Beginnings of 3 to 11 digits that too many UUIDs share. */
export async function findCrowds(
  { driver, project: { users } }: DjangoContext,
  { all }: DjangoConnection,
): Promise<string[]> {
  const column = driver.quote(users.idColumn)
  const crowds: string[] = []
  for (let length = 3, within: readonly string[] | undefined; length <= 11; length += 1) {
    const beginning = beginningSql(driver.dialect, column, length)
    const shorter = beginningSql(driver.dialect, column, length - 1)
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

export function bucketOf({ project: { users } }: DjangoContext, key: string): UserBucket {
  if (users.idForm === 'integer') {
    const from = Number(key) * bucketSize
    return { name: `ids ${from}`, from, to: from + bucketSize - 1 }
  }
  const dashed = (digits: string) => digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { name: `uuid ${key}`, from: dashed(key.padEnd(32, '0')), to: dashed(key.padEnd(32, 'f')) }
}

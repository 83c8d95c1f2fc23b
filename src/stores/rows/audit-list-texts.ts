/** The texts of statements for pages of history, which are the same for all databases but for a few words. */
import type { AuditFilters } from '../../ports/audit.ts'
import type { AuditPosition } from '../transactions/audit-cursor.ts'
import type { AuditKey, AuditWalk } from '../transactions/audit-statements.ts'

/** The words of a dialect. */
export interface AuditWords<Value> {
  /** Stands for the value of that number, from 1. */
  place(number: number): string
  /** The column in a condition for which no index is to be walked. */
  unindexed(column: string): string
  /** What equals nothing is null. */
  ofUser(id: number | string): Value | null
  ofText(text: string): Value | null
  ofNumber(number: number): Value
}

export interface AssembledAudit<Value> {
  readonly text: string
  readonly values: readonly (Value | null)[]
}

const columns: Readonly<Record<AuditKey, string>> = {
  trace: 'trace',
  sid: 'sid',
  subject: 'subject',
  user: 'user_id',
  actor: 'actor',
  address: 'address',
  code: 'code',
  event: 'event',
}
const dayMs = 86_400_000
const keys = Object.keys(columns) as readonly AuditKey[]

export function createAuditTexts<Value>(words: AuditWords<Value>) {
  type Put = (value: Value | null) => string
  const assemble = (build: (put: Put) => string): AssembledAudit<Value> => {
    const values: (Value | null)[] = []
    const put: Put = value => {
      values.push(value)
      return words.place(values.length)
    }
    return { text: build(put), values }
  }
  const textOf = (key: AuditKey, filters: AuditFilters) => {
    const value = filters[key] ?? ''
    return key === 'user' ? words.ofUser(value) : words.ofText(String(value))
  }
  const equals = (put: Put, key: AuditKey, filters: AuditFilters) => `${columns[key]} = ${put(textOf(key, filters))}`
  const moment = (put: Put, sign: string, at: number | undefined) =>
    at === undefined ? [] : [`at ${sign} ${put(words.ofNumber(at))}`]
  // SQLite seeks a column by itself, and not within a pair.
  const beyond = (put: Put, sign: '<' | '>' | '<=' | '>=', to: AuditPosition | undefined) =>
    to === undefined
      ? []
      : [
          `at ${sign[0]}= ${put(words.ofNumber(to.at))}`,
          `(at, id) ${sign} (${put(words.ofNumber(to.at))}, ${put(words.ofNumber(to.id))})`,
        ]
  const walked = (put: Put, { by, descending, from, filters }: AuditWalk) => [
    ...(by === undefined ? [] : [equals(put, by, filters)]),
    ...moment(put, '>=', filters.since),
    ...moment(put, '<', filters.before),
    ...beyond(put, descending ? '<' : '>', from),
  ]
  const others = (put: Put, walk: AuditWalk) =>
    othersOf(walk).map(key => `${words.unindexed(columns[key])} = ${put(textOf(key, walk.filters))}`)

  return {
    /** Whether rows of the index are to be looked at one by one. */
    looksAtRows: (walk: AuditWalk) => othersOf(walk).length > 0,
    /** The last row of the slice that begins at the place. */
    end: (walk: AuditWalk, rows: number) =>
      assemble(put => `SELECT at, id FROM audit ${where(walked(put, walk))} ${order(walk)} LIMIT 1 OFFSET ${rows - 1}`),
    walk: (walk: AuditWalk, end: AuditPosition | undefined, limit: number) =>
      assemble(put => {
        const slice = [...walked(put, walk), ...beyond(put, walk.descending ? '>=' : '<=', end), ...others(put, walk)]
        return `SELECT * FROM audit ${where(slice)} ${order(walk)} LIMIT ${limit}`
      }),
    /** How many rows of the slice each day has, by its number since 1970. The walk is an ascending one. */
    days: (walk: AuditWalk, end: AuditPosition | undefined) =>
      assemble(put => {
        // Of two bounds SQLite seeks one.
        const filters = end === undefined ? walk.filters : { ...walk.filters, before: end.at + 1 }
        const slice = [...walked(put, { ...walk, filters }), ...beyond(put, '<=', end)]
        return `SELECT at / ${dayMs} AS day, count(*) AS found FROM audit ${where(slice)} GROUP BY at / ${dayMs}`
      }),
    count: (key: AuditKey, filters: AuditFilters, most: number) =>
      assemble(
        put =>
          `SELECT count(*) AS found FROM (SELECT 1 FROM audit WHERE ${equals(put, key, filters)} LIMIT ${most}) AS counted`,
      ),
  }
}

/** Of the text `end`. */
export function toPosition([row]: readonly Readonly<Record<string, unknown>>[]): AuditPosition | undefined {
  return row === undefined ? undefined : { at: Number(row.at), id: Number(row.id) }
}

function othersOf({ by, filters }: AuditWalk): readonly AuditKey[] {
  return keys.filter(key => key !== by && filters[key] !== undefined)
}

function order({ descending }: AuditWalk): string {
  const direction = descending ? 'DESC' : 'ASC'
  return `ORDER BY at ${direction}, id ${direction}`
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
}

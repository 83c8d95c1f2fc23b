/**
 * A page of history out of any number of rows. Every filter has an index in the order of the list: one of those that were
 * asked for is walked, and the others are looked at row by row, in slices, so that SQLite, which stops its process while it
 * looks, serves others in between. Where no index has few rows, a walk meets enough of them soon, or ends at a bound.
 */
import {
  type AuditFilters,
  type AuditPage,
  type AuditQuery,
  type AuditRecord,
  mostAuditListed,
} from '../../ports/audit.ts'
import { type AuditPosition, readAuditCursor, writeAuditCursor } from './audit-cursor.ts'
import type { AuditKey, AuditSlice, AuditWalk } from './audit-statements.ts'
import type { Steps, Tx } from './transaction.ts'

/** Slices of a walk: 200,000 rows at least. */
const mostSlices = 200
/** So few rows of an index are walked at once. */
const fewRows = 1000

interface Plan {
  readonly isBackwards: boolean
  readonly isFirst: boolean
  readonly limit: number
  readonly from: AuditPosition | undefined
  readonly filters: AuditFilters
}

interface Found {
  readonly listed: readonly AuditRecord[]
  /** Where a walk stopped before the end of the list. */
  readonly end: AuditPosition | undefined
}

export function* listAudit(tx: Tx, query: AuditQuery): Steps<AuditPage> {
  const plan = planOf(query)
  const by = yield* chooseKey(tx, plan.filters)
  const walk: AuditWalk = { by, descending: !plan.isBackwards, from: plan.from, filters: plan.filters }
  return pageOf(plan, yield* collect(tx, walk, plan.limit + 1))
}

/** Throws `invalid_cursor` and RangeError. */
function planOf({ cursor, limit, since, before, ...filters }: AuditQuery): Plan {
  if (!Number.isInteger(limit) || limit < 1 || limit > mostAuditListed) {
    throw new RangeError(`limit must be a whole number from 1 to ${mostAuditListed}, not ${limit}`)
  }
  const { isBackwards, position } =
    cursor === undefined ? { isBackwards: false, position: undefined } : readAuditCursor(cursor)
  const within = { since: wholeMoment('since', since), before: wholeMoment('before', before) }
  return { isBackwards, isFirst: cursor === undefined, limit, from: position, filters: { ...filters, ...within } }
}

/** Rows have whole milliseconds. */
function wholeMoment(name: string, value: number | undefined): number | undefined {
  if (value === undefined) return undefined
  if (!Number.isSafeInteger(Math.ceil(value))) throw new RangeError(`${name} must be in milliseconds, not ${value}`)
  return Math.ceil(value)
}

/** Those that have few rows as a rule come first. */
const keys: readonly AuditKey[] = ['trace', 'sid', 'subject', 'user', 'actor', 'address', 'code', 'event']

function* chooseKey(tx: Tx, filters: AuditFilters): Steps<AuditKey | undefined> {
  const asked = keys.filter(key => filters[key] !== undefined)
  if (asked.length < 2) return asked[0]
  for (const key of asked) {
    if ((yield* tx.countAuditBy(key, filters, fewRows)) < fewRows) return key
  }
  return asked[0]
}

function* collect(tx: Tx, walk: AuditWalk, wanted: number): Steps<Found> {
  const listed: AuditRecord[] = []
  let from = walk.from
  for (let slices = 0; slices < mostSlices; slices += 1) {
    const { found, end }: AuditSlice = yield* tx.walkAudit({ ...walk, from }, wanted - listed.length)
    listed.push(...found)
    if (end === undefined || listed.length >= wanted) return { listed, end }
    from = end
  }
  return { listed, end: from }
}

function pageOf({ isBackwards, isFirst, limit }: Plan, { listed, end }: Found): AuditPage {
  const page = listed.slice(0, limit)
  // Of a walk that was cut the last row that it looked at, otherwise the last of the page.
  const last = listed.length > limit ? page.at(-1) : end
  const onward = last && writeAuditCursor({ isBackwards, position: last })
  const back = isFirst ? undefined : writeAuditCursor({ isBackwards: !isBackwards, position: page[0] })
  return isBackwards
    ? { entries: page.toReversed(), next: back, previous: onward }
    : { entries: page, next: onward, previous: back }
}

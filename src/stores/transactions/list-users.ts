/**
 * A page of accounts out of any number of them. Two ways lead to it, and one of them is short: where many accounts match,
 * a walk in the order of the list meets enough of them soon; where few match, an index names them and they are sorted.
 * What neither answers (many candidates, of which few fulfil another filter) ends at a bound, and the page says where it
 * goes on. Every statement looks at one slice of rows, so that SQLite, which stops its process while it looks, serves
 * others in between.
 */
import type { UserId } from '../../kernel/user-id.ts'
import { type ListPosition, readCursor, writeCursor } from '../../users/list-cursor.ts'
import { readSearch } from '../../users/search-text.ts'
import {
  mostCounted,
  mostListed,
  type UserCount,
  type UserFilters,
  type UserOrder,
  type UserPage,
  type UserQuery,
} from '../../users/user-list.ts'
import { findCandidates } from './list-candidates.ts'
import { requireWithin } from './pages.ts'
import type { Steps, Tx } from './transaction.ts'
import type { ListedUser, ListFilters, ListSlice, ListWalk } from './user-list-statements.ts'

/** Slices of a walk: 200,000 rows at least. To look up the text of each takes three times as long. */
const mostSlices = 200
const mostSearchedSlices = 60
/** Candidates that are looked at by one statement. */
const pickedAtOnce = 250

/** What the query means for the store. */
interface Plan {
  readonly order: UserOrder
  readonly isBackwards: boolean
  readonly isFirst: boolean
  readonly limit: number
  readonly filters: ListFilters
  readonly grams: readonly string[]
  /** In the direction in which it is walked. */
  readonly walk: ListWalk
}

interface Found {
  readonly listed: readonly ListedUser[]
  /** Where a walk stopped before the end of the list. */
  readonly end?: ListPosition | undefined
}

export function* listUsers(tx: Tx, query: UserQuery): Steps<UserPage> {
  const plan = planOf(query)
  if (plan === undefined) return { users: [], ...(query.countUpTo === undefined ? {} : { count: none }) }
  const wanted = plan.limit + 1
  const first = yield* tx.walkUsers(plan.walk, wanted)
  const isShort = first.end !== undefined && first.found.length < wanted
  const isAsked = query.countUpTo !== undefined
  const candidates = isShort || isAsked ? yield* findCandidates(tx, plan.filters, plan.grams) : undefined
  const count = isAsked ? yield* countUsers(tx, plan, candidates, query.countUpTo ?? 0) : undefined
  const page = pageOf(plan, yield* findRest(tx, plan, first, candidates, wanted))
  return count === undefined ? page : { ...page, count }
}

const none: UserCount = { value: 0, isExact: true }

/** `undefined`: no account can match. Throws `invalid_cursor` and RangeError. */
function planOf({ order = { by: 'id' }, cursor, limit, search = '', countUpTo = 1, ...filters }: UserQuery) {
  requireWithin('limit', limit, mostListed)
  requireWithin('countUpTo', countUpTo, mostCounted)
  const { isBackwards, position } =
    cursor === undefined ? { isBackwards: false, position: undefined } : readCursor(order, cursor)
  const read = readSearch(search)
  if (read === 'nothing') return undefined
  const { needles = [], grams = [] } = read ?? {}
  const direction = { by: order.by, descending: (order.descending ?? false) !== isBackwards }
  const asked: ListFilters = { ...filters, needles }
  const walk: ListWalk = { order: direction, from: position, filters: asked }
  return { order, isBackwards, isFirst: cursor === undefined, limit, filters: asked, grams, walk } satisfies Plan
}

function* findRest(
  tx: Tx,
  { walk }: Plan,
  first: ListSlice<readonly ListedUser[]>,
  candidates: readonly UserId[] | undefined,
  wanted: number,
): Steps<Found> {
  if (first.found.length >= wanted || first.end === undefined) return { listed: first.found }
  if (candidates !== undefined) return { listed: yield* pick(tx, candidates, walk, wanted) }
  const listed = [...first.found]
  let end: ListPosition | undefined = first.end
  for (let slices = 1; end !== undefined && listed.length < wanted && slices < boundOf(walk); slices += 1) {
    const slice: ListSlice<readonly ListedUser[]> = yield* tx.walkUsers({ ...walk, from: end }, wanted - listed.length)
    listed.push(...slice.found)
    end = slice.end
  }
  return { listed, end }
}

function boundOf({ filters }: ListWalk): number {
  return filters.needles.length > 0 ? mostSearchedSlices : mostSlices
}

function* pick(tx: Tx, ids: readonly UserId[], walk: ListWalk, wanted: number): Steps<readonly ListedUser[]> {
  const sign = walk.order.descending ? -1 : 1
  let best: readonly ListedUser[] = []
  for (let from = 0; from < ids.length; from += pickedAtOnce) {
    const found = yield* tx.pickUsers(ids.slice(from, from + pickedAtOnce), walk, wanted)
    best = merge(best, found, (a, b) => sign * compare(a.position, b.position)).slice(0, wanted)
  }
  return best
}

/** Of two lists that are in order. */
function merge<T>(some: readonly T[], others: readonly T[], order: (a: T, b: T) => number): readonly T[] {
  const merged: T[] = []
  let taken = 0
  for (const other of others) {
    for (let next = some[taken]; next !== undefined && order(next, other) <= 0; next = some[taken]) {
      merged.push(next)
      taken += 1
    }
    merged.push(other)
  }
  return [...merged, ...some.slice(taken)]
}

/** As the databases do: by bytes, where JavaScript compares characters beyond U+FFFF by their halves. */
function compare(a: ListPosition, b: ListPosition): number {
  const byKey = a.key === b.key ? 0 : Buffer.compare(Buffer.from(a.key), Buffer.from(b.key))
  if (byKey !== 0) return byKey
  return a.id < b.id ? -1 : Number(a.id > b.id)
}

function pageOf({ order, isBackwards, isFirst, limit }: Plan, { listed, end }: Found): UserPage {
  const page = listed.slice(0, limit)
  // Of a walk that was cut the last row that it looked at, otherwise the last of the page.
  const last = listed.length > limit ? page.at(-1)?.position : end
  const onward = last && writeCursor(order, { isBackwards, position: last })
  const back = isFirst ? undefined : writeCursor(order, { isBackwards: !isBackwards, position: page[0]?.position })
  const users = page.map(({ user }) => user)
  return isBackwards
    ? { users: users.reverse(), next: back, previous: onward }
    : { users, next: onward, previous: back }
}

/** Of all that match, wherever the page begins. */
function* countUsers(
  tx: Tx,
  { filters }: Plan,
  candidates: readonly UserId[] | undefined,
  upTo: number,
): Steps<UserCount> {
  const walk: ListWalk = { order: { by: 'id' }, from: undefined, filters }
  let value = 0
  if (candidates !== undefined) {
    for (let from = 0; from < candidates.length; from += pickedAtOnce) {
      value += yield* tx.countPicked(candidates.slice(from, from + pickedAtOnce), walk)
    }
    return { value: Math.min(value, upTo), isExact: value <= upTo }
  }
  let from: ListPosition | undefined
  for (let slices = 0; slices < boundOf(walk); slices += 1) {
    const { found, end }: ListSlice<number> = yield* tx.countUsers({ ...walk, from })
    value += found
    if (end === undefined || value > upTo) return { value: Math.min(value, upTo), isExact: value <= upTo }
    from = end
  }
  return { value, isExact: false }
}

/** Whether the search index is asked. */
export function isSearch({ search }: UserFilters): boolean {
  return search !== undefined && search.trim() !== ''
}

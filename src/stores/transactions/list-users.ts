/**
 * A page of accounts out of any number of them. Two ways lead to it, and one of them is short: where many accounts match,
 * a walk in the order of the list meets enough of them soon; where few match, indexes name them, and their places in the
 * order are looked up and sorted. What neither answers (many candidates, of which few fulfil another filter, or all stand
 * at the far end of the order) ends at a bound, and the page says where it goes on. Every statement looks at one slice of
 * rows, so that SQLite, which stops its process while it looks, serves others in between.
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
import { type Candidates, collectCandidates, findCandidates, type NamedCandidates } from './list-candidates.ts'
import { requireWithin } from './pages.ts'
import type { Steps, Tx } from './transaction.ts'
import type { ListedUser, ListFilters, ListPart, ListSlice, ListWalk } from './user-list-statements.ts'

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
  /** The last row that was looked at, where there may be more behind it. */
  readonly end?: ListPosition | undefined
}

export function* listUsers(tx: Tx, query: UserQuery): Steps<UserPage> {
  const plan = planOf(query)
  if (plan === undefined) return { users: [], ...(query.countUpTo === undefined ? {} : { count: none }) }
  const wanted = plan.limit + 1
  const first = yield* tx.walkUsers(plan.walk, wanted)
  const isShort = first.end !== undefined && first.found.length < wanted
  if (query.countUpTo === undefined) {
    const candidates = isShort ? yield* findCandidates(tx, plan.filters, plan.grams) : undefined
    return pageOf(plan, yield* findRest(tx, plan, first, candidates, wanted))
  }
  const candidates = yield* collectCandidates(tx, plan.filters, plan.grams)
  const count = yield* countUsers(tx, plan, candidates, query.countUpTo)
  return { ...pageOf(plan, yield* findRest(tx, plan, first, candidates, wanted)), count }
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
  candidates: Candidates | NamedCandidates | undefined,
  wanted: number,
): Steps<Found> {
  if (first.found.length >= wanted || first.end === undefined) return { listed: first.found }
  const picked = candidates && (yield* pick(tx, candidates, walk, wanted))
  if (picked !== undefined) return picked
  const listed = [...first.found]
  let end: ListPosition | undefined = first.end
  let spent = first.share
  while (end !== undefined && listed.length < wanted && spent < 1) {
    const slice: ListSlice<readonly ListedUser[]> = yield* tx.walkUsers({ ...walk, from: end }, wanted - listed.length)
    listed.push(...slice.found)
    end = slice.end
    spent += slice.share
  }
  return { listed, end }
}

/**
 * The places of all that match, and then the rows of the few that are on the page. What another table knows is asked of the
 * first ones only, in the order of the list, until the page is full. `undefined`: there are too many candidates.
 */
function* pick(
  tx: Tx,
  candidates: Candidates | NamedCandidates,
  walk: ListWalk,
  wanted: number,
): Steps<Found | undefined> {
  const { filters } = candidates
  const plain = { ...walk, filters: { ...filters, needles: [], group: undefined } }
  const most = Math.max(wanted, checkedOf(filters))
  // Few are enough as a rule, and each that is placed has to be sorted here.
  for (let size = Math.min(most, most > wanted ? wanted * firstChecked : wanted); ; size = most) {
    const placed = yield* placeCandidates(tx, candidates, plain, size)
    if (placed === undefined) return undefined
    const chosen = most > wanted ? yield* check(tx, placed, { ...walk, filters }, wanted) : placed
    if (chosen.length < wanted && placed.length === size && size < most) continue
    const listed = yield* tx.pickUsers(idsOf(chosen), walk, wanted)
    // An account that has changed meanwhile is not among them, and the page is not the last for that.
    return { listed, end: chosen[wanted - 1] ?? placed[size - 1] }
  }
}

/** How many candidates are asked for what is in another table. */
function checkedOf({ needles, group }: ListFilters): number {
  if (needles.length > 0) return mostTexts
  return group === undefined ? 0 : mostMembers
}

const mostTexts = 4000
const mostMembers = 10_000
const checkedAtOnce = 500
/** Of each that is wanted. */
const firstChecked = 16

function* placeCandidates(
  tx: Tx,
  candidates: Candidates | NamedCandidates,
  walk: ListWalk,
  most: number,
): Steps<readonly ListPosition[] | undefined> {
  if (candidates.ids !== undefined) return yield* placeFirst(tx, candidates.ids, walk, most)
  const named = yield* tx.placeNamed(candidates.source, walk, candidates.most, most)
  return named && sorted(named, walk)
}

/** The first `most` of them in the order of the list. */
function* placeFirst(tx: Tx, ids: readonly UserId[], walk: ListWalk, most: number): Steps<readonly ListPosition[]> {
  let best: readonly ListPosition[] = []
  let from: number | undefined = 0
  while (from !== undefined) {
    // What comes after the last of those that are found already is on no page.
    const bounded = { ...walk, until: best[most - 1] }
    const part: ListPart<readonly ListPosition[]> = yield* tx.placeUsers(ids, from, bounded, most)
    if (part.found.length > 0) best = sorted([...best, ...part.found], walk).slice(0, most)
    from = part.end
  }
  return best
}

function* check(
  tx: Tx,
  placed: readonly ListPosition[],
  walk: ListWalk,
  wanted: number,
): Steps<readonly ListPosition[]> {
  const chosen: ListPosition[] = []
  for (let from = 0; from < placed.length && chosen.length < wanted; from += checkedAtOnce) {
    const ids = idsOf(placed.slice(from, from + checkedAtOnce))
    chosen.push(...(yield* placeFirst(tx, ids, walk, wanted - chosen.length)))
  }
  return chosen
}

function idsOf(positions: readonly ListPosition[]): readonly UserId[] {
  return positions.map(({ id }) => id)
}

function sorted(positions: readonly ListPosition[], { order }: ListWalk): readonly ListPosition[] {
  const sign = order.descending ? -1 : 1
  return positions.toSorted((a, b) => sign * compare(a, b))
}

function compare(a: ListPosition, b: ListPosition): number {
  if (a.key !== b.key) return compareText(a.key, b.key)
  return a.id < b.id ? -1 : Number(a.id > b.id)
}

/** As the databases do: by code points, where JavaScript compares those beyond U+FFFF by their halves. */
function compareText(a: string, b: string): number {
  let at = 0
  while (a.charCodeAt(at) === b.charCodeAt(at)) at += 1
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1)
}

function pageOf({ order, isBackwards, isFirst, limit }: Plan, { listed, end }: Found): UserPage {
  const page = listed.slice(0, limit)
  // Of a walk that was cut the last row that it looked at, otherwise the last of the page.
  const last = listed.length > limit ? page.at(-1)?.position : end
  const onward = last && writeCursor(order, { isBackwards, position: last })
  // Of a page that is empty, all that it looked at lies behind the place.
  const back = isFirst
    ? undefined
    : writeCursor(order, { isBackwards: !isBackwards, position: page[0]?.position ?? end })
  const users = page.map(({ user }) => user)
  return isBackwards
    ? { users: users.reverse(), next: back, previous: onward }
    : { users, next: onward, previous: back }
}

/** Of all that match, wherever the page begins. */
function* countUsers(tx: Tx, { filters }: Plan, candidates: Candidates | undefined, upTo: number): Steps<UserCount> {
  const walk: ListWalk = { order: { by: 'id' }, from: undefined, filters: candidates?.filters ?? filters }
  let value = 0
  for (let from: number | undefined = 0; candidates !== undefined && from !== undefined; ) {
    const { found, end }: ListPart<number> = yield* tx.countPicked(candidates.ids, from, walk)
    value += found
    from = end
  }
  if (candidates !== undefined) return { value: Math.min(value, upTo), isExact: value <= upTo }
  let from: ListPosition | undefined
  for (let spent = 0; spent < 1; ) {
    const { found, end, share }: ListSlice<number> = yield* tx.countUsers({ ...walk, from })
    value += found
    if (end === undefined || value > upTo) return { value: Math.min(value, upTo), isExact: value <= upTo }
    from = end
    spent += share
  }
  return { value, isExact: false }
}

/** Whether the search index is asked. */
export function isSearch({ search }: UserFilters): boolean {
  return search !== undefined && search.trim() !== ''
}

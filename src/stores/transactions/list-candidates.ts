/**
 * Which accounts can match, by the indexes that know. Indexes of flags, groups and moments give ids alone, and cost little:
 * all of them are asked, and their sets are met. The index of a search has to look up the text of each account that it
 * names, so it is asked where those are not few already.
 */
import type { UserId } from '../../kernel/user-id.ts'
import type { Search } from '../../users/search-text.ts'
import type { Steps, Tx } from './transaction.ts'
import type { CollectedUsers, ListFilters, ListFlag, ListSource } from './user-list-statements.ts'

/** Of more than these it is quicker to walk until enough were met. */
const mostCandidates = 20_000
const mostSearched = 10_000
/** So few that no other index is asked. */
const fewCandidates = 200
/** So few that the text of each is looked up, and the index of the search left alone. */
const fewSearched = 3000

/** Accounts that can match, and what they are still to be asked: the rest of the filters. */
export interface Candidates {
  readonly ids: readonly UserId[]
  readonly filters: ListFilters
  /** The index that named them, where it was one alone. */
  readonly source?: ListSource | undefined
}

/** The one index that names all candidates. They are placed by it, and may turn out to be more than `most`. */
export interface NamedCandidates {
  readonly ids?: undefined
  readonly source: ListSource
  readonly most: number
  readonly filters: ListFilters
}

/** As `collectCandidates`, and where one index alone is to be asked, and the database can place all that it names, that index. */
export function* findCandidates(
  tx: Tx,
  filters: ListFilters,
  grams: readonly string[],
): Steps<Candidates | NamedCandidates | undefined> {
  if (!(yield* tx.placesAtOnce())) return yield* collectCandidates(tx, filters, grams)
  const { needles } = filters
  const [first, second] = sourcesOf(filters)
  if (first !== undefined && second === undefined && needles.length === 0) return namedBy(first, filters)
  const known = yield* meetSources(tx, filters)
  if (known === undefined && needles.length > 0) {
    const source: ListSource = { by: 'search', search: { needles, grams } }
    return { ...namedBy(source, filters), most: mostSearched }
  }
  const found = yield* searchAmong(tx, known, filters, grams)
  return found?.source === undefined ? found : namedBy(found.source, filters)
}

function namedBy(source: ListSource, filters: ListFilters): NamedCandidates {
  return { source, most: mostCandidates, filters: { ...filters, ...answered[source.by] } }
}

/** What a source answers by itself is not asked again of those that it names. */
const answered: Readonly<Record<ListSource['by'], Partial<ListFilters>>> = {
  search: { needles: [] },
  group: { group: undefined },
  superuser: { isSuperuser: undefined },
  staff: { isStaff: undefined },
  active: { isActive: undefined },
  inactive: { isActive: undefined },
  proven: { emailVerified: undefined },
  unproven: { emailVerified: undefined },
  dateJoined: { joinedAfter: undefined, joinedBefore: undefined },
  lastLogin: { lastLoginAfter: undefined, lastLoginBefore: undefined, neverLoggedIn: undefined },
  // One that waits to be confirmed is among them.
  factors: {},
}

/** `undefined`: there are too many, or no filter has an index. */
export function* collectCandidates(
  tx: Tx,
  filters: ListFilters,
  grams: readonly string[],
): Steps<Candidates | undefined> {
  return yield* searchAmong(tx, yield* meetSources(tx, filters), filters, grams)
}

function* searchAmong(
  tx: Tx,
  known: Candidates | undefined,
  filters: ListFilters,
  grams: readonly string[],
): Steps<Candidates | undefined> {
  const { needles } = filters
  if (needles.length === 0 || (known !== undefined && known.ids.length <= fewSearched)) return known
  const searched = yield* collectSearched(tx, { needles, grams })
  if (searched === undefined) return known
  const rest = { ...(known?.filters ?? filters), needles: [] }
  return { ids: known === undefined ? searched : meet(known.ids, searched), filters: rest }
}

function* meetSources(tx: Tx, filters: ListFilters): Steps<Candidates | undefined> {
  let known: Candidates | undefined
  for (const source of sourcesOf(filters)) {
    const found: CollectedUsers | undefined = yield* tx.collectUsers(source, mostCandidates)
    if (found === undefined) continue
    const ids: readonly UserId[] = known === undefined ? found.ids : meet(known.ids, found.ids)
    const left: ListFilters = known?.filters ?? filters
    known = { ids, filters: withoutGroup(left, source), source: known === undefined ? source : undefined }
    if (ids.length <= fewCandidates) break
  }
  return known
}

function* collectSearched(tx: Tx, search: Search): Steps<readonly UserId[] | undefined> {
  const ids: UserId[] = []
  let rest: readonly number[] | undefined
  do {
    const part: CollectedUsers | undefined = yield* tx.collectUsers({ by: 'search', search }, mostSearched, rest)
    if (part === undefined) return undefined
    ids.push(...part.ids)
    rest = part.rest
  } while (rest !== undefined)
  return ids
}

function withoutGroup(filters: ListFilters, { by }: ListSource): ListFilters {
  return by === 'group' ? { ...filters, group: undefined } : filters
}

function meet(some: readonly UserId[], others: readonly UserId[]): readonly UserId[] {
  const both = new Set(others)
  return some.filter(id => both.has(id))
}

/** Those that are small as a rule come first. */
function sourcesOf(filters: ListFilters): readonly ListSource[] {
  const { joinedAfter, joinedBefore, lastLoginAfter, lastLoginBefore, neverLoggedIn } = filters
  const hasJoined = joinedAfter !== undefined || joinedBefore !== undefined
  const hasLogin = lastLoginAfter !== undefined || lastLoginBefore !== undefined || neverLoggedIn !== undefined
  return [
    ...flagsOf(filters).map(by => ({ by })),
    ...(filters.group === undefined ? [] : [{ by: 'group', name: filters.group } as const]),
    ...(filters.hasMfa === true ? [{ by: 'factors' } as const] : []),
    ...(hasJoined ? [{ by: 'dateJoined', filters } as const] : []),
    ...(hasLogin ? [{ by: 'lastLogin', filters } as const] : []),
  ]
}

function flagsOf({ isSuperuser, isStaff, isActive, emailVerified }: ListFilters): readonly ListFlag[] {
  return [
    ...(isSuperuser === true ? ['superuser' as const] : []),
    ...(isStaff === true ? ['staff' as const] : []),
    ...(isActive === undefined ? [] : [isActive ? ('active' as const) : ('inactive' as const)]),
    ...(emailVerified === undefined ? [] : [emailVerified ? ('proven' as const) : ('unproven' as const)]),
  ]
}

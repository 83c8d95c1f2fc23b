/** Which accounts can match, by the indexes that know: the smallest set of all that the filters name. */
import type { UserId } from '../../kernel/user-id.ts'
import type { Steps, Tx } from './transaction.ts'
import type { CollectedUsers, ListFilters, ListSource } from './user-list-statements.ts'

/** Of more than these it is quicker to walk until enough were met. */
const mostCandidates = 20_000
/** So few that no other index is asked. */
const fewCandidates = 200

/** `undefined`: there are too many, or no filter has an index. */
export function* findCandidates(
  tx: Tx,
  filters: ListFilters,
  grams: readonly string[],
): Steps<readonly UserId[] | undefined> {
  let fewest: readonly UserId[] | undefined
  for (const source of sourcesOf(filters, grams)) {
    const ids = yield* collect(tx, source)
    if (ids !== undefined && (fewest === undefined || ids.length < fewest.length)) fewest = ids
    if (fewest !== undefined && fewest.length <= fewCandidates) break
  }
  return fewest
}

/** `undefined`: too many. */
function* collect(tx: Tx, source: ListSource): Steps<readonly UserId[] | undefined> {
  const ids: UserId[] = []
  let end: number | undefined
  do {
    const part: CollectedUsers | undefined = yield* tx.collectUsers(source, mostCandidates, end)
    if (part === undefined) return undefined
    ids.push(...part.ids)
    end = part.end
  } while (end !== undefined)
  return ids
}

/** Those that are small as a rule come first. */
function sourcesOf(filters: ListFilters, grams: readonly string[]): readonly ListSource[] {
  const { joinedAfter, joinedBefore, lastLoginAfter, lastLoginBefore, neverLoggedIn } = filters
  const hasJoined = joinedAfter !== undefined || joinedBefore !== undefined
  const hasLogin = lastLoginAfter !== undefined || lastLoginBefore !== undefined || neverLoggedIn !== undefined
  return [
    ...(filters.isSuperuser === true ? [{ by: 'superuser' } as const] : []),
    ...(filters.isStaff === true ? [{ by: 'staff' } as const] : []),
    ...(grams.length > 0 ? [{ by: 'search', grams } as const] : []),
    ...(filters.group === undefined ? [] : [{ by: 'group', name: filters.group } as const]),
    ...(filters.isActive === false ? [{ by: 'inactive' } as const] : []),
    ...(hasJoined ? [{ by: 'dateJoined', filters } as const] : []),
    ...(hasLogin ? [{ by: 'lastLogin', filters } as const] : []),
  ]
}

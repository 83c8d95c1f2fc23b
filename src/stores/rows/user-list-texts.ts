/** The texts of statements for lists of accounts, which are the same for all databases but for a few words. */
import type { UserId } from '../../kernel/user-id.ts'
import type { ListPosition } from '../../users/list-cursor.ts'
import type { UserOrder, UserOrderKey } from '../../users/user-list.ts'
import type { BoundedWalk, ListFilters, ListWalk } from '../transactions/user-list-statements.ts'

/** The words of a dialect. */
export interface ListWords<Value> {
  /** Stands for the value of that number, from 1. */
  place(number: number): string
  isTrue(column: string): string
  isFalse(column: string): string
  /** Whether the text of a row has the part. */
  contains(text: string, part: string): string
  /** The source of a statement: `users u`, those whose ids are in the value, each looked up by its id. */
  usersOf(place: string): string
  /** As `usersOf`, with what lists are ordered and filtered by alone, where that is quicker to look up. */
  keysOf(place: string): string
  ofId(id: UserId): Value | null
  ofIds(ids: readonly UserId[]): Value
  ofText(text: string): Value | null
}

export interface Assembled<Value> {
  readonly text: string
  readonly values: readonly (Value | null)[]
}

/** Keeps a value, and gives what stands for it in the text. */
export type Put<Value> = (value: Value | null) => string

/** What accounts are ordered by: an expression that an index has. In text a moment without its Z: `…:59` before `…:59.5`. */
const keys: Readonly<Record<UserOrderKey, string>> = {
  id: "''",
  dateJoined: "rtrim(u.date_joined, 'Z')",
  lastLogin: "rtrim(coalesce(u.last_login, ''), 'Z')",
  login: 'u.login',
}
/** One column is enough. */
const unique: Partial<Record<UserOrderKey, string>> = { id: 'u.id', login: 'u.login' }

export function createListTexts<Value>(words: ListWords<Value>) {
  const assemble = (build: (put: Put<Value>) => string): Assembled<Value> => {
    const values: (Value | null)[] = []
    const put: Put<Value> = value => {
      values.push(value)
      return words.place(values.length)
    }
    return { text: build(put), values }
  }
  const columns = (order: UserOrder) => `${keys[order.by]} AS list_key, u.id`
  const page = (order: UserOrder, limit: number) => `ORDER BY ${sortOf(order)} LIMIT ${limit}`
  const beyond = (put: Put<Value>, order: UserOrder, from: ListPosition | undefined) =>
    from === undefined ? [] : [placeOf(words, put, order, from, order.descending ? '<' : '>')]
  const until = (put: Put<Value>, order: UserOrder, end: ListPosition | undefined) =>
    end === undefined ? [] : [placeOf(words, put, order, end, order.descending ? '>=' : '<=')]
  const slice = (put: Put<Value>, { order, from }: ListWalk, end: ListPosition | undefined) =>
    end !== undefined && isOfOneKey(order, from, end)
      ? withinKey(words, put, order, from, end)
      : [...beyond(put, order, from), ...until(put, order, end)]
  const within = (put: Put<Value>, walk: ListWalk, end: ListPosition | undefined) =>
    where([...slice(put, walk, end), ...conditionsOf(words, put, walk.filters)])
  const keyed = (put: Put<Value>, ids: readonly UserId[], walk: ListWalk, end?: ListPosition) =>
    `FROM ${words.keysOf(put(words.ofIds(ids)))} ${within(put, walk, end)}`

  return {
    /** The last row of the slice that begins at the place. */
    end: ({ order, from }: ListWalk, rows: number) =>
      assemble(
        put =>
          `SELECT ${columns(order)} FROM users u ${where(beyond(put, order, from))} ${page(order, 1)} OFFSET ${rows - 1}`,
      ),
    walk: (walk: ListWalk, end: ListPosition | undefined, limit: number) =>
      assemble(
        put => `SELECT u.*, ${columns(walk.order)} FROM users u ${within(put, walk, end)} ${page(walk.order, limit)}`,
      ),
    count: (walk: ListWalk, end: ListPosition | undefined) =>
      assemble(put => `SELECT count(*) AS found FROM users u ${within(put, walk, end)}`),
    pick: (ids: readonly UserId[], walk: ListWalk, limit: number) =>
      assemble(
        put =>
          `SELECT u.*, ${columns(walk.order)} FROM ${words.usersOf(put(words.ofIds(ids)))} ${within(put, walk, undefined)} ${page(walk.order, limit)}`,
      ),
    place: (ids: readonly UserId[], walk: BoundedWalk, limit: number) =>
      assemble(put => `SELECT ${columns(walk.order)} ${keyed(put, ids, walk, walk.until)} ${page(walk.order, limit)}`),
    countPicked: (ids: readonly UserId[], walk: ListWalk) =>
      assemble(put => `SELECT count(*) AS found ${keyed(put, ids, walk)}`),
    assemble,
    /** `users u` in a range of moments. */
    range: (put: Put<Value>, by: 'dateJoined' | 'lastLogin', filters: ListFilters) =>
      `FROM users u ${where(by === 'dateJoined' ? joinedIn(words, put, filters) : loginIn(words, put, filters))}`,
    /** The first of those that `named` selects (what an account is ordered and filtered by), and how many it selects in all. */
    placeNamed: (named: (put: Put<Value>) => string, walk: ListWalk, limit: number) =>
      assemble(
        put => `WITH named AS MATERIALIZED (${named(put)})
          SELECT total, list_key, id FROM (SELECT count(*) AS total FROM named) AS counted LEFT JOIN (
            SELECT ${columns(walk.order)} FROM named u ${within(put, walk, undefined)} ${page(walk.order, limit)}
          ) AS placed ON true`,
      ),
  }
}

function sortOf({ by, descending = false }: UserOrder): string {
  const direction = descending ? 'DESC' : 'ASC'
  const alone = unique[by]
  return alone === undefined ? `${keys[by]} ${direction}, u.id ${direction}` : `${alone} ${direction}`
}

function placeOf<Value>(
  words: ListWords<Value>,
  put: Put<Value>,
  { by }: UserOrder,
  { key, id }: ListPosition,
  sign: string,
): string {
  if (by === 'id') return `u.id ${sign} ${put(words.ofId(id))}`
  if (by === 'login') return `u.login ${sign} ${put(words.ofText(key))}`
  // SQLite seeks an expression of an index by itself, and not within a pair.
  const bound = `${keys[by]} ${sign.replace(/=?$/, '=')} ${put(words.ofText(key))}`
  return `${bound} AND (${keys[by]}, u.id) ${sign} (${put(words.ofText(key))}, ${put(words.ofId(id))})`
}

/** Before the first place of an ascending list there is none, and no key comes before an empty one. */
function isOfOneKey(order: UserOrder, from: ListPosition | undefined, end: ListPosition): boolean {
  if (unique[order.by] !== undefined) return false
  return from === undefined ? order.descending !== true && end.key === '' : from.key === end.key
}

/** Between two places of one key, of which there may be many: the accounts that never logged in. */
function withinKey<Value>(
  words: ListWords<Value>,
  put: Put<Value>,
  { by, descending = false }: UserOrder,
  from: ListPosition | undefined,
  end: ListPosition,
): readonly string[] {
  const [above, upTo] = descending ? ['<', '>='] : ['>', '<=']
  return [
    `${keys[by]} = ${put(words.ofText(end.key))}`,
    ...(from === undefined ? [] : [`u.id ${above} ${put(words.ofId(from.id))}`]),
    `u.id ${upTo} ${put(words.ofId(end.id))}`,
  ]
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
}

function conditionsOf<Value>(words: ListWords<Value>, put: Put<Value>, filters: ListFilters): readonly string[] {
  const flags = [
    ['u.is_active', filters.isActive],
    ['u.is_staff', filters.isStaff],
    ['u.is_superuser', filters.isSuperuser],
    ['u.email_verified', filters.emailVerified],
  ] as const
  const { group, needles, hasMfa } = filters
  // Subqueries that give one value are asked row by row: as joins they could be asked of all accounts first.
  const member = (name: string) =>
    `(SELECT 1 FROM group_members m WHERE m.user_id = u.id AND m.group_id = (${groupOf(put(words.ofText(name)))})) = 1`
  return [
    ...flags.flatMap(([column, is]) => (is === undefined ? [] : [is ? words.isTrue(column) : words.isFalse(column)])),
    ...joinedIn(words, put, filters),
    ...loginIn(words, put, filters),
    ...(group === undefined ? [] : [member(group)]),
    ...(hasMfa === undefined ? [] : [`${factorCount} ${hasMfa ? '> 0' : '= 0'}`]),
    ...(needles.length === 0 ? [] : [hasNeedles(words, put, needles)]),
  ]
}

/** Those that were confirmed: a passkey is, by its registration. */
const factorCount =
  "(SELECT count(*) FROM factors f WHERE f.user_id = u.id AND (f.kind = 'passkey' OR f.confirmed_at IS NOT NULL))"

export function groupOf(place: string): string {
  return `SELECT g.id FROM user_groups g WHERE g.name = ${place}`
}

function hasNeedles<Value>(words: ListWords<Value>, put: Put<Value>, needles: readonly string[]): string {
  const all = needles.map(needle => words.contains('s.text', put(words.ofText(needle)))).join(' AND ')
  return words.isTrue(`(SELECT ${all} FROM user_search s WHERE s.user_id = u.id)`)
}

/** What one row of a walk costs, in units of one in the order of the ids: measured among a million accounts. */
export function costOfRow({ order, filters }: ListWalk): number {
  const found = order.by === 'id' ? 1 : 8
  const looked = (filters.needles.length > 0 ? 8 : 0) + (filters.group === undefined ? 0 : 4)
  return found + looked + (filters.hasMfa === undefined ? 0 : 4)
}

function joinedIn<Value>(words: ListWords<Value>, put: Put<Value>, filters: ListFilters): readonly string[] {
  const { joinedAfter, joinedBefore } = filters
  const bound = (sign: string, moment: string) => `${keys.dateJoined} ${sign} ${put(words.ofText(unzoned(moment)))}`
  return [
    ...(joinedAfter === undefined ? [] : [bound('>=', joinedAfter)]),
    ...(joinedBefore === undefined ? [] : [bound('<', joinedBefore)]),
  ]
}

function loginIn<Value>(words: ListWords<Value>, put: Put<Value>, filters: ListFilters): readonly string[] {
  const { lastLoginAfter, lastLoginBefore, neverLoggedIn } = filters
  const bound = (sign: string, moment: string) => `${keys.lastLogin} ${sign} ${put(words.ofText(unzoned(moment)))}`
  // Beside a first moment it would say nothing, and SQLite would seek by it: from the first login on, not the moment.
  const hasLogin = lastLoginAfter === undefined && (neverLoggedIn === false || lastLoginBefore !== undefined)
  return [
    ...(neverLoggedIn === true ? [`${keys.lastLogin} = ''`] : []),
    ...(hasLogin ? [`${keys.lastLogin} > ''`] : []),
    ...(lastLoginAfter === undefined ? [] : [bound('>=', lastLoginAfter)]),
    ...(lastLoginBefore === undefined ? [] : [bound('<', lastLoginBefore)]),
  ]
}

function unzoned(moment: string): string {
  return moment.replace(/Z$/, '')
}

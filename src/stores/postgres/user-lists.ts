/** SQL for lists of accounts, and the search index. */
import type { UserId } from '../../kernel/user-id.ts'
import type { Search } from '../../users/search-text.ts'
import type { UserColumn } from '../../users/user-fields.ts'
import { type Row, toUserId } from '../rows/row.ts'
import { toUser } from '../rows/user.ts'
import { type Assembled, costOfRow, createListTexts, groupOf } from '../rows/user-list-texts.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import type {
  CollectedUsers,
  ListedUser,
  ListSource,
  ListWalk,
  UserListStatements,
} from '../transactions/user-list-statements.ts'
import { type Connection, done, isAny, rowsOf } from './connection.ts'
import type { UserKey } from './user-key.ts'
import { storable } from './users.ts'

/** Rows that one statement looks at: in the order of the ids, in which they lie, and in another. */
const sliceRows = 5000
const scatteredRows = 500
/** Rows of a walk in the order of the ids, for which a page has the time: see costOfRow. */
const rowsOfPage = 40_000

type Value = string | number | readonly unknown[]
type Lists = Pick<AsyncStatements, keyof UserListStatements>

/** `columns`: the application's columns. */
export function createUserListStatements(on: Connection, keyOf: UserKey, columns: readonly UserColumn[]): Lists {
  const texts = textsFor(keyOf)
  const all = ({ text, values }: Assembled<Value>) => rowsOf(on.query(text, values))
  const toListed = (row: Row): ListedUser => ({ user: toUser(columns, row), position: toPosition(row) })
  const endOf = async (walk: ListWalk) => (await all(texts.end(walk, sliceOf(walk)))).map(toPosition)[0]
  const collectBySearch = createSearchCollector(on)

  return {
    walkUsers: async (walk, limit) => {
      const end = await endOf(walk)
      return { found: (await all(texts.walk(walk, end, limit))).map(toListed), end, share: shareOf(walk) }
    },
    countUsers: async walk => {
      const end = await endOf(walk)
      return { found: foundIn(await all(texts.count(walk, end))), end, share: shareOf(walk) }
    },
    collectUsers: async (source, most) => {
      if (source.by === 'search') return await collectBySearch(source.search, most)
      return idsOf(await all(asOneValue(selectOf(texts, source, most + 1))), most)
    },
    placeUsers: async (ids, _, walk, limit) => ({
      found: (await all(texts.place(ids, walk, limit))).map(toPosition),
      end: undefined,
    }),
    pickUsers: async (ids, walk, limit) => (await all(texts.pick(ids, walk, limit))).map(toListed),
    countPicked: async (ids, _, walk) => ({ found: foundIn(await all(texts.countPicked(ids, walk))), end: undefined }),
    ...createSettling(on, keyOf),
  }
}

function textsFor(keyOf: UserKey) {
  return createListTexts<Value>({
    place: number => `$${number}`,
    isTrue: column => column,
    isFalse: column => `NOT ${column}`,
    contains: (text, part) => `strpos(${text}, ${part}) > 0`,
    // Looked up first: a limit must not tempt the planner to read all accounts in the order of the list.
    usersOf: place => `(SELECT * FROM users WHERE id = ANY (${place}) OFFSET 0) AS u`,
    ofId: keyOf,
    ofIds: ids => ids.flatMap(id => keyOf(id) ?? []),
    ofText: storable,
  })
}

function sliceOf({ order, filters }: ListWalk): number {
  return order.by === 'id' && filters.needles.length === 0 ? sliceRows : scatteredRows
}

function shareOf(walk: ListWalk): number {
  return (sliceOf(walk) * costOfRow(walk)) / rowsOfPage
}

type IndexSource = Exclude<ListSource, { by: 'search' }>

function selectOf(texts: ReturnType<typeof textsFor>, source: IndexSource, limit: number): Assembled<Value> {
  if (source.by === 'group') return { text: `${byGroup} LIMIT ${limit}`, values: [storable(source.name)] }
  if (source.by === 'factors') return { text: `${byFactor} LIMIT ${limit}`, values: [] }
  if (source.by === 'dateJoined' || source.by === 'lastLogin') return texts.range(source.by, source.filters, limit)
  return { text: `SELECT id FROM users WHERE ${flags[source.by]} LIMIT ${limit}`, values: [] }
}

/** Ten thousand rows would take longer to send and to read than to find. */
function asOneValue({ text, values }: Assembled<Value>): Assembled<Value> {
  return { text: `SELECT json_agg(id)::text AS ids FROM (${text}) AS found`, values }
}

/** `undefined`: there are more than `most`. */
function idsOf([row]: readonly Row[], most: number): CollectedUsers | undefined {
  const ids: readonly UserId[] = JSON.parse(String(row?.ids ?? '[]'))
  return ids.length > most ? undefined : { ids }
}

/** The index names candidates by the grams that are met rarely in a sample, and the text decides. */
function createSearchCollector(on: Connection) {
  return async ({ needles, grams }: Search, most: number) => {
    const sample = await rowsOf(on.query(rarest, [grams]))
    const rare = sample.filter(({ hits }) => Number(hits) === 0)
    const asked = (rare.length > 0 ? rare : sample).map(({ gram }) => String(gram))
    const all = needles.map((_, index) => `strpos(text, $${index + 2}) > 0`).join(' AND ')
    const text = `SELECT user_id AS id FROM user_search WHERE latchkey_grams(text) @> $1::text[] AND ${all} LIMIT ${most + 1}`
    return idsOf(await rowsOf(on.query(asOneValue({ text, values: [] }).text, [asked, ...needles])), most)
  }
}

const sampled = 500
const mostAsked = 3

/**
 * A list of accounts for a gram that most of them have is long, and all lists are looked into: twelve of them took 30 ms
 * among a million accounts, where the rarest alone takes one or two.
 */
const rarest = `
  SELECT gram, count(*) FILTER (WHERE strpos(text, gram) > 0) AS hits
  FROM unnest($1::text[]) AS gram LEFT JOIN (SELECT text FROM user_search LIMIT ${sampled}) AS sampled ON true
  GROUP BY gram ORDER BY hits, gram LIMIT ${mostAsked}`

/** Each has a partial index. */
const flags = {
  superuser: 'is_superuser',
  staff: 'is_staff',
  active: 'is_active',
  inactive: 'NOT is_active',
  proven: 'email_verified',
  unproven: 'NOT email_verified',
} as const

const byGroup = `SELECT user_id AS id FROM group_members WHERE group_id = (${groupOf('$1')})`
/** The index alone is read. */
const byFactor = 'SELECT DISTINCT user_id AS id FROM factors'

function toPosition({ list_key: key, id }: Row) {
  return { key: String(key), id: toUserId(id) }
}

function foundIn([row]: readonly Row[]): number {
  return Number(row?.found)
}

function createSettling(on: Connection, keyOf: UserKey) {
  return {
    hasUnsettled: () => isAny(on.query(sql.any)),
    lockUnsettled: async (limit: number) => {
      const stale = (await rowsOf(on.query(sql.lock, [limit]))).map(row => toUserId(row.user_id))
      // By a second statement: a change of a name that held the lock has been committed since the first began.
      const rows = await rowsOf(on.query(sql.names, [stale]))
      const named = new Map<UserId, Row>(rows.map(row => [toUserId(row.id), row]))
      return stale.map(userId => ({ userId, user: toNames(named.get(userId)) }))
    },
    settleTexts: (texts: Parameters<UserListStatements['settleTexts']>[0]) =>
      done(
        on.query(sql.settle, [texts.map(({ userId }) => keyOf(userId)), texts.map(({ text }) => storable(text ?? ''))]),
      ),
  }
}

function toNames(row: Row | undefined) {
  if (row === undefined) return undefined
  const { email, username, first_name: firstName, last_name: lastName } = row
  return {
    email: String(email),
    username: String(username),
    firstName: String(firstName),
    lastName: String(lastName),
  }
}

const sql = {
  any: 'SELECT FROM user_search WHERE is_stale LIMIT 1',
  lock: 'SELECT user_id FROM user_search WHERE is_stale ORDER BY user_id LIMIT $1 FOR UPDATE SKIP LOCKED',
  names: 'SELECT id, email, username, first_name, last_name FROM users WHERE id = ANY ($1)',
  settle: `
    UPDATE user_search SET text = ($2::text[])[array_position($1, user_id)], is_stale = false WHERE user_id = ANY ($1)`,
}

/** SQL for lists of accounts, and the search index. */
import type { UserId } from '../../kernel/user-id.ts'
import type { UserColumn } from '../../users/user-fields.ts'
import { type Row, toUserId } from '../rows/row.ts'
import { toUser } from '../rows/user.ts'
import { type Assembled, createListTexts, groupOf } from '../rows/user-list-texts.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import type { ListedUser, ListSource, ListWalk, UserListStatements } from '../transactions/user-list-statements.ts'
import { type Connection, done, isAny, rowsOf } from './connection.ts'
import type { UserKey } from './user-key.ts'
import { storable } from './users.ts'

/** Rows that one statement looks at. */
const sliceRows = 5000

type Value = string | number | readonly unknown[]
type Lists = Pick<AsyncStatements, keyof UserListStatements>

/** `columns`: the application's columns. */
export function createUserListStatements(on: Connection, keyOf: UserKey, columns: readonly UserColumn[]): Lists {
  const texts = textsFor(keyOf)
  const all = ({ text, values }: Assembled<Value>) => rowsOf(on.query(text, values))
  const toListed = (row: Row): ListedUser => ({ user: toUser(columns, row), position: toPosition(row) })
  const endOf = async (walk: ListWalk) => (await all(texts.end(walk, sliceRows))).map(toPosition)[0]

  return {
    walkUsers: async (walk, limit) => {
      const end = await endOf(walk)
      return { found: (await all(texts.walk(walk, end, limit))).map(toListed), end }
    },
    countUsers: async walk => {
      const end = await endOf(walk)
      return { found: foundIn(await all(texts.count(walk, end))), end }
    },
    collectUsers: async (source, most) => {
      const rows = await all(selectOf(texts, source, most + 1))
      return rows.length > most ? undefined : { ids: rows.map(({ id }) => toUserId(id)) }
    },
    pickUsers: async (ids, walk, limit) => (await all(texts.pick(ids, walk, limit))).map(toListed),
    countPicked: async (ids, walk) => foundIn(await all(texts.countPicked(ids, walk))),
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

function selectOf(texts: ReturnType<typeof textsFor>, source: ListSource, limit: number): Assembled<Value> {
  if (source.by === 'search') return { text: `${bySearch} LIMIT ${limit}`, values: [source.grams] }
  if (source.by === 'group') return { text: `${byGroup} LIMIT ${limit}`, values: [storable(source.name)] }
  if (source.by === 'dateJoined' || source.by === 'lastLogin') return texts.range(source.by, source.filters, limit)
  return { text: `SELECT id FROM users WHERE ${flags[source.by]} LIMIT ${limit}`, values: [] }
}

/** Each has a partial index. */
const flags = { superuser: 'is_superuser', staff: 'is_staff', inactive: 'NOT is_active' } as const

const bySearch = 'SELECT user_id AS id FROM user_search WHERE latchkey_grams(text) @> $1::text[]'
const byGroup = `SELECT user_id AS id FROM group_members WHERE group_id = (${groupOf('$1')})`

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

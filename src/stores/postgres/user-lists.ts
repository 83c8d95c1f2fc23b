/** SQL for lists of accounts, and the search index. */
import type { UserId } from '../../kernel/user-id.ts'
import type { ListPosition } from '../../users/list-cursor.ts'
import type { UserColumn } from '../../users/user-fields.ts'
import { type Row, toUserId } from '../rows/row.ts'
import { toUser } from '../rows/user.ts'
import { type Assembled, costOfRow, createListTexts } from '../rows/user-list-texts.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import type { CollectedUsers, ListedUser, ListWalk, UserListStatements } from '../transactions/user-list-statements.ts'
import { type Connection, done, isAny, rowsOf } from './connection.ts'
import { createSources, lookUp, type Value } from './list-sources.ts'
import { createKeyCheck } from './search-keys.ts'
import type { UserKey } from './user-key.ts'
import { storable } from './users.ts'

/** Rows that one statement looks at: in the order of the ids, in which they lie, and in another. */
const sliceRows = 5000
const scatteredRows = 500
/** Rows of a walk in the order of the ids, for which a page has the time: see costOfRow. */
const rowsOfPage = 40_000

type Lists = Pick<AsyncStatements, keyof UserListStatements>

/** `columns`: the application's columns. */
export function createUserListStatements(on: Connection, keyOf: UserKey, columns: readonly UserColumn[]): Lists {
  const haveKeys = createKeyCheck(on)
  const texts = textsFor(keyOf, false)
  const keyedTexts = textsFor(keyOf, true)
  const textsOfKeys = async () => ((await haveKeys()) ? keyedTexts : texts)
  const nameBy = createSources(on, haveKeys, (put, { by, filters }) => texts.range(put, by, filters))
  const all = ({ text, values }: Assembled<Value>) => rowsOf(on.query(text, values))
  const toListed = (row: Row): ListedUser => ({ user: toUser(columns, row), position: toPosition(row) })
  const endOf = async (walk: ListWalk) => (await all(texts.end(walk, sliceOf(walk)))).map(toPosition)[0]

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
      const named = await nameBy(source, most)
      return named && idsOf(await all(asOneValue(texts.assemble(named.ids), most)))
    },
    placesAtOnce: async () => true,
    placeNamed: async (source, walk, most, limit) => {
      const named = await nameBy(source, most)
      return named && placesOf(await all(texts.placeNamed(named.keys, walk, limit)), most)
    },
    placeUsers: async (ids, _, walk, limit) => ({
      found: (await all((await textsOfKeys()).place(ids, walk, limit))).map(toPosition),
      end: undefined,
    }),
    pickUsers: async (ids, walk, limit) => (await all(texts.pick(ids, walk, limit))).map(toListed),
    countPicked: async (ids, _, walk) => ({
      found: foundIn(await all((await textsOfKeys()).countPicked(ids, walk))),
      end: undefined,
    }),
    ...createSettling(on, keyOf),
  }
}

function textsFor(keyOf: UserKey, areKeyed: boolean) {
  return createListTexts<Value>({
    place: number => `$${number}`,
    isTrue: column => column,
    isFalse: column => `NOT ${column}`,
    contains: (text, part) => `strpos(${text}, ${part}) > 0`,
    usersOf: place => `(SELECT * FROM users WHERE id = ANY (${place}) OFFSET 0) AS u`,
    keysOf: place => `(${lookUp(areKeyed, place)}) AS u`,
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

/** Ten thousand rows would take longer to send and to read than to find. */
function asOneValue({ text, values }: Assembled<Value>, most: number): Assembled<Value> {
  const ids = `CASE WHEN count(*) <= ${most} THEN coalesce(json_agg(id), '[]')::text END`
  return { text: `SELECT ${ids} AS ids FROM (${text}) AS found (id)`, values }
}

/** `undefined`: there are too many. */
function idsOf([row]: readonly Row[]): CollectedUsers | undefined {
  return typeof row?.ids === 'string' ? { ids: JSON.parse(row.ids) } : undefined
}

/** `undefined`: there are more than `most`. The row of the total is there without a place, too. */
function placesOf(rows: readonly Row[], most: number): readonly ListPosition[] | undefined {
  return Number(rows[0]?.total) > most ? undefined : rows.filter(({ id }) => id !== null).map(toPosition)
}

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

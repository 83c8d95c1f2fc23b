/** SQL for lists of accounts, and the search index. Every statement looks at so few rows that the event loop waits for milliseconds. */
import type { SQLInputValue } from 'node:sqlite'
import type { UserId } from '../../kernel/user-id.ts'
import type { Search } from '../../users/search-text.ts'
import type { UserColumn } from '../../users/user-fields.ts'
import { type Row, toUserId } from '../rows/row.ts'
import { toUser } from '../rows/user.ts'
import { type Assembled, costOfRow, createListTexts, groupOf } from '../rows/user-list-texts.ts'
import type {
  CollectedUsers,
  ListedUser,
  ListFilters,
  ListSource,
  ListWalk,
  UserListStatements,
} from '../transactions/user-list-statements.ts'
import type { Database } from './database.ts'

/** Rows that one statement looks at. */
const sliceRows = 1000
/** Rows of a walk in the order of the ids, for which a page has the time: see costOfRow. */
const rowsOfPage = 150_000

/** The order of a CROSS JOIN is kept: otherwise all accounts can be read in the order of the list and looked for here. */
const usersOf = (place: string) => `json_each(${place}) AS asked CROSS JOIN users u ON u.id = asked.value`

const texts = createListTexts<SQLInputValue>({
  place: () => '?',
  isTrue: column => `${column} = 1`,
  isFalse: column => `${column} = 0`,
  contains: (text, part) => `instr(${text}, ${part}) > 0`,
  usersOf,
  keysOf: usersOf,
  ofId: id => id,
  ofIds: ids => JSON.stringify(ids),
  ofText: text => text,
})

/** `columns`: the application's columns. */
export function createUserListStatements(db: Database, columns: readonly UserColumn[]): UserListStatements {
  // There are many texts, by what is asked for, and each is quick to prepare.
  const all = ({ text, values }: Assembled<SQLInputValue>) => db.prepare(text).all(...values)
  const toListed = (row: Row): ListedUser => ({ user: toUser(columns, row), position: toPosition(row) })
  const endOf = (walk: ListWalk) => all(texts.end(walk, sliceRows)).map(toPosition)[0]
  const collectFrom = createCollector(db)

  return {
    walkUsers: (walk, limit) => {
      const end = endOf(walk)
      return { found: all(texts.walk(walk, end, limit)).map(toListed), end, share: shareOf(walk) }
    },
    countUsers: walk => {
      const end = endOf(walk)
      return { found: foundIn(all(texts.count(walk, end))), end, share: shareOf(walk) }
    },
    // Of thousands, one statement would hold up the process.
    placesAtOnce: () => false,
    placeNamed: () => undefined,
    collectUsers: collectFrom,
    placeUsers: (ids, from, walk, limit) => ({
      found: all(texts.place(ids.slice(from, from + sliceRows), walk, limit)).map(toPosition),
      end: endOfPart(ids, from),
    }),
    pickUsers: (ids, walk, limit) => all(texts.pick(ids, walk, limit)).map(toListed),
    countPicked: (ids, from, walk) => ({
      found: foundIn(all(texts.countPicked(ids.slice(from, from + sliceRows), walk))),
      end: endOfPart(ids, from),
    }),
    ...createSettling(db),
  }
}

function endOfPart(ids: readonly UserId[], from: number): number | undefined {
  return from + sliceRows < ids.length ? from + sliceRows : undefined
}

function shareOf(walk: ListWalk): number {
  return (sliceRows * costOfRow(walk)) / rowsOfPage
}

function toPosition({ list_key: key, id }: Row) {
  return { key: String(key), id: toUserId(id) }
}

function foundIn([row]: readonly Row[]): number {
  return Number(row?.found)
}

/** As one value: ten thousand rows would take longer to make than to find. */
function createCollector(db: Database) {
  const collect = (select: string, values: readonly SQLInputValue[]): readonly UserId[] => {
    const row = db.prepare(`SELECT json_group_array(id) AS ids FROM (${select})`).get(...values)
    return JSON.parse(String(row?.ids))
  }
  const collectBySearch = createSearchCollector(db)
  const selectOf = (source: IndexSource, limit: number): Assembled<SQLInputValue> => {
    if (source.by === 'group') return { text: `${byGroup} LIMIT ${limit}`, values: [source.name] }
    if (source.by === 'factors') return { text: `${byFactor} LIMIT ${limit}`, values: [] }
    if (source.by === 'dateJoined' || source.by === 'lastLogin') return rangeOf(source.by, source.filters, limit)
    return { text: `SELECT id FROM users WHERE ${flags[source.by]} LIMIT ${limit}`, values: [] }
  }
  return (source: ListSource, most: number, rest?: readonly number[]): CollectedUsers | undefined => {
    if (source.by === 'search') return collectBySearch(source.search, most, rest)
    const { text, values } = selectOf(source, most + 1)
    const ids = collect(text, values)
    return ids.length > most ? undefined : { ids }
  }
}

type IndexSource = Exclude<ListSource, { by: 'search' }>

function rangeOf(by: 'dateJoined' | 'lastLogin', filters: ListFilters, limit: number): Assembled<SQLInputValue> {
  return texts.assemble(put => `SELECT u.id ${texts.range(put, by, filters)} LIMIT ${limit}`)
}

/** The index names candidates, at once: it would begin anew at each slice. The text of each decides, slice by slice. */
function createSearchCollector(db: Database) {
  const rarest = createGramChoice(db)
  const named = db.prepare(namedBySearch)
  return ({ needles, grams }: Search, most: number, rest?: readonly number[]): CollectedUsers | undefined => {
    const find = (): readonly number[] => JSON.parse(String(named.get(matchOf(rarest(grams)), most + 1)?.numbers))
    const numbers = rest ?? find()
    if (numbers.length > most) return undefined
    const row = db.prepare(thoseWith(needles)).get(...needles, JSON.stringify(numbers.slice(0, sliceRows)))
    const left = numbers.slice(sliceRows)
    return { ids: JSON.parse(String(row?.ids)), rest: left.length === 0 ? undefined : left }
  }
}

/** Each has a partial index. */
const flags = {
  superuser: 'is_superuser = 1',
  staff: 'is_staff = 1',
  active: 'is_active = 1',
  inactive: 'is_active = 0',
  proven: 'email_verified = 1',
  unproven: 'email_verified = 0',
} as const

const namedBySearch = `
  SELECT json_group_array(number) AS numbers FROM (
    SELECT rowid AS number FROM user_search_grams WHERE user_search_grams MATCH ? LIMIT ?)`

function thoseWith(needles: readonly string[]): string {
  const all = needles.map(() => 'instr(text, ?) > 0').join(' AND ')
  return `
    SELECT json_group_array(user_id) FILTER (WHERE ${all}) AS ids
    FROM json_each(?) AS asked CROSS JOIN user_search ON number = asked.value`
}

const byGroup = `SELECT user_id AS id FROM group_members WHERE group_id = (${groupOf('?')})`
/** The index alone is read. */
const byFactor = 'SELECT DISTINCT user_id AS id FROM factors'

/** In quotes a gram is itself, whatever its characters mean to FTS5. */
function matchOf(grams: readonly string[]): string {
  return grams.map(gram => `"${gram.replaceAll('"', '""')}"`).join(' AND ')
}

/**
 * A list of accounts for a gram that most of them have is long, and is read from its beginning: fifteen of them took 47 ms
 * among a million accounts. So those that are met rarely among the first accounts are asked, and a rare one alone.
 */
function createGramChoice(db: Database) {
  const sample = db.prepare(`
    SELECT count(*) AS hits, max(number) AS reach FROM (
      SELECT rowid AS number FROM user_search_grams WHERE user_search_grams MATCH ? LIMIT ${sampled})`)
  const measure = (gram: string) => {
    const row = sample.get(matchOf([gram]))
    const hits = Number(row?.hits)
    return { gram, hits, every: Number(row?.reach) / Math.max(hits, 1) }
  }
  return (grams: readonly string[]): readonly string[] => {
    const measured = grams.map(measure)
    const rare = measured.find(({ hits }) => hits < sampled)
    if (rare !== undefined) return [rare.gram]
    return measured
      .sort((a, b) => b.every - a.every)
      .slice(0, mostAsked)
      .map(({ gram }) => gram)
  }
}

const sampled = 500
const mostAsked = 3

export function createSettling(
  db: Database,
): Pick<UserListStatements, 'hasUnsettled' | 'lockUnsettled' | 'settleTexts'> {
  const find = db.prepare('SELECT number, text FROM user_search WHERE user_id = ?')
  const forget = db.prepare("INSERT INTO user_search_grams (user_search_grams, rowid, text) VALUES ('delete', ?, ?)")
  const index = db.prepare('INSERT INTO user_search_grams (rowid, text) VALUES (?, ?)')
  const settle = db.prepare('UPDATE user_search SET text = ?, is_stale = 0 WHERE number = ?')
  const remove = db.prepare('DELETE FROM user_search WHERE number = ?')
  const any = db.prepare('SELECT 1 FROM user_search WHERE is_stale = 1 LIMIT 1')
  const unsettled = db.prepare(`
    SELECT s.user_id, users.email, users.username, users.first_name, users.last_name
    FROM user_search s LEFT JOIN users ON users.id = s.user_id WHERE s.is_stale = 1 LIMIT ?`)

  return {
    hasUnsettled: () => any.get() !== undefined,
    // No lock needed: a write transaction in SQLite excludes all others.
    lockUnsettled: limit => unsettled.all(limit).map(toUnsettled),
    settleTexts: texts => {
      for (const { userId, text } of texts) {
        const { number = null, text: old = null } = find.get(userId) ?? {}
        // It must be told what it had, letter for letter: it keeps no texts of its own.
        if (old !== null) forget.run(number, old)
        if (text === undefined) {
          remove.run(number)
          continue
        }
        index.run(number, text)
        settle.run(text, number)
      }
    },
  }
}

function toUnsettled(row: Row) {
  const { email, username, first_name: firstName, last_name: lastName } = row
  const user = {
    email: String(email),
    username: String(username),
    firstName: String(firstName),
    lastName: String(lastName),
  }
  return { userId: toUserId(row.user_id), user: email === null ? undefined : user }
}

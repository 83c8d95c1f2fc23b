/** SQL for lists of sessions. A place is the number of a row, which begins with its day: see the schema. */
import type { Session } from '../../sessions/session.ts'
import type { Placed } from '../transactions/pages.ts'
import type { SessionStatements, SessionWalk } from '../transactions/session-statements.ts'
import type { Database, Row } from './database.ts'
import { sessionColumns, toSession } from './session-row.ts'

type SessionListStatements = Pick<SessionStatements, 'walkSessions' | 'walkSessionsOf'>

export function createSessionListStatements(db: Database): SessionListStatements {
  const all = { forth: prepareWalk(db, latestFirst), back: prepareWalk(db, latestLast) }
  const own = { forth: prepareWalkOf(db, latestFirst), back: prepareWalkOf(db, latestLast) }
  const endOf = db.prepare(`
    SELECT id FROM sessions WHERE user_id = ? AND id > ? ORDER BY id LIMIT 1 OFFSET ${sliceRows - 1}`)

  return {
    walkSessions: ({ from, isBackwards, ...asked }, limit) => {
      const sql = isBackwards ? all.back : all.forth
      const [first, last] = isBackwards ? [lowest, highest] : [highest, lowest]
      const begin = from?.key ?? first
      const end = numberOf(sql.end.get(begin))
      const rows = sql.walk.all(begin, end ?? last, ...stateOf(asked), limit)
      return { found: rows.map(toPlaced), end: end === undefined ? undefined : { key: end, id: '' } }
    },
    walkSessionsOf: ({ userId, from, isBackwards, ...asked }, limit, after = lowest) => {
      const end = numberOf(endOf.get(userId, after))
      const { key, id } = from ?? { key: isBackwards ? lowest : highest, id: '' }
      const sql = isBackwards ? own.back : own.forth
      const rows = sql.all(userId, after, end ?? highest, key, Number(id) || 0, ...stateOf(asked), limit)
      return { found: rows.map(toPlacedByUse), end }
    },
  }
}

/** Rows that one statement looks at. */
const sliceRows = 1000

/** Moments and numbers of rows are between the two. */
const [lowest, highest] = [-1, Number.MAX_SAFE_INTEGER]

interface Direction {
  readonly beyond: '<' | '>'
  readonly upTo: '<=' | '>='
  readonly order: 'ASC' | 'DESC'
}
const latestFirst: Direction = { beyond: '<', upTo: '>=', order: 'DESC' }
const latestLast: Direction = { beyond: '>', upTo: '<=', order: 'ASC' }

function stateOf({ state, now }: Pick<SessionWalk, 'state' | 'now'>) {
  return [state === undefined ? null : Number(state === 'live'), now]
}

/** The first parameter is NULL where any state will do. */
const hasState = 'coalesce(? = (ended_at IS NULL AND current_exp * 1000 > ?), 1)'

function prepareWalk(db: Database, { beyond, upTo, order }: Direction) {
  return {
    end: db.prepare(
      `SELECT id FROM sessions WHERE id ${beyond} ? ORDER BY id ${order} LIMIT 1 OFFSET ${sliceRows - 1}`,
    ),
    walk: db.prepare(`
      SELECT ${sessionColumns} FROM sessions WHERE id ${beyond} ? AND id ${upTo} ? AND ${hasState}
      ORDER BY id ${order} LIMIT ?`),
  }
}

function prepareWalkOf(db: Database, { beyond, order }: Direction) {
  return db.prepare(`
    SELECT ${sessionColumns} FROM sessions
    WHERE user_id = ? AND id > ? AND id <= ? AND (last_used_at, id) ${beyond} (?, ?) AND ${hasState}
    ORDER BY last_used_at ${order}, id ${order} LIMIT ?`)
}

function numberOf(row: Row | undefined): number | undefined {
  return row === undefined ? undefined : Number(row.id)
}

function toPlaced(row: Row): Placed<Session> {
  return { item: toSession(row), place: { key: Number(row.id), id: '' } }
}

/** The number of the row with as many digits as any: it is compared as text. */
function toPlacedByUse(row: Row): Placed<Session> {
  return { item: toSession(row), place: { key: Number(row.last_used_at), id: String(row.id).padStart(16, '0') } }
}

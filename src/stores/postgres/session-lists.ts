/**
 * SQL for lists of sessions. The index on the day has nothing else, and one day can hold most of them. So a day with few is
 * sorted, and of one with many the key is walked, in which its sessions are frequent. Keys are random: so is the order.
 */
import type { Session } from '../../sessions/session.ts'
import { type Row, toMoment } from '../rows/row.ts'
import type { Place, Placed } from '../transactions/pages.ts'
import type { SessionStatements, SessionWalk } from '../transactions/session-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, firstOf, isAny, rowsOf } from './connection.ts'
import { sessionColumns, toSession } from './session-row.ts'
import type { UserKey } from './user-key.ts'

type SessionListStatements = Pick<AsyncStatements, keyof Pick<SessionStatements, 'walkSessions' | 'walkSessionsOf'>>

export function createSessionListStatements(on: Connection, keyOf: UserKey): SessionListStatements {
  return {
    walkSessions: async (walk, limit) => {
      // They may be few: each day would look at all keys.
      if (walk.state === 'ended') return await walkKey(on, walk, null, limit)
      const day = walk.from?.key ?? toMoment((await firstOf(on.query(textsOf(walk).firstDay)))?.day)
      if (day === null) return { found: [], end: undefined }
      const isLarge = await isAny(on.query(isLargeDay, [day]))
      const slice = isLarge ? await walkKey(on, walk, day, limit) : await sortDay(on, walk, day, limit)
      return slice.end === undefined ? { ...slice, end: await dayAfter(on, walk, day) } : slice
    },
    walkSessionsOf: async ({ userId, ...walk }, limit) => {
      const { key, id } = walk.from ?? { key: walk.isBackwards ? -1 : Number.MAX_SAFE_INTEGER, id: '' }
      const values = [keyOf(userId), key, sidOf(id) ?? noSid, isLiveIn(walk.state), walk.now, limit]
      return { found: (await rowsOf(on.query(textsOf(walk).ofUser, values))).map(toPlacedByUse), end: undefined }
    },
  }
}

/** Rows that one statement looks at. They are all over the table: 30,000 of a million took 200 ms. */
const sliceRows = 5000

interface DaySlice {
  readonly found: readonly Placed<Session>[]
  /** Absent where the day has no more. */
  readonly end: Place | undefined
}

/** `day`: `null` is any. */
async function walkKey(on: Connection, walk: SessionWalk, day: number | null, limit: number): Promise<DaySlice> {
  const from = sidOf(walk.from?.id) ?? null
  const sql = from === null ? textsOf(walk).fromFirst : textsOf(walk).fromSid
  const rows = await rowsOf(on.query(sql.walk, [from, day, isLiveIn(walk.state), walk.now, limit]))
  const found = rows.map(toPlaced)
  const last = rows.length === limit ? rows.at(-1) : await firstOf(on.query(sql.end, [from]))
  return { found, end: last && { key: day ?? 0, id: String(last.sid) } }
}

async function sortDay(on: Connection, walk: SessionWalk, day: number, limit: number): Promise<DaySlice> {
  const values = [sidOf(walk.from?.id) ?? null, day, isLiveIn(walk.state), walk.now, limit]
  const found = (await rowsOf(on.query(textsOf(walk).sorted, values))).map(toPlaced)
  return { found, end: found.length === limit ? found.at(-1)?.place : undefined }
}

/** Before the first session of the next day. */
async function dayAfter(on: Connection, walk: SessionWalk, day: number): Promise<Place | undefined> {
  const next = await firstOf(on.query(textsOf(walk).nextDay, [day]))
  const key = toMoment(next?.day)
  return key === null ? undefined : { key, id: '' }
}

const noSid = '00000000-0000-0000-0000-000000000000'

/** Absent before the first of a day. A cursor that was made up may hold anything. */
function sidOf(id: string | undefined): string | undefined {
  return id !== undefined && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : undefined
}

function isLiveIn(state: SessionWalk['state']): boolean | null {
  return state === undefined ? null : state === 'live'
}

const isLive = '(ended_at IS NULL AND current_exp * 1000 > $4::bigint)'
const hasState = `coalesce($3::boolean = ${isLive}, true)`
// A moment or a day that was made up may be none: compared as bigint, as which it is no error.
const isLargeDay = `SELECT FROM sessions WHERE keep_day = $1::bigint LIMIT 1 OFFSET ${sliceRows}`

interface Direction {
  readonly nextDay: '<' | '>'
  readonly lastDay: 'max' | 'min'
  readonly beyond: '<' | '>'
  readonly order: 'ASC' | 'DESC'
}

const walkForth = textsFor({ nextDay: '<', lastDay: 'max', beyond: '<', order: 'DESC' })
const walkBack = textsFor({ nextDay: '>', lastDay: 'min', beyond: '>', order: 'ASC' })

function textsOf({ isBackwards }: SessionWalk) {
  return isBackwards ? walkBack : walkForth
}

function textsFor({ nextDay, lastDay, beyond, order }: Direction) {
  const byKey = (from: string) => ({
    end: `SELECT sid FROM sessions WHERE ${from} ORDER BY sid ${order} LIMIT 1 OFFSET ${sliceRows - 1}`,
    walk: `
      SELECT ${sessionColumns}
      FROM (SELECT * FROM sessions WHERE ${from} ORDER BY sid ${order} LIMIT ${sliceRows}) AS sessions
      WHERE ($2::bigint IS NULL OR keep_day = $2::bigint) AND ${hasState} ORDER BY sid ${order} LIMIT $5`,
  })
  return {
    firstDay: `SELECT ${lastDay}(keep_day) AS day FROM sessions`,
    nextDay: `SELECT ${lastDay}(keep_day) AS day FROM sessions WHERE keep_day ${nextDay} $1::bigint`,
    fromFirst: byKey('$1::uuid IS NULL'),
    fromSid: byKey(`sid ${beyond} $1`),
    // Found first: a limit must not tempt the planner to read all sessions in the order of their key.
    sorted: `
      SELECT ${sessionColumns} FROM (SELECT * FROM sessions WHERE keep_day = $2::bigint OFFSET 0) AS sessions
      WHERE ($1::uuid IS NULL OR sid ${beyond} $1) AND ${hasState} ORDER BY sid ${order} LIMIT $5`,
    ofUser: `
      SELECT ${sessionColumns} FROM sessions
      WHERE user_id = $1 AND (last_used_at, sid) ${beyond} ($2, $3::uuid)
        AND coalesce($4::boolean = (ended_at IS NULL AND current_exp * 1000 > $5::bigint), true)
      ORDER BY last_used_at ${order}, sid ${order} LIMIT $6`,
  }
}

function toPlaced(row: Row): Placed<Session> {
  return { item: toSession(row), place: { key: Number(row.keep_day), id: String(row.sid) } }
}

function toPlacedByUse(row: Row): Placed<Session> {
  return { item: toSession(row), place: { key: Number(row.last_used_at), id: String(row.sid) } }
}

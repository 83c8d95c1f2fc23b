/**
 * Rotates many sessions in one statement, which is a transaction: as durable as one each, with one flush and one trip for all
 * of them. What it does not rotate is left to a transaction of its own, which finds out why.
 */
import type { RotationAttempt } from '../../sessions/store.ts'
import type { UserColumn } from '../../users/user-fields.ts'
import type { UserIds } from '../errors.ts'
import { keepDayOf } from '../rows/keep-day.ts'
import { tokenIds } from '../rows/packed-id.ts'
import type { Row } from '../rows/row.ts'
import { toUser } from '../rows/user.ts'
import type { JoinedStatements } from '../transactions/transaction.ts'
import { type Connection, rowsOf } from './connection.ts'
import { createJoiner } from './joiner.ts'
import { packAddress } from './packed-address.ts'
import { sessionKeyOf } from './session-key.ts'
import { tokenValues } from './sessions.ts'
import { type UserKey, userKeyOf } from './user-key.ts'

/** `columns`: the application's columns of users. */
export function createJoinedRotations(
  on: Connection,
  userIds: UserIds,
  columns: readonly UserColumn[],
): Pick<JoinedStatements, 'rotateSession' | 'rotateAtOnce'> {
  const join = <Found>(sql: string, read: (row: Row | undefined) => Found) =>
    joinRotations(on, { sql, keyOf: userKeyOf(userIds), read })
  const toFound = (row: Row | undefined) => (row === undefined ? undefined : toUser(columns, row))
  const ofAnyUser = join(rotateMany(userIds, users('')), toFound)
  const ofActiveUser = join(rotateMany(userIds, users('AND users.is_active')), toFound)
  return {
    rotateSession: join(rotateMany(userIds), row => row !== undefined),
    rotateAtOnce: (attempt, mustBeActive) => (mustBeActive ? ofActiveUser : ofAnyUser)(attempt),
  }
}

interface JoinedRotation<Found> {
  readonly sql: string
  readonly keyOf: UserKey
  /** What its row says of an attempt; absent where it did not rotate. */
  readonly read: (row: Row | undefined) => Found
}

function joinRotations<Found>(on: Connection, { sql, keyOf, read }: JoinedRotation<Found>) {
  return createJoiner<RotationAttempt, Found>({
    // One row can change once in a statement.
    keyOf: ({ sid }) => sid,
    async send(attempts) {
      const rows = attempts.map(attempt => valuesOf(attempt, keyOf))
      const columns = rows[0]?.map((_, column) => rows.map(row => row[column])) ?? []
      const rotated = new Map((await rowsOf(on.query(sql, columns))).map(row => [Number(row.place), row]))
      return attempts.map((_, index) => read(rotated.get(index + 1)))
    },
    onFailure: (_, error) => Promise.reject(error),
  })
}

function valuesOf({ sid, userId, presented, next, tokensUntil, now, origin }: RotationAttempt, keyOf: UserKey) {
  const named = [sessionKeyOf(sid).sid, keyOf(userId), tokenIds.pack(presented.jti), now]
  const seen = [packAddress(origin.address), origin.userAgent, keepDayOf(next.exp, tokensUntil)]
  return [...named, ...tokenValues(next, now), tokensUntil, ...seen]
}

/** What a statement asks beside the session. */
interface Beside {
  readonly joined: string
  readonly unless: string
  readonly found: string
}

const nothingBeside: Beside = { joined: '', unless: '', found: '' }

/** An application may have given its users a column of any name: ours come last. */
const users = (rule: string): Beside => ({
  joined: ` JOIN users ON users.id = asked.user_id ${rule}`,
  unless: ' AND NOT EXISTS (SELECT FROM spent_tokens WHERE spent_tokens.jti = asked.presented)',
  found: 'users.*, ',
})

/**
 * A row that another transaction holds is passed over: nothing here waits, so no caller waits for what is another's, and no
 * two nodes for each other. Nor is a row changed whose user agent has no row for that day, which its first refresh of the day
 * writes.
 */
const rotateMany = (userIds: UserIds, { joined, unless, found }: Beside = nothingBeside) => `
  WITH locked AS MATERIALIZED (
    SELECT sid FROM sessions WHERE sid = ANY ($1::uuid[]) FOR NO KEY UPDATE SKIP LOCKED)
  UPDATE sessions SET
    previous_jti = sessions.current_jti, previous_replaced_at = NULL, last_used_at = asked.now,
    current_jti = asked.jti, current_iat = asked.iat, current_exp = asked.exp, generation = sessions.generation + 1,
    tokens_until = greatest(sessions.tokens_until, asked.tokens_until),
    keep_day = greatest(sessions.keep_day, asked.keep_day), address = asked.address, user_agent_id = user_agents.id
  FROM locked
    JOIN unnest($1::uuid[], $2::${userIds === 'uuid' ? 'uuid' : 'bigint'}[], $3::bytea[], $4::bigint[], $5::bytea[],
      $6::bigint[], $7::bigint[], $8::bigint[], $9::bytea[], $10::text[], $11::int[])
      WITH ORDINALITY AS asked (
        sid, user_id, presented, now, jti, iat, exp, tokens_until, address, user_agent, keep_day, place) USING (sid)
    JOIN user_agents ON user_agents.digest = md5(asked.user_agent)::uuid AND user_agents.keep_day >= asked.keep_day${joined}
  WHERE sessions.sid = locked.sid AND sessions.user_id = asked.user_id AND sessions.current_jti = asked.presented
    AND sessions.ended_at IS NULL${unless}
  RETURNING ${found}asked.place`

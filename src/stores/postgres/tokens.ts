/** SQL for spent tokens and the revocation log. */

import type { RevocationPage } from '../../sessions/revocation.ts'
import { tokenIds } from '../rows/packed-id.ts'
import { toRevocation } from '../rows/revocation.ts'
import type { Row } from '../rows/row.ts'
import type { TokenStatements } from '../transactions/token-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, countOf, done, isAny, rowsOf } from './connection.ts'
import { type Gate, requireAsWritten } from './generation.ts'

export function createTokenStatements(on: Connection, gate: Gate): Pick<AsyncStatements, keyof TokenStatements> {
  return {
    isSpent: jti => isAny(on.query(sql.isSpent, [tokenIds.pack(jti)])),
    spendToken: ({ jti, exp }) => isAny(on.query(sql.spend, [tokenIds.pack(jti), Math.round(exp * 1000)])),
    deleteExpiredSpentTokens: (before, limit) => countOf(on.query(sql.deleteSpent, [before, limit])),
    insertRevocation: ({ kind, subject, at, keepUntil }) => done(on.query(sql.revoke, [kind, subject, at, keepUntil])),
    insertRevocations: revocations => {
      const columns = (['kind', 'subject', 'at', 'keepUntil'] as const).map(name => revocations.map(each => each[name]))
      return done(on.query(sql.revokeMany, columns))
    },
    deleteRevocationsOfMany: async (kind, subjects) =>
      (await rowsOf(on.query(sql.deleteOfMany, [kind, subjects]))).map(toRevocation),
    deleteRevocationsOf: async (kind, subject) =>
      (await rowsOf(on.query(sql.deleteOf, [kind, subject]))).map(toRevocation),
    listRevocationsSince: async (cursor, now) => {
      if (cursor === undefined) return toPage(await rowsOf(on.query(sql.all, [now])))
      if (placeShape.test(cursor)) {
        const rows = await rowsOf(on.query(sql.since, [now, ...cursor.split('@')]))
        if (rows[0]?.is_broken !== true) return toPage(rows)
      }
      await requireAsWritten(on, gate)
      return { ...toPage(await rowsOf(on.query(sql.all, [now]))), isFromStart: true }
    },
    deleteExpiredRevocations: (before, limit) => countOf(on.query(sql.deleteRevocations, [before, limit])),
  }
}

/** That of another database, from which this one was moved, is none. */
const placeShape = /^\d{1,19}:\d{1,19}:[\d,]*@\d{1,18}$/

function toPage(rows: readonly Row[]): RevocationPage {
  const revocations = rows.filter(({ kind }) => kind !== null).map(toRevocation)
  return { revocations, cursor: `${rows[0]?.snapshot}@${rows[0]?.read_at}`, isLast: true }
}

/** Microseconds since 1970. */
const micros = (moment: string) => `(extract(epoch FROM ${moment}) * 1000000)::bigint`

/**
 * The place in the log is a snapshot, the set of transactions that a read could see, and not a number: numbers become
 * visible out of order. The next read gives what this one could not see, whatever the order of the commits
 * (postgresql.org/docs/current/functions-info.html, `pg_current_snapshot`). It is one row at least, for the snapshot.
 *
 * A server that crashed may give the numbers of transactions again that were not flushed, and a snapshot from before would
 * take the new ones for old. So on a connection that was made after the last read, or where numbers went back, that place is
 * worth nothing (`is_broken`), and everything is read: a connection does not outlive a crash.
 */
const read = (isNew: string, isBroken: string) => `
  SELECT pg_current_snapshot()::text AS snapshot, ${micros('clock_timestamp()')}::text AS read_at,
    ${isBroken} AS is_broken, kind, subject, at, keep_until
  FROM (SELECT) AS one LEFT JOIN revocations ON keep_until > $1 AND ${isNew}`

const isBroken = `
  pg_snapshot_xmax(pg_current_snapshot()) < pg_snapshot_xmax($2::pg_snapshot)
  OR coalesce((SELECT ${micros('backend_start')} >= $3::bigint FROM pg_stat_get_activity(pg_backend_pid())), false)`

const sql = {
  isSpent: 'SELECT FROM spent_tokens WHERE jti = $1',
  spend: 'INSERT INTO spent_tokens (jti, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING',
  deleteSpent: `
    DELETE FROM spent_tokens WHERE jti = ANY (ARRAY(
      SELECT jti FROM spent_tokens WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
  revoke: 'INSERT INTO revocations (kind, subject, at, keep_until) VALUES ($1, $2, $3, $4)',
  revokeMany: `
    INSERT INTO revocations (kind, subject, at, keep_until)
    SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])`,
  deleteOfMany: `
    DELETE FROM revocations WHERE kind = $1 AND subject = ANY ($2::text[]) RETURNING kind, subject, at, keep_until`,
  deleteOf: 'DELETE FROM revocations WHERE kind = $1 AND subject = $2 RETURNING kind, subject, at, keep_until',
  all: read('true', 'false'),
  since: read(
    'xid >= pg_snapshot_xmin($2::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, $2::pg_snapshot)',
    isBroken,
  ),
  deleteRevocations: `
    DELETE FROM revocations WHERE id = ANY (ARRAY(
      SELECT id FROM revocations WHERE keep_until <= $1 ORDER BY keep_until LIMIT $2 FOR UPDATE SKIP LOCKED))`,
}

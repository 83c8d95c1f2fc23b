/** SQL for counted requests. */
import type { ThrottleStatements } from '../transactions/throttle-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, done, firstOf } from './connection.ts'

export function createThrottleStatements(on: Connection): Pick<AsyncStatements, keyof ThrottleStatements> {
  return {
    lockThrottle: async (subject, now) => {
      const row = await firstOf(on.query(sql.lock, [subject, now]))
      return { hits: Number(row?.hits), lastAt: Number(row?.last_at) }
    },
    findThrottleHit: async (subject, limit) => {
      const row = await firstOf(on.query(sql.findHit, [subject, limit]))
      return row === undefined ? undefined : Number(row.at)
    },
    moveThrottleHits: (subject, now) => done(on.query(sql.move, [subject, now])),
    addThrottleHit: ({ subject, number, at, keepUntil, dropUpTo }) =>
      done(on.query(sql.add, [subject, number, at, keepUntil, dropUpTo])),
    forgetThrottles: async (before, limit) => {
      const row = await firstOf(on.query(sql.forget, [before, limit]))
      return Number(row?.count)
    },
  }
}

const sql = {
  // Made or locked by one statement before it is judged by the next: of a burst each sees the one before.
  lock: `
    INSERT INTO throttle_counters AS known (subject, hits, last_at, keep_until) VALUES ($1, 0, 0, $2)
    ON CONFLICT (subject) DO UPDATE SET hits = known.hits RETURNING hits, last_at`,
  findHit: `
    SELECT hit.at FROM throttle_counters AS known JOIN throttle_hits AS hit
    ON hit.subject = known.subject AND hit.number = known.hits + 1 - $2::bigint WHERE known.subject = $1`,
  move: `
    WITH moved AS (UPDATE throttle_hits SET at = $2 WHERE subject = $1 AND at > $2)
    UPDATE throttle_counters SET last_at = $2 WHERE subject = $1`,
  add: `
    WITH dropped AS (DELETE FROM throttle_hits WHERE subject = $1 AND number <= $5),
    added AS (INSERT INTO throttle_hits (subject, number, at) VALUES ($1, $2, $3))
    UPDATE throttle_counters SET hits = $2, last_at = $3, keep_until = $4 WHERE subject = $1`,
  // Those that are being counted are not old.
  forget: `
    WITH old AS (
      DELETE FROM throttle_counters WHERE subject = ANY (ARRAY(
        SELECT subject FROM throttle_counters WHERE keep_until <= $1
        ORDER BY keep_until LIMIT $2 FOR UPDATE SKIP LOCKED)) RETURNING subject),
    dropped AS (DELETE FROM throttle_hits WHERE subject IN (SELECT subject FROM old))
    SELECT count(*) AS count FROM old`,
}

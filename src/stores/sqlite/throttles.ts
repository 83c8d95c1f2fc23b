/** SQL for counted requests. */
import type { ThrottleStatements } from '../transactions/throttle-statements.ts'
import type { Database } from './database.ts'

export function createThrottleStatements(db: Database): ThrottleStatements {
  const sql = prepareStatements(db)
  return {
    // A transaction is alone in the file.
    lockThrottle: subject => {
      const row = sql.find.get(subject)
      return { hits: Number(row?.hits ?? 0), lastAt: Number(row?.last_at ?? 0) }
    },
    findThrottleHit: (subject, limit) => {
      const row = sql.findHit.get(subject, limit)
      return row === undefined ? undefined : Number(row.at)
    },
    moveThrottleHits: (subject, now) => {
      sql.moveHits.run(now, subject, now)
      sql.moveLast.run(now, subject)
    },
    addThrottleHit: ({ subject, number, at, keepUntil, dropUpTo }) => {
      sql.count.run(subject, number, at, keepUntil)
      sql.addHit.run(subject, number, at)
      sql.dropHits.run(subject, dropUpTo)
    },
    forgetThrottles: (before, limit) => {
      const subjects = sql.findOld.all(before, limit).map(row => String(row.subject))
      for (const subject of subjects) {
        sql.dropHits.run(subject, Number.MAX_SAFE_INTEGER)
        sql.forget.run(subject)
      }
      return subjects.length
    },
  }
}

function prepareStatements(db: Database) {
  return {
    find: db.prepare('SELECT hits, last_at FROM throttle_counters WHERE subject = ?'),
    findHit: db.prepare(`
      SELECT hit.at FROM throttle_counters AS known JOIN throttle_hits AS hit
      ON hit.subject = known.subject AND hit.number = known.hits + 1 - ?2 WHERE known.subject = ?1`),
    moveHits: db.prepare('UPDATE throttle_hits SET at = ? WHERE subject = ? AND at > ?'),
    moveLast: db.prepare('UPDATE throttle_counters SET last_at = ? WHERE subject = ?'),
    count: db.prepare(`
      INSERT INTO throttle_counters (subject, hits, last_at, keep_until) VALUES (?, ?, ?, ?)
      ON CONFLICT (subject) DO UPDATE
      SET hits = excluded.hits, last_at = excluded.last_at, keep_until = excluded.keep_until`),
    addHit: db.prepare('INSERT INTO throttle_hits (subject, number, at) VALUES (?, ?, ?)'),
    dropHits: db.prepare('DELETE FROM throttle_hits WHERE subject = ? AND number <= ?'),
    findOld: db.prepare('SELECT subject FROM throttle_counters WHERE keep_until <= ? ORDER BY keep_until LIMIT ?'),
    forget: db.prepare('DELETE FROM throttle_counters WHERE subject = ?'),
  }
}

/** SQL for exchanges of refresh tokens. Processes on one file have one clock, which is passed in. */
import { longestLease, type RefreshLeaseStatements } from '../transactions/refresh-lease-statements.ts'
import type { Database } from './database.ts'

export function createRefreshLeaseStatements(db: Database): RefreshLeaseStatements {
  const sql = prepareStatements(db)
  return {
    claimRefresh({ digest, holder }, { now, length }) {
      const isClaimed = sql.claim.run(digest, holder, now, now + length, now + longestLease).changes === 1
      if (isClaimed) sql.forget.run(now, 2)
      return isClaimed
    },
    findRefreshLease(digest, now) {
      const row = sql.find.get(digest, now, now + longestLease)
      if (row === undefined) return undefined
      return { answer: row.answer === null ? null : String(row.answer), goodFor: Number(row.ends_at) - now }
    },
    changeRefreshLease: ({ lease: { digest, holder }, times: { now, length }, answer, wins }) =>
      sql.change.run(digest, holder, now + length, answer, Number(wins)).changes === 1,
    forgetRefreshLeases: (before, limit) => Number(sql.forget.run(before, limit).changes),
  }
}

function prepareStatements(db: Database) {
  return {
    claim: db.prepare(`
      INSERT INTO refresh_leases (digest, holder, ends_at) VALUES (?1, ?2, ?4)
      ON CONFLICT (digest) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at, answer = NULL
      WHERE ends_at NOT BETWEEN ?3 + 1 AND ?5 OR (holder = ?2 AND answer IS NULL)`),
    find: db.prepare('SELECT answer, ends_at FROM refresh_leases WHERE digest = ? AND ends_at BETWEEN ? + 1 AND ?'),
    change: db.prepare(`
      UPDATE refresh_leases SET holder = ?2, ends_at = ?3, answer = ?4
      WHERE digest = ?1 AND (?5 OR (holder = ?2 AND answer IS NULL))`),
    forget: db.prepare(`
      DELETE FROM refresh_leases WHERE digest IN
        (SELECT digest FROM refresh_leases WHERE ends_at <= ? ORDER BY ends_at LIMIT ?)`),
  }
}

/** SQL for exchanges of refresh tokens. Clocks of nodes may be apart, so all ask the server's. */
import { longestLease, type RefreshLeaseStatements } from '../transactions/refresh-lease-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, countOf, firstOf, isAny } from './connection.ts'

export function createRefreshLeaseStatements(on: Connection): Pick<AsyncStatements, keyof RefreshLeaseStatements> {
  return {
    claimRefresh: ({ digest, holder }, { length }) => isAny(on.query(sql.claim, [digest, holder, length])),
    findRefreshLease: async digest => {
      const row = await firstOf(on.query(sql.find, [digest]))
      if (row === undefined) return undefined
      return { answer: row.answer === null ? null : String(row.answer), goodFor: Number(row.good_for) }
    },
    changeRefreshLease: ({ lease: { digest, holder }, times: { length }, answer, wins }) =>
      isAny(on.query(sql.change, [digest, holder, length, answer, wins])),
    forgetRefreshLeases: (before, limit) => countOf(on.query(sql.forget, [before, limit])),
  }
}

const now = '(extract(epoch FROM statement_timestamp()) * 1000)::bigint'

const sql = {
  // Those who ask at once wait for the first, and see its turn. What has ended and is being claimed is left to its claimant.
  claim: `
    WITH forgotten AS (
      DELETE FROM refresh_leases WHERE digest = ANY (ARRAY(
        SELECT digest FROM refresh_leases WHERE ends_at <= ${now} AND digest <> $1
        ORDER BY ends_at LIMIT 2 FOR UPDATE SKIP LOCKED)))
    INSERT INTO refresh_leases AS lease (digest, holder, ends_at) VALUES ($1, $2, ${now} + $3::bigint)
    ON CONFLICT (digest) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at, answer = NULL
    WHERE lease.ends_at NOT BETWEEN ${now} + 1 AND ${now} + ${longestLease} OR (lease.holder = $2 AND lease.answer IS NULL)`,
  find: `
    SELECT answer, ends_at - ${now} AS good_for FROM refresh_leases
    WHERE digest = $1 AND ends_at BETWEEN ${now} + 1 AND ${now} + ${longestLease}`,
  change: `
    UPDATE refresh_leases SET holder = $2, ends_at = ${now} + $3::bigint, answer = $4
    WHERE digest = $1 AND ($5 OR (holder = $2 AND answer IS NULL))`,
  // By the clock of a node that is ahead, turns that go on would have ended.
  forget: `
    DELETE FROM refresh_leases WHERE digest = ANY (ARRAY(
      SELECT digest FROM refresh_leases WHERE ends_at <= least($1::bigint, ${now})
      ORDER BY ends_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
}

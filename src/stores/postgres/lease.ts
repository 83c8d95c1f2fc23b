/** SQL for the lease of housekeeping: when it ends, a blank, and who has it. */
import type { LeaseStatements } from '../transactions/statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { type Connection, done, isAny } from './connection.ts'

export function createLeaseStatements(on: Connection): Pick<AsyncStatements, keyof LeaseStatements> {
  return {
    takeLease: (holder, now, until, latest) => isAny(on.query(sql.take, [holder, now, until, latest])),
    endLease: holder => done(on.query(sql.end, [holder])),
  }
}

const sql = {
  // Those who ask at once wait for the first, and see its lease.
  take: `
    INSERT INTO facts AS lease (name, value) VALUES ('housekeeping_lease', $3::bigint || ' ' || $1::text)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
    WHERE split_part(lease.value, ' ', 1)::bigint NOT BETWEEN $2::bigint + 1 AND $4::bigint
      OR split_part(lease.value, ' ', 2) = $1`,
  end: "DELETE FROM facts WHERE name = 'housekeeping_lease' AND split_part(value, ' ', 2) = $1",
}

/** SQL for the lease of housekeeping: when it ends, a blank, and who has it. */
import type { LeaseStatements } from '../transactions/statements.ts'
import type { Database } from './database.ts'

export function createLeaseStatements(db: Database): LeaseStatements {
  const take = db.prepare(`
    INSERT INTO facts (name, value) VALUES ('housekeeping_lease', ?1 || ' ' || ?2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
    WHERE CAST(value AS INTEGER) NOT BETWEEN ?3 + 1 AND ?4 OR substr(value, instr(value, ' ') + 1) = ?2`)
  const end = db.prepare(
    "DELETE FROM facts WHERE name = 'housekeeping_lease' AND substr(value, instr(value, ' ') + 1) = ?",
  )
  return {
    takeLease: (holder, now, until, latest) => take.run(until, holder, now, latest).changes === 1,
    endLease: holder => void end.run(holder),
  }
}

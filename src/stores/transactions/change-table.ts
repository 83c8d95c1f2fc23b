/**
 * An operator's change to a row of the application's tables, in one transaction with the row of the audit table that tells of
 * it. The statement comes from a builder, since only the definition of a resource knows the columns.
 */
import type { TableRecord } from '../../features/resources/table-store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AuditChanges } from '../../ports/audit.ts'
import { audit } from './effects.ts'
import type { TableAnswer, TableQuery } from './table-statements.ts'
import type { Steps, Tx } from './transaction.ts'

export interface RecordedChange {
  readonly event: 'resource.row_created' | 'resource.row_changed' | 'resource.row_deleted'
  readonly table: string
  /** Absent for a row that gets its id by being written. */
  readonly id?: unknown
  readonly changes: AuditChanges
  /** An account that the row names from now on. */
  readonly account: UserId | undefined
  readonly record: TableRecord
  /** `false`: the row is written with the values that it has. */
  readonly isRecorded?: boolean
}

/** Without a row that was written there is none in the audit table either. */
export function* changeTable(
  tx: Tx,
  query: TableQuery,
  change: RecordedChange,
): Steps<TableAnswer | 'missing_account'> {
  const { event, table, changes, account, record, isRecorded = true } = change
  if (account !== undefined && (yield* tx.lockUser(account)) === undefined) return 'missing_account'
  const answer = yield* tx.writeTable(query)
  if (answer.count === 0 || !isRecorded) return answer
  const subject = rowSubject(table, change.id ?? answer.rows[0]?.id)
  yield* audit(tx, { event, at: record.at, subject, changes }, record.by)
  return answer
}

/** A trigger may have given the row an id that RETURNING does not see. */
function rowSubject(table: string, id: unknown): string {
  return `row:${table}${id === undefined || id === null ? '' : `:${id}`}`
}

/** Changes by an operator: what is written, with what the audit table tells of it. */
import type {
  Conflict,
  FoundRow,
  RowId,
  TableRecord,
  TableRow,
  TableView,
  Value,
} from '../../features/resources/table-store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AuditChanges } from '../../ports/audit.ts'
import { changeTable, type RecordedChange } from '../transactions/change-table.ts'
import type { TableAnswer, TableQuery } from '../transactions/table-statements.ts'
import type { Runner } from '../transactions/transaction.ts'

type Writer = Pick<Runner, 'write'>

/** What RETURNING gave: RAISE(IGNORE) in a trigger leaves the row out and says nothing. */
export function savedAs(row: { readonly id?: unknown } | undefined) {
  if (row === undefined) return { outcome: 'refused', rule: 'other', columns: [] } as const
  return { outcome: 'saved', id: row.id as RowId } as const
}

/** `values` as the row will show them. */
export async function recordedInsert(
  runner: Writer,
  query: TableQuery,
  { table }: TableView,
  values: TableRow,
  record: TableRecord,
) {
  const changes = changesOf(
    record,
    Object.keys(values),
    () => null,
    name => values[name],
  )
  const change = { event: 'resource.row_created', table, id: values.id, changes, record, account: values } as const
  const answer = await write(runner, query, change)
  if ('outcome' in answer) return answer
  return savedAs(answer.rows[0])
}

export async function recordedUpdate(
  runner: Writer,
  query: TableQuery,
  { table }: TableView,
  { values: before }: FoundRow,
  values: TableRow,
  record: TableRecord,
) {
  const names = Object.keys(values).filter(name => !isSame(before[name], values[name]))
  const changes = changesOf(
    record,
    names,
    name => before[name],
    name => values[name],
  )
  const isRecorded = names.length > 0
  const change = {
    event: 'resource.row_changed',
    table,
    id: before.id,
    changes,
    record,
    account: values,
    isRecorded,
  } as const
  const answer = await write(runner, query, change)
  if ('outcome' in answer) return answer
  return answer.count === 0 ? ({ outcome: 'changed' } as const) : ({ outcome: 'saved', names } as const)
}

export async function recordedRemove(
  runner: Writer,
  query: TableQuery,
  { table, columns }: TableView,
  { values }: FoundRow,
  record: TableRecord,
) {
  const names = columns.map(({ name }) => name)
  const changes = changesOf(
    record,
    names,
    name => values[name],
    () => null,
  )
  const change = { event: 'resource.row_deleted', table, id: values.id, changes, record, account: {} } as const
  const answer = await write(runner, query, change)
  if ('outcome' in answer) return answer
  return answer.count === 0 ? ({ outcome: 'changed' } as const) : ({ outcome: 'removed' } as const)
}

/** `account`: the values that may name one. */
async function write(
  runner: Writer,
  query: TableQuery,
  { account: values, ...change }: Omit<RecordedChange, 'account'> & { readonly account: TableRow },
): Promise<TableAnswer | Extract<Conflict, { readonly outcome: 'missing_account' }>> {
  const column = change.record.account
  const id = column === undefined ? undefined : values[column]
  const account = typeof id === 'number' || typeof id === 'string' ? (id satisfies UserId) : undefined
  const answer = await runner.write(tx => changeTable(tx, query, { ...change, account }))
  if (answer !== 'missing_account') return answer
  return { outcome: 'missing_account', column: column ?? '', id: account ?? null }
}

type Look = (name: string) => Value | undefined

function changesOf({ told }: TableRecord, names: readonly string[], before: Look, after: Look): AuditChanges {
  const changes = names
    .filter(name => told.includes(name) && !isSame(before(name), after(name)))
    .map(name => [name, [toTold(before(name)), toTold(after(name))]] as const)
  return Object.fromEntries(changes)
}

function isSame(one: Value | undefined, other: Value | undefined): boolean {
  return (one ?? null) === (other ?? null)
}

/** Characters of a text that are told: a table of articles must not stand in the audit table twice. */
const mostTold = 1000

/** JSON has no whole numbers past 2^53. */
function toTold(value: Value | undefined): Value {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'string' || value.length <= mostTold) return value ?? null
  return `${value.slice(0, mostTold).toWellFormed()}… (${value.length} characters)`
}

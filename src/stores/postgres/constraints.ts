/** Which rule of the schema refused a write, by SQLSTATE class 22 and 23. */
import { ConstraintError, type ConstraintRule } from '../transactions/constraint-error.ts'
import { sqlStateOf } from './faults.ts'

const rules: Readonly<Record<string, ConstraintRule>> = {
  '23502': 'not_null',
  '23503': 'foreign_key',
  '23001': 'foreign_key', // ON DELETE RESTRICT
  '23505': 'unique',
  '23514': 'check',
  '22P02': 'type', // abc as a number
  '22001': 'type', // longer than varchar(n)
  '22003': 'type', // out of range
  '22007': 'type',
  '22008': 'type',
  '22021': 'type', // NUL in text
  '42804': 'type',
  '44000': 'other', // WITH CHECK OPTION of a view
  P0001: 'other', // RAISE of a trigger
}

/** `undefined`: it is another error. `columnsOf` looks up what a unique constraint covers, as the error does not say. */
export async function constraintOf(
  error: unknown,
  columnsOf: (table: string, constraint: string) => Promise<readonly string[]>,
): Promise<ConstraintError | undefined> {
  const state = sqlStateOf(error)
  if (state === undefined) return undefined
  // 45: what a trigger raises by a code of its own (ISO 9075).
  const rule = rules[state] ?? (/^(?:23|45)/.test(state) ? 'other' : undefined)
  if (rule === undefined) return undefined
  const { table, column, constraint } = error as { table?: string; column?: string; constraint?: string }
  const isUnique = rule === 'unique' && table !== undefined && constraint !== undefined
  const columns = isUnique ? await columnsOf(table, constraint) : column === undefined ? [] : [column]
  return new ConstraintError(
    rule,
    rule === 'foreign_key' ? [] : columns,
    rule === 'foreign_key' ? undefined : table,
    error,
  )
}

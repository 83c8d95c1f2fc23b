/** What a dialect says when a rule of the schema refuses a write: a statement's, or one that looks at the commit. */

/** `other`: a trigger's, a virtual table's, and what later versions of the database add. */
export type ConstraintRule = 'unique' | 'foreign_key' | 'check' | 'not_null' | 'type' | 'other'

/** A write that the schema's own rules refused. */
export class ConstraintError extends Error {
  readonly rule: ConstraintRule
  /** Where the rule is known to belong to columns: of a unique index, without NULL, of another type. */
  readonly columns: readonly string[]
  /** That has the columns: a trigger may have written to another than the statement names. */
  readonly table: string | undefined

  constructor(rule: ConstraintRule, columns: readonly string[], table?: string, cause?: unknown) {
    super(cause instanceof Error ? cause.message : `refused by a ${rule} constraint`, { cause })
    this.name = 'ConstraintError'
    this.rule = rule
    this.columns = columns
    this.table = table
  }
}

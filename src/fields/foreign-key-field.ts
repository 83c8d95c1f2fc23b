/**
 * DRF's PrimaryKeyRelatedField: the id of a row in another table. It does not check that the row exists: the caller
 * asks the store (`Invalid pk "99" - object does not exist.`).
 */
import { JsonNumber } from '../kernel/json-number.ts'
import { createField, type Field, type FieldOptions, type Nullable } from './field.ts'

export interface ForeignKeyOptions extends FieldOptions {
  /** The table that the id is looked up in. */
  readonly table: string
  /**
   * `'all'`: also rows that the caller may not see. Without it, a table whose resource is `rows: 'own'` is looked up
   * among the caller's rows, and `joined` fields show nothing of others'.
   */
  readonly rows?: 'all'
}

const wholeNumber = /^\s*[-+]?\d{1,20}\s*$/

/** `foreignKeyField({ table: 'categories' })`. */
export function foreignKeyField<const O extends ForeignKeyOptions>(options: O): Field<Nullable<number, O>, O> {
  return createField<number, O>({
    kind: 'field',
    options,
    rules: { references: options.table, ...(options.rows === undefined ? {} : { referencesAll: true }) },
    jsonSchema: { type: 'integer' },
    check(raw) {
      if (raw === '') return { messages: ['This field may not be null.'] }
      const text = raw instanceof JsonNumber ? raw.toPythonText() : raw
      if (typeof text === 'string' && wholeNumber.test(text)) return { value: Number(text) }
      return { messages: [`Incorrect type. Expected pk value, received ${pythonTypeOf(raw)}.`] }
    },
  })
}

/** DRF's message for an id without a row. */
export function missingRow(id: unknown): string {
  return `Invalid pk "${id}" - object does not exist.`
}

function pythonTypeOf(raw: unknown): string {
  if (raw instanceof JsonNumber) return raw.isInteger ? 'int' : 'float'
  if (typeof raw === 'boolean') return 'bool'
  if (typeof raw === 'string') return 'str'
  return Array.isArray(raw) ? 'list' : 'dict'
}

/**
 * DRF's PrimaryKeyRelatedField: the id of a row in another table. It does not check that the row exists: the caller
 * asks the store (`Invalid pk "99" - object does not exist.`).
 */
import { JsonNumber } from '../kernel/json-number.ts'
import { createField, type Field, type FieldOptions, type Nullable, pythonTextOf, type Validated } from './field.ts'

export interface ForeignKeyOptions extends FieldOptions {
  /** The table that the id is looked up in. */
  readonly table: string
  /**
   * `'all'`: also rows that the caller may not see. Without it, a table whose resource is `rows: 'own'` is looked up
   * among the caller's rows, and `joined` fields show nothing of others'.
   */
  readonly rows?: 'all'
  /** `'text'`: the ids of that table are text, such as UUIDs. */
  readonly key?: 'text'
}

type Key<O> = O extends { readonly key: 'text' } ? string : number

const wholeNumber = /^\s*[-+]?\d{1,20}\s*$/

/** `foreignKeyField({ table: 'categories' })`. */
export function foreignKeyField<const O extends ForeignKeyOptions>(options: O): Field<Nullable<Key<O>, O>, O> {
  const isText = options.key === 'text'
  return createField<Key<O>, O>({
    kind: 'field',
    options,
    rules: {
      references: options.table,
      ...(options.rows === undefined ? {} : { referencesAll: true }),
      ...(isText ? { referencesText: true } : {}),
    },
    jsonSchema: { type: isText ? 'string' : 'integer' },
    check(raw) {
      if (raw === '') return { messages: ['This field may not be null.'] }
      const read = isText ? readText(raw) : readNumber(raw)
      if (read === undefined) return { messages: [`Incorrect type. Expected pk value, received ${pythonTypeOf(raw)}.`] }
      return read as Validated<Key<O>>
    },
  })
}

function readText(raw: unknown): Validated<string> | undefined {
  const value = pythonTextOf(raw)
  if (value === undefined) return undefined
  return /[\0\p{Surrogate}]/u.test(value) ? { messages: [missingRow(value)] } : { value }
}

/** An id that a number cannot hold exactly is a bigint: no row is named by a rounded id. */
function readNumber(raw: unknown): Validated<number | bigint> | undefined {
  const text = pythonTextOf(raw)
  if (text !== undefined && wholeNumber.test(text)) {
    if (Number.isSafeInteger(Number(text))) return { value: Number(text) }
    const id = BigInt(text.trim().replace('+', ''))
    return BigInt.asIntN(64, id) === id ? { value: id } : { messages: [missingRow(id)] }
  }
  if (!(raw instanceof JsonNumber)) return undefined
  // Python's `int(5.0)`. It cuts 5.7 down to 5 as well: here that is no id of a row.
  return Number.isSafeInteger(raw.value) ? { value: raw.value } : { messages: [missingRow(raw.toPythonText())] }
}

/** DRF's message for an id without a row. */
export function missingRow(id: unknown): string {
  return `Invalid pk "${id}" - object does not exist.`
}

/** Python's name of the type of what was sent. */
export function pythonTypeOf(raw: unknown): string {
  if (raw instanceof JsonNumber) return raw.isInteger ? 'int' : 'float'
  if (typeof raw === 'boolean') return 'bool'
  if (typeof raw === 'string') return 'str'
  return Array.isArray(raw) ? 'list' : 'dict'
}

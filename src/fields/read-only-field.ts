/** A field that is only shown: its input is silently ignored, and OPTIONS names its kind. */
import { createField, type Field, type FieldKind, type FieldOptions } from './field.ts'

interface Shape {
  readonly value: unknown
  readonly jsonSchema: Readonly<Record<string, unknown>>
}

const shapes = {
  string: { value: '' as string, jsonSchema: { type: 'string' } },
  email: { value: '' as string, jsonSchema: { type: 'string', format: 'email' } },
  boolean: { value: false as boolean, jsonSchema: { type: 'boolean' } },
  integer: { value: 0 as number, jsonSchema: { type: 'integer' } },
  date: { value: '' as string, jsonSchema: { type: 'string', format: 'date' } },
  datetime: { value: '' as string, jsonSchema: { type: 'string', format: 'date-time' } },
  decimal: { value: '' as string, jsonSchema: { type: 'string' } },
  choice: { value: '' as string, jsonSchema: { type: 'string' } },
  list: { value: [] as readonly unknown[], jsonSchema: { type: 'array' } },
  'nested object': { value: {} as Readonly<Record<string, unknown>>, jsonSchema: { type: 'object' } },
  field: { value: undefined as unknown, jsonSchema: {} },
} as const satisfies Record<FieldKind, Shape>

export interface ReadOnly extends FieldOptions {
  readonly readOnly: true
}

/** `readOnlyField('integer', { label: 'ID' })`. */
export function readOnlyField<K extends FieldKind>(
  kind: K,
  options: Omit<FieldOptions, 'readOnly' | 'required' | 'writeOnly' | 'allowNull'> = {},
): Field<(typeof shapes)[K]['value'], ReadOnly> {
  return createField<(typeof shapes)[K]['value'], ReadOnly>({
    kind,
    options: { ...options, readOnly: true },
    jsonSchema: shapes[kind].jsonSchema,
    check: raw => ({ value: raw as (typeof shapes)[K]['value'] }),
  }) as Field<(typeof shapes)[K]['value'], ReadOnly>
}

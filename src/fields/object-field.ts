/** DRF's DictField: a JSON object, whose members its reader checks. A form cannot send one, but as JSON in a text. */
import { createField, type Field, type FieldOptions, type Nullable } from './field.ts'
import { pythonTypeName } from './read-fields.ts'

type Members = Readonly<Record<string, unknown>>

export function objectField<const O extends FieldOptions = Record<never, never>>(
  options?: O,
): Field<Nullable<Members, O>, O> {
  return createField<Members, O>({
    kind: 'nested object',
    options: (options ?? {}) as O,
    jsonSchema: { type: 'object' },
    check(raw) {
      const value = typeof raw === 'string' ? parsed(raw) : raw
      if (isObject(value)) return { value }
      return { messages: [`Expected a dictionary of items but got type "${pythonTypeName(raw)}".`] }
    },
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

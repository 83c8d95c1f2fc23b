/** DRF's BooleanField: the truth in the spellings of JSON, HTML forms and people. */
import { JsonNumber } from '../kernel/json-number.ts'
import { createField, type Field, type FieldOptions, type Nullable } from './field.ts'

const truths: ReadonlySet<unknown> = new Set(['t', 'y', 'yes', 'true', 'on', '1', 1, true])
const falsehoods: ReadonlySet<unknown> = new Set(['f', 'n', 'no', 'false', 'off', '0', 0, false])
const nothings: ReadonlySet<unknown> = new Set(['null', ''])

export function booleanField<const O extends FieldOptions = Record<never, never>>(
  options?: O,
): Field<Nullable<boolean, O>, O> {
  const allowNull = options?.allowNull ?? false
  return createField<boolean, O>({
    kind: 'boolean',
    options: (options ?? {}) as O,
    rules: { absentInForm: allowNull ? null : false },
    jsonSchema: { type: 'boolean' },
    check(raw) {
      const spelling = spellingOf(raw)
      if (truths.has(spelling)) return { value: true }
      if (falsehoods.has(spelling)) return { value: false }
      if (allowNull && nothings.has(spelling)) return { value: null }
      return { messages: ['Must be a valid boolean.'] }
    },
  })
}

function spellingOf(raw: unknown): unknown {
  if (raw instanceof JsonNumber) return raw.value
  return typeof raw === 'string' ? raw.toLowerCase() : raw
}

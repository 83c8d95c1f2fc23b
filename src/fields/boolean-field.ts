/** DRF's BooleanField: true and false as JSON, HTML forms and people spell them. */
import { JsonNumber } from '../kernel/json-number.ts'
import { createField, type Field, type FieldOptions, type Nullable } from './field.ts'

const trueValues: ReadonlySet<unknown> = new Set(['t', 'y', 'yes', 'true', 'on', '1', 1, true])
const falseValues: ReadonlySet<unknown> = new Set(['f', 'n', 'no', 'false', 'off', '0', 0, false])
const nullValues: ReadonlySet<unknown> = new Set(['null', ''])

export interface BooleanOptions extends FieldOptions {
  readonly default?: boolean
}

/** DRF's BooleanField: takes `true`, `"true"`, `"1"`, `"on"` and the like. */
export function booleanField<const O extends BooleanOptions = Record<never, never>>(
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
      if (trueValues.has(spelling)) return { value: true }
      if (falseValues.has(spelling)) return { value: false }
      if (allowNull && nullValues.has(spelling)) return { value: null }
      return { messages: ['Must be a valid boolean.'] }
    },
  })
}

function spellingOf(raw: unknown): unknown {
  if (raw instanceof JsonNumber) return raw.value
  return typeof raw === 'string' ? raw.toLowerCase() : raw
}

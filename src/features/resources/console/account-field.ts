/** The owner of a row where operators set it: the id of an account. Whether it exists is asked when the row is written. */
import { createField, type Field, type FieldRules, pythonTextOf } from '../../../fields/field.ts'
import { missingRow, pythonTypeOf } from '../../../fields/foreign-key-field.ts'
import { parseUserId, type UserId } from '../../../kernel/user-id.ts'

/** `shown`: the rules of the field as callers see it, who cannot write it. */
export function accountField({ kind, label, helpText }: FieldRules): Field<UserId> {
  return createField<UserId, Record<never, never>>({
    kind,
    options: { ...(label !== undefined && { label }), ...(helpText !== undefined && { helpText }) },
    jsonSchema: { type: kind === 'integer' ? 'integer' : 'string' },
    check(raw) {
      const text = pythonTextOf(raw)
      if (text === undefined) return { messages: [`Incorrect type. Expected pk value, received ${pythonTypeOf(raw)}.`] }
      const value = parseUserId(text.trim().toLowerCase())
      return value === undefined ? { messages: [missingRow(text)] } : { value }
    },
  })
}

/**
 * The application's user fields as an operator sets them: with the rules of each field, and also those that users only
 * see, which take any value of their kind.
 */
import { booleanField } from '../fields/boolean-field.ts'
import { charField } from '../fields/char-field.ts'
import { dateField } from '../fields/date-field.ts'
import { datetimeField } from '../fields/datetime-field.ts'
import type { FieldRules } from '../fields/field.ts'
import { integerField } from '../fields/integer-field.ts'
import type { FieldsShape } from '../fields/read-fields.ts'
import type { Settings } from '../settings/settings.ts'
import { userFieldsOf } from './user-fields.ts'

export function operatorFields(settings: Pick<Settings, 'userFields'>): FieldsShape {
  const shape = userFieldsOf(settings)?.shape ?? {}
  const entries = Object.entries(shape).map(([name, field]) => [
    name,
    field.rules.readOnly ? ofKind(field.rules) : field,
  ])
  return Object.fromEntries(entries)
}

function ofKind({ kind, allowNull }: FieldRules): FieldsShape[string] {
  const options = { required: false, allowNull }
  if (kind === 'boolean') return booleanField(options)
  if (kind === 'integer') return integerField(options)
  if (kind === 'date') return dateField(options)
  if (kind === 'datetime') return datetimeField(options)
  return charField({ ...options, allowBlank: true, trim: false })
}

/** DRF's DateTimeField: a moment in ISO 8601. Without an offset it is UTC. */
import { readMoment } from '../kernel/moment.ts'
import { asciiDigits } from '../kernel/python-text.ts'
import { createField, type Field, type FieldOptions, type Nullable } from './field.ts'

const wrongFormat =
  'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].'
/** Python's years are 1 to 9999, and an offset can lead out of them. */
const fourDigitYear = /^(?!0000)\d{4}-/
/** The value is the moment's canonical text in UTC, microseconds kept: `2024-05-01T10:00:00.123456Z`. */
export function datetimeField<const O extends FieldOptions = Record<never, never>>(
  options?: O,
): Field<Nullable<string, O>, O> {
  return createField<string, O>({
    kind: 'datetime',
    options: (options ?? {}) as O,
    jsonSchema: { type: 'string', format: 'date-time' },
    check(raw) {
      const value = typeof raw === 'string' ? readMoment(asciiDigits(raw)) : undefined
      if (value === undefined) return { messages: [wrongFormat] }
      return fourDigitYear.test(value) ? { value } : { messages: ['Datetime value out of range.'] }
    },
  })
}

/** DRF's DateField: a calendar date as `YYYY-MM-DD` text. */
import { asciiDigits } from '../kernel/python-text.ts'
import { createField, type Field, type FieldOptions, type Nullable } from './field.ts'

const wrongFormat = 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'
const datePattern = /^(\d{4})-(\d{1,2})-(\d{1,2})$/

/** The value is the date's canonical text. Python also reads `20240229` and week dates; they are refused here. */
export function dateField<const O extends FieldOptions = Record<never, never>>(
  options?: O,
): Field<Nullable<string, O>, O> {
  return createField<string, O>({
    kind: 'date',
    options: (options ?? {}) as O,
    jsonSchema: { type: 'string', format: 'date' },
    check(raw) {
      const value = typeof raw === 'string' ? readDate(raw) : undefined
      return value === undefined ? { messages: [wrongFormat] } : { value }
    },
  })
}

function readDate(text: string): string | undefined {
  const [, year, month, day] = datePattern.exec(asciiDigits(text)) ?? []
  if (year === undefined || month === undefined || day === undefined || year === '0000') return undefined
  const canonical = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${canonical}T00:00:00Z`)
  // JavaScript turns 30 February into a day of March: an invalid date does not convert back to itself.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(canonical) ? canonical : undefined
}

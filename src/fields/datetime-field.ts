/** DRF's DateTimeField: a moment in ISO 8601. Without an offset it is UTC. */
import { createField, type Field, type FieldOptions, type Nullable } from './field.ts'

const wrongFormat =
  'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].'
/** Python's years are 1 to 9999, and an offset can lead out of them. */
const fourDigitYear = /^(?!0000)\d{4}-/
const datetimeText =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?\s*(?:(Z)|([-+])(\d{2}):?(\d{2}))?$/i

/** The value is the moment's canonical text in UTC, microseconds kept: `2024-05-01T10:00:00.123456Z`. */
export function datetimeField<const O extends FieldOptions = Record<never, never>>(
  options?: O,
): Field<Nullable<string, O>, O> {
  return createField<string, O>({
    kind: 'datetime',
    options: (options ?? {}) as O,
    jsonSchema: { type: 'string', format: 'date-time' },
    check(raw) {
      const value = typeof raw === 'string' ? readDatetime(raw) : undefined
      if (value === undefined) return { messages: [wrongFormat] }
      return fourDigitYear.test(value) ? { value } : { messages: ['Datetime value out of range.'] }
    },
  })
}

export function readDatetime(text: string): string | undefined {
  const [all, year, month, day, hour, minute, second = '00', fraction = '', , sign, hours, minutes] =
    datetimeText.exec(text) ?? []
  if (all === undefined || year === '0000' || Number(hours ?? 0) > 23 || Number(minutes ?? 0) > 59) return undefined
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const time = Date.parse(`${local}Z`)
  // JavaScript turns 30 February into a day of March, and 24:00 into the next day: neither converts back to itself.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(local)) return undefined
  const offset = (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0))
  const moment = new Date(time - offset * 60_000).toISOString().slice(0, 19)
  const micros = fraction.padEnd(6, '0')
  return Number(micros) === 0 ? `${moment}Z` : `${moment}.${micros}Z`
}

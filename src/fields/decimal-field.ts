/** DRF's DecimalField: exact numbers, stored and shown as text with a fixed number of places, as money needs. */
import { type Decimal, formatDecimal, readDecimal } from '../kernel/decimal.ts'
import { asciiDigits, strip } from '../kernel/python-text.ts'
import { createField, type Field, type FieldOptions, type Nullable, pythonTextOf } from './field.ts'

export interface DecimalOptions extends FieldOptions {
  /** All digits, including the decimal places. */
  readonly maxDigits: number
  readonly decimalPlaces: number
}

const invalid = 'A valid number is required.'
/** Longer texts take too long to convert (denial of service). */
const maxTextLength = 1000

/** The value is text: `"8.50"`. */
export function decimalField<const O extends DecimalOptions>(options: O): Field<Nullable<string, O>, O> {
  return createField<string, O>({
    kind: 'decimal',
    options,
    rules: { maxDigits: options.maxDigits, decimalPlaces: options.decimalPlaces },
    jsonSchema: { type: 'string', format: 'decimal' },
    check(raw) {
      const text = strip(pythonTextOf(raw) ?? '')
      if (text.length > maxTextLength) return { messages: ['String value too large.'] }
      // As `Decimal()` reads it: `1_000`, and the digits of every script.
      const number = readDecimal(asciiDigits(text.replaceAll('_', '')))
      if (number === undefined) return { messages: [invalid] }
      const message = checkPrecision(number, options)
      return message === undefined ? { value: formatDecimal(number, options.decimalPlaces) } : { messages: [message] }
    },
  })
}

/** The first of DRF's three messages. Checked before the number is expanded: `1e999999` is a short text. */
function checkPrecision({ digits, exponent }: Decimal, { maxDigits, decimalPlaces }: DecimalOptions) {
  const places = Math.max(-exponent, 0)
  const total = exponent >= 0 ? digits.length + exponent : Math.max(digits.length, places)
  if (total > maxDigits) return `Ensure that there are no more than ${maxDigits} digits in total.`
  if (places > decimalPlaces) return `Ensure that there are no more than ${decimalPlaces} decimal places.`
  const wholeDigits = maxDigits - decimalPlaces
  if (total - places > wholeDigits) {
    return `Ensure that there are no more than ${wholeDigits} digits before the decimal point.`
  }
  return undefined
}

/** DRF's DecimalField: exact numbers, stored and shown as text with a fixed number of places, as money needs. */
import { strip } from '../kernel/python-text.ts'
import { createField, type Field, type FieldOptions, type Nullable, pythonTextOf } from './field.ts'

export interface DecimalOptions extends FieldOptions {
  /** All digits, including the decimal places. */
  readonly maxDigits: number
  readonly decimalPlaces: number
}

const invalid = 'A valid number is required.'
const decimalText = /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d{1,10}))?$/i
/** Longer texts take too long to convert (denial of service). */
const maxTextLength = 1000

/** Digits times a power of ten, as in Python's Decimal. */
interface Decimal {
  readonly sign: '' | '-'
  readonly digits: string
  readonly exponent: number
}

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
      const number = readDecimal(text)
      if (number === undefined) return { messages: [invalid] }
      const message = checkPrecision(number, options)
      return message === undefined ? { value: format(number, options.decimalPlaces) } : { messages: [message] }
    },
  })
}

function readDecimal(text: string): Decimal | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = decimalText.exec(text) ?? []
  if (sign === undefined || whole + fraction === '') return undefined
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '')
  return { sign: sign === '-' ? '-' : '', digits, exponent: Number(exponent) - fraction.length }
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

function format({ sign, digits, exponent }: Decimal, places: number): string {
  const scaled = (digits + '0'.repeat(exponent + places)).padStart(places + 1, '0')
  const whole = scaled.slice(0, scaled.length - places)
  return places === 0 ? `${sign}${whole}` : `${sign}${whole}.${scaled.slice(-places)}`
}

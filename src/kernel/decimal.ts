/** Decimal numbers as Python has them: digits and a power of ten, exact at any length. */

/** Digits times a power of ten, as in Python's Decimal. */
export interface Decimal {
  readonly sign: '' | '-'
  readonly digits: string
  readonly exponent: number
}

const decimalText = /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d{1,10}))?$/i

/** `undefined`: the text is no number. Check the exponent before formatting: `1e999999` is a short text. */
export function readDecimal(text: string): Decimal | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = decimalText.exec(text) ?? []
  if (sign === undefined || whole + fraction === '') return undefined
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '')
  return { sign: sign === '-' ? '-' : '', digits, exponent: Number(exponent) - fraction.length }
}

export function formatDecimal({ sign, digits, exponent }: Decimal, places: number): string {
  const scaled = (digits + '0'.repeat(exponent + places)).padStart(places + 1, '0')
  const whole = scaled.slice(0, scaled.length - places)
  return places === 0 ? `${sign}${whole}` : `${sign}${whole}.${scaled.slice(-places)}`
}

/** Longer numbers are left as they are written: `1e999999` in a row must not fill the memory. */
const mostPlaces = 400

/**
 * A stored number as text with its places: `10.5` is `'10.50'`, of a column declared `decimal` too. Text keeps every
 * place that it has; a binary fraction is rounded to those of the field, as 10.1 + 0.2 is not quite 10.3.
 */
export function toDecimalText(stored: string | number | bigint, places = 0): string {
  const isFraction = typeof stored === 'number' && places > 0 && Math.abs(stored) < 1e21
  const text = isFraction ? stored.toFixed(places) : String(stored)
  const number = readDecimal(text)
  if (number === undefined || Math.abs(number.exponent) > mostPlaces) return text
  return formatDecimal(number, Math.max(-number.exponent, places))
}

/**
 * Text that sorts as the numbers do, exactly at any length: the sign, the place of the first digit, the digits. Of a
 * negative number each digit is taken from nine. `undefined`: no number.
 */
export function decimalSortKey(text: string): string | undefined {
  const number = readDecimal(text)
  if (number === undefined) return undefined
  const digits = number.digits.replace(/0+$/, '')
  if (digits === '') return '1'
  const place = String(number.digits.length + number.exponent + placeOffset).padStart(11, '0')
  if (number.sign === '') return `2${place}${digits}`
  // The tilde is after every digit: of -1.5 and -1 the shorter is the greater.
  return `0${`${place}${digits}`.replace(/\d/g, digit => String(9 - Number(digit)))}~`
}

/** Exponents have at most ten digits. */
const placeOffset = 50_000_000_000

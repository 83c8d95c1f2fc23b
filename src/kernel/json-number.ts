/**
 * A number of a JSON body, kept as it was written. JavaScript loses what Python keeps: that `1.0` is not `1`, and
 * every digit past 2^53. A char field shows the number as `str()` would, so the text must survive parsing.
 */
export class JsonNumber {
  /** The characters between the delimiters: `1.0`, `-0`, `12345678901234567890`. */
  readonly source: string
  readonly value: number

  constructor(source: string) {
    this.source = source
    this.value = Number(source)
    Object.freeze(this)
  }

  /** Python parses digits alone as `int`, anything with a fraction or an exponent as `float`. */
  get isInteger(): boolean {
    return !/[.eE]/.test(this.source)
  }

  /** What `str()` returns: integers with all their digits, floats by `repr`. */
  toPythonText(): string {
    return this.isInteger ? BigInt(this.source).toString() : formatPythonFloat(this.value)
  }

  toJSON(): number {
    return this.value
  }
}

/** `repr(float)`: the shortest digits that read back the same, an exponent below 1e-4 and from 1e16 on. */
export function formatPythonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent >= -4 && exponent < 16) return plainDecimal(mantissa, exponent)
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function plainDecimal(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace(/[-.]/g, '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

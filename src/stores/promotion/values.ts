/**
 * Values of SQLite as PostgreSQL reads them. SQLite keeps almost anything in any column; what the other side would refuse,
 * round or cut is refused here, with the reason.
 */
import { formatDecimal, readDecimal } from '../../kernel/decimal.ts'
import { type SourceValue, UnfitValue } from '../rows/promoted-table.ts'

interface Conversion {
  readonly convert: (value: Exclude<SourceValue, null>) => string
  /** Default: as it is written. */
  readonly compare?: (text: string) => string
  /** Whether the content cannot be compared: only whether there is some. */
  readonly isOpaque?: true
}

/** `undefined`: no values of this type are copied. `modified`: the type with its length or places, such as `numeric(8,2)`. */
export function conversionOf(type: string, modified: string): Conversion | undefined {
  if (type === 'numeric') return numeric(modified)
  return Object.hasOwn(conversions, type) ? conversions[type as keyof typeof conversions] : undefined
}

const refuse = (what: string): never => {
  throw new UnfitValue(what)
}

/** What a value is, without showing it: it may be a secret. */
function kindOf(value: SourceValue): string {
  if (typeof value === 'string') return 'text'
  if (value instanceof Uint8Array) return 'bytes'
  return typeof value === 'bigint' ? 'a whole number' : 'a fraction'
}

const mismatch = (value: SourceValue, type: string) => refuse(`holds ${kindOf(value)}, and the column there is ${type}`)

function whole(type: string, bits: bigint): Conversion {
  const limit = 1n << (bits - 1n)
  return {
    convert(value) {
      const isWhole = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))
      if (!isWhole) return mismatch(value, type)
      const number = BigInt(value)
      return number >= -limit && number < limit
        ? String(number)
        : refuse(`holds a number that is too large for ${type}`)
    },
  }
}

const text: Conversion = {
  convert(value) {
    if (typeof value === 'bigint') return String(value)
    if (typeof value !== 'string') return mismatch(value, 'text')
    return value.includes('\0') ? refuse('holds a NUL character, which PostgreSQL cannot store') : value
  },
}

const uuidText = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

const uuid: Conversion = {
  convert(value) {
    if (value instanceof Uint8Array && value.length === 16) return dashed(Buffer.from(value).toString('hex'))
    return typeof value === 'string' && uuidText.test(value) ? value.toLowerCase() : mismatch(value, 'uuid')
  },
}

export function dashed(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

const bytes: Conversion = {
  convert: value =>
    value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : mismatch(value, 'bytea'),
}

const flag: Conversion = {
  convert: value => (value === 0n ? 'false' : value === 1n ? 'true' : refuse('holds neither 0 nor 1, for a boolean')),
}

const double: Conversion = {
  convert: value => {
    if (typeof value === 'bigint') {
      return BigInt(Number(value)) === value ? String(Number(value)) : refuse('holds a number that double rounds')
    }
    return typeof value === 'number' ? String(value) : mismatch(value, 'double precision')
  },
  compare(written) {
    const buffer = Buffer.alloc(8)
    buffer.writeDoubleBE(Number(written))
    return buffer.toString('hex')
  },
}

/** Places that the column does not have would be rounded away without a word. */
function numeric(modified: string): Conversion {
  const places = Number(/,(\d+)\)$/.exec(modified)?.[1] ?? (modified.includes('(') ? 0 : Number.POSITIVE_INFINITY))
  return {
    convert(value) {
      const number = value instanceof Uint8Array ? undefined : readDecimal(String(value))
      if (number === undefined || Math.abs(number.exponent) > 400) return mismatch(value, modified)
      const written = plain(number)
      const used = written.split('.')[1]?.length ?? 0
      return used > places ? refuse(`holds ${used} places, and the column there is ${modified}`) : written
    },
  }
}

/** Without zeros at its end, as `trim_scale` leaves it. */
function plain(number: NonNullable<ReturnType<typeof readDecimal>>): string {
  const written = formatDecimal(number, Math.max(0, -number.exponent))
  const trimmed = written.includes('.') ? written.replace(/\.?0+$/, '') : written
  return trimmed === '-0' ? '0' : trimmed
}

const momentText = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6})\d*)?(Z|[+-]\d\d:?\d\d)?$/i

function moment(type: string, hasZone: boolean): Conversion {
  return {
    convert(value) {
      const [, day, time, , zone] = (typeof value === 'string' && momentText.exec(value)) || []
      if (day === undefined || time === undefined) return mismatch(value, type)
      if (!hasZone && zone !== undefined && !/^Z$/i.test(zone)) return refuse(`holds an offset, which ${type} drops`)
      return String(value)
    },
    compare(written) {
      const [, day, time = '', fraction = '', zone = 'Z'] = momentText.exec(written) ?? []
      const seconds = new Date(`${day}T${time.length === 5 ? `${time}:00` : time}${zone.toUpperCase()}`)
      return `${seconds.toISOString().slice(0, 19)}.${fraction.padEnd(6, '0')}`
    },
  }
}

const day: Conversion = {
  convert: value => (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? value : mismatch(value, 'date')),
}

function json(value: SourceValue): string {
  if (typeof value !== 'string') return mismatch(value, 'JSON')
  if (value.includes('\\u0000')) return refuse('holds a NUL character, which PostgreSQL cannot store')
  try {
    JSON.parse(value)
  } catch {
    return refuse('holds no JSON')
  }
  return value
}

const conversions = {
  smallint: whole('smallint', 16n),
  integer: whole('integer', 32n),
  bigint: whole('bigint', 64n),
  boolean: flag,
  text,
  'character varying': text,
  citext: text,
  uuid,
  bytea: bytes,
  'double precision': double,
  'timestamp with time zone': moment('timestamptz', true),
  'timestamp without time zone': moment('timestamp', false),
  date: day,
  json: { convert: json },
  // The server writes it in another way: keys in its own order.
  jsonb: { convert: json, isOpaque: true },
} satisfies Record<string, Conversion>

/** Values of Django's columns as those of this house. */
import { DjangoSchemaError } from '../features/adoption/django-database.ts'
import type { Instant } from '../kernel/instant.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { SqlValue } from './driver.ts'
import type { IdForm, TimeRules } from './project.ts'

/** Throws DjangoSchemaError for an id that no account can have. */
export function toUserId(form: IdForm, value: SqlValue | undefined): UserId {
  if (form === 'integer') {
    if (typeof value === 'number') return value
    throw new DjangoSchemaError(`The user id ${idText(value)} is no integer up to 9007199254740991 (2^53 - 1)`)
  }
  const digits = idText(value).replaceAll('-', '').toLowerCase()
  if (!/^[0-9a-f]{32}$/.test(digits)) throw new DjangoSchemaError(`The user id ${idText(value)} is no UUID`)
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** As the column has it. */
export function fromUserId(form: IdForm, id: UserId): string | number {
  return form === 'hex' && typeof id === 'string' ? id.replaceAll('-', '') : id
}

/** How an operator names the user of a row: the number, or the UUID with dashes. */
export function idText(value: SqlValue | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value ?? '')
}

export function toBoolean(value: SqlValue | undefined): boolean {
  return value === true || value === 1 || value === 1n || value === '1' || value === 't'
}

export function toText(value: SqlValue | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value ?? '')
}

const written =
  /^(\d{4,6})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?\s*(Z|[+-]\d\d(?::?\d\d)?(?::?\d\d)?)?$/

/**
 * A moment with its microseconds. Without a zone it is UTC, or with USE_TZ=False a local time of TIME_ZONE (hazard n).
 * Throws DjangoSchemaError for what is no moment, such as `infinity`.
 */
export function toInstant(value: SqlValue | undefined, times: TimeRules): Instant | null {
  if (value === null || value === undefined) return null
  const text = toText(value)
  // MySQL's date that is none.
  if (text.startsWith('0000-00-00')) return null
  const found = written.exec(text)
  if (found === null) throw new DjangoSchemaError(`A moment is written ${JSON.stringify(text.slice(0, 40))}`)
  const [, year, month, day, hour, minute, second, fraction = '', zone] = found
  const plain = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const micros = fraction.padEnd(6, '0')
  const isUtc = zone === undefined ? times.useTz !== false : /^(?:Z|[+-]00(?::?00)?)$/.test(zone)
  const shown = isUtc ? plain : isoSeconds(zone === undefined ? localToUtc(plain, times) : offsetToUtc(plain, zone))
  return (micros === '000000' ? `${shown}Z` : `${shown}.${micros}Z`) as Instant
}

/** Milliseconds since 1970 of an instant; microseconds are cut off. */
export function millisecondsOf(instant: Instant): number {
  return Date.parse(instant)
}

function isoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19)
}

function offsetToUtc(plain: string, zone: string): number {
  const [, sign, hours, minutes = '0', seconds = '0'] = /^([+-])(\d\d):?(\d\d)?:?(\d\d)?$/.exec(zone) ?? []
  const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
  return Date.parse(`${plain}Z`) - (sign === '-' ? -offset : offset)
}

function localToUtc(plain: string, { timeZone }: TimeRules): number {
  if (timeZone === undefined) throw new DjangoSchemaError('USE_TZ is False, and TIME_ZONE is not known')
  return wallToUtc(Date.parse(`${plain}Z`), timeZone)
}

/** Of an hour that comes twice, the first. `wall`: the local time, read as if it were UTC. */
function wallToUtc(wall: number, timeZone: string): number {
  const first = wall - offsetAt(wall, timeZone)
  const second = wall - offsetAt(first, timeZone)
  return first === second ? first : Math.min(second, wall - offsetAt(second, timeZone))
}

/** The local time of a moment, read as if it were UTC. */
export function utcToWall(milliseconds: number, timeZone: string): number {
  return milliseconds + offsetAt(milliseconds, timeZone)
}

const formats = new Map<string, Intl.DateTimeFormat>()
/** Zones change at whole quarters of an hour, and a million users share few of them. */
const offsets = new Map<string, number>()
const quarter = 15 * 60_000

function offsetAt(milliseconds: number, timeZone: string): number {
  const at = Math.floor(milliseconds / quarter) * quarter
  const key = `${timeZone} ${at}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const text = `${parts.year?.padStart(4, '0')}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}Z`
  const offset = Date.parse(text) - at
  if (offsets.size > 50_000) offsets.clear()
  offsets.set(key, offset)
  return offset
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const found = formats.get(timeZone)
  if (found !== undefined) return found
  const two = '2-digit' as const
  const options = {
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
    second: two,
    hourCycle: 'h23',
  } as const
  const format = new Intl.DateTimeFormat('en-US', { timeZone, ...options })
  formats.set(timeZone, format)
  return format
}

/** Whether this is a name of the tz database that the machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

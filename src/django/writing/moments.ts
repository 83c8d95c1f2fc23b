/**
 * Moments as Django writes them. PostgreSQL's columns know their zone. Elsewhere the text is UTC with USE_TZ, and the local
 * time of TIME_ZONE without. SimpleJWT writes a token's times as naive UTC in either case, so without USE_TZ its PostgreSQL
 * takes them for local times.
 */
import { fixedMoment, readMoment } from '../../kernel/moment.ts'
import type { DjangoConnection, DjangoDialect } from '../driver.ts'
import type { TimeRules } from '../project.ts'
import type { DjangoColumn } from '../schema/tables.ts'

export interface MomentRules {
  readonly dialect: DjangoDialect
  readonly times: TimeRules
}

/** A moment of an account (`timezone.now()`). `at`: UTC, ISO 8601. */
export function writeMoment(rules: MomentRules, column: DjangoColumn | undefined, at: string): string {
  if (hasZone(column)) return `${naive(at)}+00:00`
  return naive(rules.times.useTz === false ? toLocal(rules.times, at) : at)
}

/** A moment of a token: `expires_at`, `created_at`. */
export function writeTokenMoment(rules: MomentRules, column: DjangoColumn | undefined, at: string): string {
  if (!hasZone(column)) return naive(at)
  const { useTz, timeZone } = rules.times
  return `${naive(useTz === false && timeZone !== undefined ? fromLocal(timeZone, at) : at)}+00:00`
}

/** Whether the column has that moment already. What is written in another form may be the same. */
export function isSameMoment(stored: unknown, written: string): boolean {
  return typeof stored === 'string' && readMoment(stored) === readMoment(written)
}

/** By the database's own clock. */
export async function readNow(connection: DjangoConnection, dialect: DjangoDialect): Promise<string> {
  const sql = {
    sqlite: "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now') AS now",
    postgres: "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS now",
    mysql: "SELECT DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%d %H:%i:%s.%f') AS now",
  }[dialect]
  const [row] = await connection.all(sql)
  return fixedMoment(String(row?.now))
}

/** Seconds since 1970. What lies beyond Django's calendar is its last day. */
export function momentOfSeconds(seconds: number): string {
  const last = 253_402_300_799
  return new Date(Math.min(Math.max(0, Math.floor(seconds)), last) * 1000).toISOString()
}

function hasZone(column: DjangoColumn | undefined): boolean {
  return column !== undefined && /with time zone|timestamptz/.test(column.type)
}

function naive(at: string): string {
  return fixedMoment(at).replace('T', ' ').replace('Z', '')
}

/** The clock on the wall of TIME_ZONE, as if it were UTC. */
function toLocal({ timeZone }: TimeRules, at: string): string {
  return timeZone === undefined ? at : shift(at, offsetOf(timeZone, Date.parse(at)))
}

/** The moment at which the wall of TIME_ZONE shows this time. */
function fromLocal(timeZone: string, wall: string): string {
  const shown = Date.parse(wall)
  const guess = shown - offsetOf(timeZone, shown)
  return shift(wall, -offsetOf(timeZone, guess))
}

function shift(at: string, milliseconds: number): string {
  const fixed = fixedMoment(at)
  const moved = new Date(Date.parse(`${fixed.slice(0, 19)}Z`) + milliseconds).toISOString().slice(0, 19)
  return `${moved}${fixed.slice(19)}`
}

/** Milliseconds that the zone is ahead of UTC at that moment. */
function offsetOf(timeZone: string, at: number): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

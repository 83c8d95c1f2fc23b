/** SimpleJWT's tables of tokens: what is spent, and until when it matters (hazards c, n, o). */
import type { SpentToken } from '../features/adoption/adopted-user.ts'
import type { SpentPage } from '../features/adoption/django-database.ts'
import { type DjangoConnection, placeholders, type SqlRow } from './driver.ts'
import type { DjangoContext } from './project.ts'
import { millisecondsOf, toInstant, toText, utcToWall } from './values.ts'

export interface SpentQuestion {
  readonly after: string | undefined
  readonly limit: number
  /** Seconds. */
  readonly now: number
  readonly slidingSeconds: number | undefined
}

/** A zone is at most this far from UTC, in seconds: a row may be wrong by so much. */
const zoneSeconds = 15 * 3600

export async function readSpentPage(
  { driver, project }: DjangoContext,
  { all }: DjangoConnection,
  { after, limit, now, slidingSeconds }: SpentQuestion,
): Promise<SpentPage> {
  if (project.blacklist === undefined) return { tokens: [], hasMore: false, place: after }
  const [outstanding, blacklisted] = [project.blacklist.outstanding, project.blacklist.blacklisted].map(({ name }) =>
    driver.quote(name),
  )
  // Rows that are long past are many; a sliding token is renewed after its row expired.
  const oldest = slidingSeconds === undefined ? undefined : now - slidingSeconds - zoneSeconds
  const recent = oldest === undefined ? '' : ' AND o.expires_at > ?'
  const limitSql = Math.trunc(limit)
  const rows = await all(
    `SELECT b.id AS place, o.jti AS jti, o.token AS token, o.expires_at AS expires_at
     FROM ${blacklisted} b JOIN ${outstanding} o ON o.id = b.token_id
     WHERE b.id > ?${recent} ORDER BY b.id LIMIT ${limitSql}`,
    [Number(after ?? 0), ...(oldest === undefined ? [] : [momentText(oldest)])],
  )
  const tokens = rows.map((row): SpentToken => ({ jti: toText(row.jti), exp: expiryOf(row, project.times) }))
  const last = rows.at(-1)
  return {
    tokens: tokens.filter(({ exp, jti }) => exp > now && jti !== ''),
    hasMore: rows.length >= limitSql,
    place: last === undefined ? after : toText(last.place),
  }
}

/** As Django writes a moment into a column without a zone; one with a zone is UTC in our connection. */
function momentText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')
}

/**
 * In seconds: of the stored token itself, where it can be read; of a sliding one the end of its renewals. Otherwise of the
 * row, which SimpleJWT writes in UTC even with USE_TZ=False; PostgreSQL then took it for a local time.
 */
export function expiryOf(row: SqlRow, times: DjangoContext['project']['times']): number {
  const written = expiryOfToken(toText(row.token))
  if (written !== undefined) return written
  const text = toText(row.expires_at)
  const instant = toInstant(text, { useTz: true, timeZone: 'UTC' })
  if (instant === null) return 0
  const milliseconds = millisecondsOf(instant)
  const isShifted = times.useTz === false && times.timeZone !== undefined && /[+-]\d\d(?::?\d\d)?$/.test(text.slice(10))
  return Math.ceil((isShifted ? utcToWall(milliseconds, times.timeZone) : milliseconds) / 1000)
}

function expiryOfToken(token: string): number | undefined {
  const [, payload] = token.split('.')
  if (payload === undefined) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    if (claims === null || typeof claims !== 'object') return undefined
    const { exp, refresh_exp: renewal } = claims as { readonly exp?: unknown; readonly refresh_exp?: unknown }
    const ends = [exp, renewal].filter(end => typeof end === 'number')
    return ends.length === 0 ? undefined : Math.ceil(Math.max(...ends))
  } catch {
    return undefined
  }
}

/** Of tokens that are not blacklisted. Successors of rotated ones have no row (SimpleJWT before 5.5): they may live longer. */
export async function lastForeignExpiry(
  { driver, project }: DjangoContext,
  { all }: DjangoConnection,
): Promise<number | undefined> {
  if (project.blacklist === undefined) return undefined
  const [outstanding, blacklisted] = [project.blacklist.outstanding, project.blacklist.blacklisted].map(({ name }) =>
    driver.quote(name),
  )
  const latest = (order: string) =>
    all(
      `SELECT o.token AS token, o.expires_at AS expires_at FROM ${outstanding} o
       LEFT JOIN ${blacklisted} b ON b.token_id = o.id
       WHERE b.id IS NULL ORDER BY ${order} DESC LIMIT 1000`,
    )
  // Sliding tokens are renewed long after their rows expired: the youngest ones count too.
  const rows = [...(await latest('o.expires_at')), ...(await latest('o.id'))]
  const ends = rows.map(row => expiryOf(row, project.times))
  return ends.length === 0 ? undefined : Math.max(...ends)
}

/** Those that are blacklisted, letter for letter: MySQL compares without regard to case. */
export async function readSpentAmong(
  { driver, project }: DjangoContext,
  jtis: readonly string[],
  withinMs: number,
): Promise<Set<string>> {
  if (project.blacklist === undefined || jtis.length === 0) return new Set()
  const [outstanding, blacklisted] = [project.blacklist.outstanding, project.blacklist.blacklisted].map(({ name }) =>
    driver.quote(name),
  )
  const rows = await driver.all(
    `SELECT o.jti AS jti FROM ${outstanding} o JOIN ${blacklisted} b ON b.token_id = o.id
     WHERE o.jti IN (${placeholders(jtis.length)})`,
    jtis,
    withinMs,
  )
  const asked = new Set(jtis)
  return new Set(rows.map(({ jti }) => toText(jti)).filter(jti => asked.has(jti)))
}

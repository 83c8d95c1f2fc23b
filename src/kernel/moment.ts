/** Moments as programs write them into text columns, and the one width in which they are compared: to the microsecond. */

/** What DRF's DateTimeField and Django's own columns write. Python also reads week dates and `20240229T10`. */
const written =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?\s*(?:(Z)|([-+])(\d{2})(?::?(\d{2}))?)?$/i
const canonical = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{6}))?Z$/

/**
 * The canonical text in UTC, `2024-05-01T10:00:00.123456Z`, without a fraction of zero. Without an offset it is UTC. An
 * offset can lead out of the years 1 to 9999: the caller has to look.
 */
export function readMoment(text: string): string | undefined {
  const [
    all,
    year = '',
    month = '',
    day = '',
    hour = '',
    minute,
    second = '00',
    fraction = '',
    ,
    sign,
    hours,
    minutes,
  ] = written.exec(text) ?? []
  if (all === undefined || year === '0000' || Number(hours ?? 0) > 23 || Number(minutes ?? 0) > 59) return undefined
  const [mm, dd, hh] = [month, day, hour].map(part => part.padStart(2, '0'))
  const local = `${year}-${mm}-${dd}T${hh}:${minute}:${second}`
  const time = Date.parse(`${local}Z`)
  // JavaScript turns 30 February into a day of March, and 24:00 into the next day: neither converts back to itself.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(local)) return undefined
  const offset = (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0))
  const moment = new Date(time - offset * 60_000).toISOString().replace(/\.\d{3}Z$/, '')
  const micros = fraction.padEnd(6, '0')
  return Number(micros) === 0 ? `${moment}Z` : `${moment}.${micros}Z`
}

/** `2024-05-01T10:00:00.000000Z`: as text these sort by time. What is no moment of the years 1 to 9999 stays as it is. */
export function fixedMoment(text: string): string {
  const [, seconds, micros = '000000'] = canonical.exec(readMoment(text) ?? '') ?? []
  return seconds === undefined ? text : `${seconds}.${micros}Z`
}

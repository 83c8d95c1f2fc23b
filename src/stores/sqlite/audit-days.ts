/**
 * Counts audit rows by days. A day whose rows an index counts in a moment is counted as one; in a larger one the rows are
 * walked, slice by slice, as no statement may hold up the process.
 */
import type { AuditDaySlice, AuditWalk } from '../transactions/audit-statements.ts'
import type { Database } from './database.ts'

const dayMs = 86_400_000
/** Of one call: entries of an index, and days. */
const mostRows = 20_000
const mostDays = 60
/** No row has it: a place behind all rows of a millisecond. */
const lastId = Number.MAX_SAFE_INTEGER

export function createDayCounter(db: Database, walkSlice: (walk: AuditWalk) => AuditDaySlice) {
  const find = db.prepare('SELECT min(at) AS at FROM audit WHERE event = ? AND at >= ? AND at < ?')
  const count = db.prepare(`
    SELECT count(*) AS found FROM (SELECT 1 FROM audit WHERE event = ? AND at >= ? AND at < ? LIMIT ?)`)

  /** Within one day; where that is done, on to the next. */
  const walkDay = (walk: AuditWalk, at: number): AuditDaySlice => {
    const { before = Number.POSITIVE_INFINITY } = walk.filters
    const dayEnd = (Math.floor(at / dayMs) + 1) * dayMs
    const { days, end } = walkSlice({
      ...walk,
      filters: { ...walk.filters, since: at, before: Math.min(before, dayEnd) },
    })
    return { days, end: end ?? (dayEnd < before ? { at: dayEnd - 1, id: lastId } : undefined) }
  }

  return (walk: AuditWalk): AuditDaySlice => {
    const { event = '', since = 0, before = lastId } = walk.filters
    if (walk.from !== undefined && walk.from.id !== lastId) return walkDay(walk, walk.from.at)
    const days: { day: number; count: number }[] = []
    let at = walk.from === undefined ? since : walk.from.at + 1
    for (let left = mostRows; ; ) {
      // Bounded: a number that was altered may be too large to be read.
      const first = find.get(event, at, before)?.at ?? null
      if (first === null) return { days, end: undefined }
      const day = Math.floor(Number(first) / dayMs)
      const dayEnd = Math.min((day + 1) * dayMs, before)
      const found = Number(count.get(event, first, dayEnd, left + 1)?.found)
      if (found > left && left === mostRows) return walkDay({ ...walk, from: undefined }, Number(first))
      if (found > left || days.length === mostDays) return { days, end: { at: at - 1, id: lastId } }
      days.push({ day, count: found })
      left -= found
      at = dayEnd
    }
  }
}

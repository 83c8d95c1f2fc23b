/** SQL for the audit log. */
import type { SQLInputValue } from 'node:sqlite'
import { auditColumns, auditValues, toAuditEntry, toAuditRecord } from '../rows/audit-entry.ts'
import { type AssembledAudit, createAuditTexts, toPosition } from '../rows/audit-list-texts.ts'
import type { AuditStatements, AuditWalk } from '../transactions/audit-statements.ts'
import { createChainStatements } from './audit-chain.ts'
import { createDayCounter } from './audit-days.ts'
import type { Database } from './database.ts'

/** Rows that one statement looks at. */
const sliceRows = 1000

const texts = createAuditTexts<SQLInputValue>({
  place: () => '?',
  unindexed: column => `+${column}`,
  ofUser: id => id,
  ofText: text => text,
  ofNumber: number => number,
})

/** Of an index alone: the process waits for a fraction of a millisecond. */
const countedRows = 2000

export function createAuditStatements(db: Database): AuditStatements {
  const sql = prepareStatements(db)
  // There are many texts, by what is asked for, and each is quick to prepare. A number that was altered may be too large.
  const all = ({ text, values }: AssembledAudit<SQLInputValue>) => db.prepare(text).allExactly(...values)
  const endOf = (walk: AuditWalk) => (texts.looksAtRows(walk) ? toPosition(all(texts.end(walk, sliceRows))) : undefined)
  const walkDays = (walk: AuditWalk) => {
    const end = toPosition(all(texts.end(walk, countedRows)))
    const days = all(texts.days(walk, end)).map(({ day, found }) => ({ day: Number(day), count: Number(found) }))
    return { days, end }
  }
  return {
    insertAudit: entry => void sql.insert.run(...auditValues(entry)),
    insertAudits: entries => {
      for (const entry of entries) sql.insert.run(...auditValues(entry))
    },
    listAuditOfTrace: traceId => sql.byTrace.all(traceId).map(toAuditEntry),
    listAuditOfSession: sid => sql.bySession.all(sid).map(toAuditEntry),
    walkAudit: (walk, limit) => {
      const end = endOf(walk)
      return { found: all(texts.walk(walk, end, limit)).map(toAuditRecord), end }
    },
    countAuditDays: createDayCounter(db, walkDays),
    countAuditBy: (key, filters, most) => Number(all(texts.count(key, filters, most))[0]?.found),
    ...createChainStatements(db),
  }
}

function prepareStatements(db: Database) {
  return {
    insert: db.prepare(`
      INSERT INTO audit (${auditColumns})
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    byTrace: db.prepare('SELECT * FROM audit WHERE trace = ? ORDER BY id'),
    bySession: db.prepare('SELECT * FROM audit WHERE sid = ? ORDER BY id'),
  }
}

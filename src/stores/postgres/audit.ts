/** SQL for the audit log. */
import type { AuditEntry } from '../../ports/audit.ts'
import type { UserIds } from '../errors.ts'
import { auditColumns, auditValues, toAuditEntry, toAuditRecord } from '../rows/audit-entry.ts'
import { type AssembledAudit, createAuditTexts, toPosition } from '../rows/audit-list-texts.ts'
import type { AuditStatements, AuditWalk } from '../transactions/audit-statements.ts'
import type { AsyncStatements } from '../transactions/transaction.ts'
import { createChainStatements } from './audit-chain.ts'
import { type Connection, done, rowsOf } from './connection.ts'
import type { UserKey } from './user-key.ts'
import { storable } from './users.ts'

/** Rows that one statement looks at. */
const sliceRows = 5000
/** Of an index alone. */
const countedRows = 100_000

export function createAuditStatements(
  on: Connection,
  keyOf: UserKey,
  userIds: UserIds,
): Pick<AsyncStatements, keyof AuditStatements> {
  const insertMany = manyRows(userIds)
  const valuesOf = ({ userId, ...entry }: AuditEntry) => {
    const key = userId === undefined ? null : keyOf(userId)
    return auditValues({ ...entry, userId: key ?? undefined })
  }
  const texts = createAuditTexts<string | number>({
    place: number => `$${number}`,
    unindexed: column => column,
    ofUser: keyOf,
    ofText: storable,
    ofNumber: number => number,
  })
  const all = ({ text, values }: AssembledAudit<string | number>) => rowsOf(on.query(text, values))
  const endOf = async (walk: AuditWalk) =>
    texts.looksAtRows(walk) ? toPosition(await all(texts.end(walk, sliceRows))) : undefined
  return {
    insertAudit: entry => done(on.query(sql.insert, valuesOf(entry))),
    insertAudits: entries => {
      const rows = entries.map(valuesOf)
      return done(on.query(insertMany, rows[0]?.map((_, column) => rows.map(row => row[column])) ?? []))
    },
    listAuditOfTrace: async traceId => (await rowsOf(on.query(sql.byTrace, [storable(traceId)]))).map(toAuditEntry),
    listAuditOfSession: async sid => (await rowsOf(on.query(sql.bySession, [storable(sid)]))).map(toAuditEntry),
    walkAudit: async (walk, limit) => {
      const end = await endOf(walk)
      return { found: (await all(texts.walk(walk, end, limit))).map(toAuditRecord), end }
    },
    countAuditDays: async walk => {
      const end = toPosition(await all(texts.end(walk, countedRows)))
      const days = (await all(texts.days(walk, end))).map(({ day, found }) => ({
        day: Number(day),
        count: Number(found),
      }))
      return { days, end }
    },
    countAuditBy: async (key, filters, most) => Number((await all(texts.count(key, filters, most)))[0]?.found),
    ...createChainStatements(on),
  }
}

function manyRows(userIds: UserIds): string {
  const types = ['bigint', 'text', userIds === 'uuid' ? 'uuid' : 'bigint', ...Array.from({ length: 8 }, () => 'text')]
  return `INSERT INTO audit (${auditColumns}) SELECT * FROM unnest(${types.map((type, index) => `$${index + 1}::${type}[]`).join(', ')})`
}

const sql = {
  insert: `INSERT INTO audit (${auditColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  byTrace: 'SELECT * FROM audit WHERE trace = $1 ORDER BY id',
  bySession: 'SELECT * FROM audit WHERE sid = $1 ORDER BY id',
}

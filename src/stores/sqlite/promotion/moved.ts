/**
 * A file whose database has moved to another address: from the commit that says so on, nothing is written to it by any
 * process, of whatever version. Nor may anything be read from it that decides: what is revoked now is revoked elsewhere.
 */
import type { DatabaseSync } from 'node:sqlite'
import { type AuthError, problem } from '../../../problems.ts'
import { DatabaseOpenError } from '../../errors.ts'
import { dropTriggers, quoted } from './capture.ts'

/** What the file knows of its promotion. */
export interface PromotionFact {
  /** The same in both databases. */
  readonly id: string
  readonly phase: 'copying' | 'moved'
  /** The address, without its password. */
  readonly to: string
}

interface Reader {
  prepare(sql: string): { get(): Readonly<Record<string, unknown>> | undefined }
}

const factSql = "SELECT value FROM facts WHERE name = 'promotion'"

/** `undefined`: none has begun. Of a file without tables, too. */
export function readPromotion(db: Reader): PromotionFact | undefined {
  const isMade = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'facts'").get() !== undefined
  return isMade ? toFact(db.prepare(factSql).get()?.value) : undefined
}

function toFact(value: unknown): PromotionFact | undefined {
  return value === undefined ? undefined : (JSON.parse(String(value)) as PromotionFact)
}

export function writePromotion(db: DatabaseSync, fact: PromotionFact): void {
  db.prepare("INSERT OR REPLACE INTO facts (name, value) VALUES ('promotion', ?)").run(JSON.stringify(fact))
}

const sentence = 'The database of this file has moved to '

/** In the transaction that decides. The triggers stand on every table, those of the application too. */
export function closeForWrites(db: DatabaseSync, fact: PromotionFact): void {
  writePromotion(db, { ...fact, phase: 'moved' })
  dropTriggers(db)
  const refusing = `SELECT raise(ABORT, '${`${sentence}${fact.to}`.replaceAll("'", "''")}')`
  const tables = db
    .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
  for (const { name } of tables) {
    for (const event of ['INSERT', 'UPDATE', 'DELETE']) {
      const trigger = quoted(`promotion_moved_${event.toLowerCase()}_${name}`)
      db.exec(`CREATE TRIGGER ${trigger} BEFORE ${event} ON ${quoted(String(name))} BEGIN ${refusing}; END`)
    }
  }
}

/** Takes everything of a promotion out of the file. */
export function forgetPromotion(db: DatabaseSync): void {
  if (readPromotion(db) === undefined) return
  dropTriggers(db)
  db.exec("DROP TABLE IF EXISTS promotion_changes; DELETE FROM facts WHERE name = 'promotion'")
}

/** Throws DatabaseOpenError for a file whose database has moved. */
export function refuseMoved(db: Reader, path: string): void {
  const fact = readPromotion(db)
  if (fact?.phase === 'moved') throw movedError(fact.to, path)
}

function movedError(to: string, path = 'This file'): DatabaseOpenError {
  return new DatabaseOpenError(
    `${path} is not in use any more: its database has moved to ${to}.`,
    `Set DATABASE_URL to ${to}, with user and password, and start again.`,
  )
}

/** For a statement that the triggers refused: 503, and the log says where the database is. */
export function movedProblem(error: unknown): AuthError | undefined {
  if (!(error instanceof Error) || !error.message.startsWith(sentence)) return undefined
  return refusal(error.message.slice(sentence.length))
}

function refusal(to: string): AuthError {
  return problem('store_unavailable', { reason: 'moved', cause: movedError(to), headers: { 'Retry-After': '1' } })
}

/** What throws once another process has moved the database. `changeMark` tells when to look: see change-mark.ts. */
export function createMoveWatch(db: Reader, changeMark: () => unknown): () => void {
  const fact = db.prepare(factSql)
  let seen: unknown
  return () => {
    const mark = changeMark()
    if (mark === seen) return
    const found = toFact(fact.get()?.value)
    // The mark is kept only where all is well, so that each call after the move is refused.
    if (found?.phase === 'moved') throw refusal(found.to)
    seen = mark
  }
}

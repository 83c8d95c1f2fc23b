/** SQL for spent tokens and the revocation log. */
import type { RevocationCursor, RevocationPage } from '../../sessions/revocation.ts'
import { tokenIds } from '../rows/packed-id.ts'
import { toRevocation } from '../rows/revocation.ts'
import type { TokenStatements } from '../transactions/token-statements.ts'
import type { Database, Row } from './database.ts'

export function createTokenStatements(db: Database): TokenStatements {
  const sql = prepareStatements(db)
  return {
    isSpent: jti => sql.isSpent.get(tokenIds.pack(jti)) !== undefined,
    spendToken: ({ jti, exp }) => sql.spend.run(tokenIds.pack(jti), exp * 1000).changes === 1,
    deleteExpiredSpentTokens: (before, limit) => sql.deleteSpent.run(before, limit).changes,
    insertRevocation: ({ kind, subject, at, keepUntil }) => void sql.revoke.run(kind, subject, at, keepUntil),
    insertRevocations: revocations => {
      for (const { kind, subject, at, keepUntil } of revocations) sql.revoke.run(kind, subject, at, keepUntil)
    },
    deleteRevocationsOfMany: (kind, subjects) =>
      subjects.flatMap(subject => sql.deleteOf.all(kind, subject).map(toRevocation)),
    deleteRevocationsOf: (kind, subject) => sql.deleteOf.all(kind, subject).map(toRevocation),
    listRevocationsSince: (cursor, now, limit) => {
      const log = sql.log.get()
      const epoch = String(log?.epoch ?? '')
      const place = placeOf(cursor, epoch, Number(log?.last ?? 0))
      const rows = sql.revokedSince.all(place.sequence, now, limit - 1)
      return { ...toPage(rows, place.sequence, epoch, now), ...(place.isKnown ? {} : { isFromStart: true }) }
    },
    deleteExpiredRevocations: (before, limit) => sql.deleteRevocations.run(before, limit).changes,
  }
}

function prepareStatements(db: Database) {
  return {
    isSpent: db.prepare('SELECT 1 FROM spent_tokens WHERE jti = ?'),
    spend: db.prepare('INSERT INTO spent_tokens (jti, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    deleteSpent: db.prepare(`
      DELETE FROM spent_tokens WHERE jti IN (SELECT jti FROM spent_tokens WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`),
    revoke: db.prepare('INSERT INTO revocations (kind, subject, at, keep_until) VALUES (?, ?, ?, ?)'),
    deleteOf: db.prepare(`
      DELETE FROM revocations WHERE kind = ? AND subject = ? RETURNING kind, subject, at, keep_until`),
    log: db.prepare(`
      SELECT (SELECT value FROM facts WHERE name = 'revocation_epoch') AS epoch,
        (SELECT seq FROM sqlite_sequence WHERE name = 'revocations') AS last`),
    revokedSince: db.prepare(`
      WITH page (last) AS (
        SELECT coalesce(
          (SELECT sequence FROM revocations WHERE sequence > ?1 ORDER BY sequence LIMIT 1 OFFSET ?3),
          (SELECT max(sequence) FROM revocations)))
      SELECT *, sequence = (SELECT max(sequence) FROM revocations) AS is_newest FROM revocations, page
      WHERE sequence > ?1 AND sequence <= page.last AND (keep_until > ?2 OR sequence = page.last)
      ORDER BY sequence`),
    // The newest stays, whatever its age: readers go on from the sequence number that they have read.
    deleteRevocations: db.prepare(`
      DELETE FROM revocations WHERE sequence IN
        (SELECT sequence FROM revocations WHERE keep_until <= ?
         AND sequence < (SELECT max(sequence) FROM revocations) ORDER BY keep_until LIMIT ?)`),
  }
}

interface Place {
  readonly sequence: number
  readonly isKnown: boolean
}

/**
 * `sequence@epoch`. A restored file gives the numbers of the log a second time, so its restore begins another epoch
 * (carry-over.ts): a reader that was at 150 before would miss what is number 150 now. The same of a number that was never
 * given here, as the file was made anew.
 */
function placeOf(cursor: RevocationCursor | undefined, epoch: string, last: number): Place {
  if (cursor === undefined) return { sequence: 0, isKnown: true }
  const [sequence = '', ofEpoch = ''] = cursor.split('@')
  const isKnown = ofEpoch === epoch && /^\d{1,15}$/.test(sequence) && Number(sequence) <= last
  return { sequence: isKnown ? Number(sequence) : 0, isKnown }
}

/** The row that the page ends with is there whatever its age, so that the reader gets past it. */
function toPage(rows: readonly Row[], since: number, epoch: string, now: number): RevocationPage {
  const last = rows.at(-1)
  const revocations = rows.map(toRevocation).filter(({ keepUntil }) => keepUntil > now)
  return {
    revocations,
    cursor: `${last?.sequence ?? since}@${epoch}`,
    isLast: last === undefined || last.is_newest === 1,
  }
}

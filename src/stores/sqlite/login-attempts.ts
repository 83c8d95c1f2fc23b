/** Failed logins and known addresses behind the LoginAttempts port. They survive a restart. */
import type { LoginAttempt, LoginAttempts, Reservation } from '../../throttles/login-attempts.ts'
import { decideAttempt, type FailureRecord, forgetAfterMs } from '../../throttles/login-delay.ts'
import type { Database, Row } from './database.ts'
import type { Write } from './group-commit.ts'

/** So many are kept of one account; the one that was used longest ago goes first. */
const addressesOfAnAccount = 20

export function createLoginAttempts(db: Database, write: Write): LoginAttempts {
  const sql = prepareStatements(db)

  const reserve = ({ account, address, allowance, knownAllowance, now }: LoginAttempt): Reservation => {
    const isKnown = sql.isKnown.get(account, address) !== undefined
    const subject = isKnown ? address : account
    const decision = decideAttempt(toRecord(sql.find.get(subject)), isKnown ? knownAllowance : allowance, now)
    if (decision.outcome === 'refused') return decision
    sql.count.run(subject, decision.record.failures, now)
    // Two old rows go for each new one, so that invented names do not pile up.
    sql.forget.run(now - forgetAfterMs)
    return { outcome: 'reserved', subject }
  }

  const know = ({ account, address, now }: LoginAttempt) => {
    sql.know.run(account, address, now)
    sql.knowNoMore.run(account, account, addressesOfAnAccount)
  }

  return {
    reserve: attempt => write(() => reserve(attempt)),
    release: subject => write(() => void sql.release.run(subject)),
    know: attempt => write(() => know(attempt)),
    succeed: (subject, attempt) =>
      write(() => {
        sql.clear.run(subject)
        know(attempt)
      }),
  }
}

function prepareStatements(db: Database) {
  return {
    isKnown: db.prepare('SELECT 1 FROM login_addresses WHERE account = ? AND address = ?'),
    find: db.prepare('SELECT failures, last_at FROM login_failures WHERE subject = ?'),
    count: db.prepare('INSERT OR REPLACE INTO login_failures (subject, failures, last_at) VALUES (?, ?, ?)'),
    release: db.prepare('UPDATE login_failures SET failures = failures - 1 WHERE subject = ? AND failures > 0'),
    clear: db.prepare('DELETE FROM login_failures WHERE subject = ?'),
    forget: db.prepare(`
      DELETE FROM login_failures WHERE subject IN
        (SELECT subject FROM login_failures WHERE last_at <= ? ORDER BY last_at LIMIT 2)`),
    know: db.prepare('INSERT OR REPLACE INTO login_addresses (account, address, last_at) VALUES (?, ?, ?)'),
    knowNoMore: db.prepare(`
      DELETE FROM login_addresses WHERE account = ? AND address NOT IN
        (SELECT address FROM login_addresses WHERE account = ? ORDER BY last_at DESC LIMIT ?)`),
  }
}

function toRecord(row: Row | undefined): FailureRecord | undefined {
  return row === undefined ? undefined : { failures: Number(row.failures), lastAt: Number(row.last_at) }
}

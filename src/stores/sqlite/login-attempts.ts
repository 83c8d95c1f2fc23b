/** SQL for failed logins and known addresses. */
import { decideAttempt, type FailureRecord } from '../../throttles/login-delay.ts'
import type { LoginAttemptStatements } from '../transactions/statements.ts'
import type { Database, Row } from './database.ts'

export function createLoginAttemptStatements(db: Database): LoginAttemptStatements {
  const sql = prepareStatements(db)
  return {
    isKnownAddress: (userId, address) => sql.isKnown.get(userId, address) !== undefined,
    countAttempt: (subject, allowance, now) => {
      const decision = decideAttempt(toRecord(sql.find.get(subject)), allowance, now)
      if (decision.record !== undefined) sql.count.run(subject, decision.record.failures, decision.record.lastAt)
      return decision
    },
    releaseAttempt: subject => void sql.release.run(subject),
    clearAttempts: subject => void sql.clear.run(subject),
    rememberAddress: (userId, address, now, limit) => {
      sql.remember.run(userId, address, now)
      sql.forgetOldest.run(userId, userId, limit)
    },
    forgetAddresses: userId => void sql.forgetAddresses.run(userId),
    forgetAttempts: (before, limit) => sql.forget.run(before, limit).changes,
  }
}

function prepareStatements(db: Database) {
  return {
    isKnown: db.prepare('SELECT 1 FROM login_addresses WHERE user_id = ? AND address = ?'),
    find: db.prepare('SELECT failures, last_at FROM login_failures WHERE subject = ?'),
    count: db.prepare('INSERT OR REPLACE INTO login_failures (subject, failures, last_at) VALUES (?, ?, ?)'),
    release: db.prepare('UPDATE login_failures SET failures = failures - 1 WHERE subject = ? AND failures > 0'),
    clear: db.prepare('DELETE FROM login_failures WHERE subject = ?'),
    forget: db.prepare(`
      DELETE FROM login_failures WHERE subject IN
        (SELECT subject FROM login_failures WHERE last_at <= ? ORDER BY last_at LIMIT ?)`),
    remember: db.prepare('INSERT OR REPLACE INTO login_addresses (user_id, address, last_at) VALUES (?, ?, ?)'),
    forgetAddresses: db.prepare('DELETE FROM login_addresses WHERE user_id = ?'),
    forgetOldest: db.prepare(`
      DELETE FROM login_addresses WHERE user_id = ? AND address NOT IN
        (SELECT address FROM login_addresses WHERE user_id = ? ORDER BY last_at DESC LIMIT ?)`),
  }
}

function toRecord(row: Row | undefined): FailureRecord | undefined {
  return row === undefined ? undefined : { failures: Number(row.failures), lastAt: Number(row.last_at) }
}

/**
 * Keeps the login column, by which accounts are looked up, in line with the settings. If the account model or the
 * folding of addresses has changed since the last start, all keys are rewritten in one transaction.
 */
import { accountKey, type LoginSettings } from '../../users/login-key.ts'
import { LoginCollisionError } from '../errors.ts'
import { type Database, inTransaction } from './database.ts'

/** Increase it when `loginKey` maps more names to one key than before. */
const foldingVersion = 3

export function alignLoginKeys(db: Database, settings: LoginSettings): void {
  const { accounts, emailCase, usernameForm } = settings
  const rule = `${accounts}/${accounts === 'email' ? emailCase : usernameForm}/${foldingVersion}`
  if (db.prepare("SELECT value FROM facts WHERE name = 'login_rule'").get()?.value === rule) return
  inTransaction(db, () => {
    rewriteKeys(db, settings)
    db.prepare("INSERT OR REPLACE INTO facts (name, value) VALUES ('login_rule', ?)").run(rule)
  })
}

function rewriteKeys(db: Database, settings: LoginSettings): void {
  const users = db.prepare('SELECT id, email, username FROM users').all()
  const keys = users.map(row => accountKey(settings, { email: String(row.email), username: String(row.username) }))
  const collisions = findRepeated(keys)
  if (collisions.length > 0) throw new LoginCollisionError(collisions)
  // First to temporary keys that cannot collide: a unique column is checked row by row.
  db.exec('UPDATE users SET login = char(0) || id')
  const set = db.prepare('UPDATE users SET login = ? WHERE id = ?')
  users.forEach((row, index) => {
    set.run(keys[index] ?? '', row.id ?? null)
  })
}

function findRepeated(keys: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return [...new Set(keys.filter(key => seen.has(key) || !seen.add(key)))]
}

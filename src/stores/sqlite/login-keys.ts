/**
 * Keeps the login column true to the settings. It holds what an account is looked up by; when the account model or
 * the folding of addresses changes between two starts, every key is written anew, in one transaction.
 */
import { accountKey, type LoginSettings } from '../../users/login-key.ts'
import { LoginCollisionError } from '../errors.ts'
import { type Database, inTransaction } from './database.ts'

/** Counts up when `loginKey` joins what it kept apart before. */
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
  // By way of keys that collide with nothing: a unique column is checked row by row.
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

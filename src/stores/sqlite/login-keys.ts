/** Keeps the login column in line with the settings: see ../rows/login-keys.ts. */
import type { LoginSettings } from '../../users/login-key.ts'
import { loginKeysOf, loginRuleOf } from '../rows/login-keys.ts'
import { type Database, inTransaction } from './database.ts'

export function alignLoginKeys(db: Database, settings: LoginSettings): void {
  const rule = loginRuleOf(settings)
  if (db.prepare("SELECT value FROM facts WHERE name = 'login_rule'").get()?.value === rule) return
  inTransaction(db, () => {
    rewriteKeys(db, settings)
    db.prepare("INSERT OR REPLACE INTO facts (name, value) VALUES ('login_rule', ?)").run(rule)
  })
}

function rewriteKeys(db: Database, settings: LoginSettings): void {
  const users = db.prepare('SELECT id, email, username FROM users').all()
  const keys = loginKeysOf(settings, users)
  // First to temporary keys that cannot collide: a unique column is checked row by row.
  db.exec('UPDATE users SET login = char(0) || id')
  const set = db.prepare('UPDATE users SET login = ? WHERE id = ?')
  users.forEach((row, index) => {
    set.run(keys[index] ?? '', row.id ?? null)
  })
}

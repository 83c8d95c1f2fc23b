/** Keeps the login column in line with the settings: see ../rows/login-keys.ts. */
import type { LoginSettings } from '../../users/login-key.ts'
import { loginKeysOf, loginRuleOf } from '../rows/login-keys.ts'
import { type Connection, firstOf, rowsOf } from './connection.ts'
import type { Database, LentConnection } from './database.ts'
import { inMigration } from './migrations.ts'

export async function alignLoginKeys(database: Database, settings: LoginSettings): Promise<void> {
  const rule = loginRuleOf(settings)
  if ((await readRule(database)) === rule) return
  await inMigration(database, async lent => {
    if ((await readRule(lent)) === rule) return
    await rewriteKeys(lent, settings)
    await lent.query(
      `INSERT INTO facts (name, value) VALUES ('login_rule', $1)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      [rule],
    )
  })
}

async function readRule(on: Connection): Promise<unknown> {
  return (await firstOf(on.query("SELECT value FROM facts WHERE name = 'login_rule'")))?.value
}

/** New accounts wait meanwhile: their keys would follow the old rule. */
async function rewriteKeys(lent: LentConnection, settings: LoginSettings): Promise<void> {
  await lent.exec('LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE')
  const users = await rowsOf(lent.query('SELECT id::text AS id, email, username FROM users'))
  const keys = loginKeysOf(settings, users)
  // First to temporary keys that cannot collide: a unique column is checked row by row.
  await lent.exec('UPDATE users SET login = chr(1) || id::text')
  await lent.query(
    `UPDATE users SET login = made.login FROM unnest($1::text[], $2::text[]) AS made (id, login)
     WHERE users.id::text = made.id`,
    [users.map(({ id }) => id), keys],
  )
}

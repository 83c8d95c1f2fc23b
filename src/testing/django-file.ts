/** An SQLite file with the tables of a Django project, and what its SimpleJWT does to them: for tests that start no Django. */
import { readFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { loadSqlite } from '../stores/sqlite/load-sqlite.ts'

const schema = new URL('../../test/adoption/schemas/auth-sqlite.sql', import.meta.url)

export interface DjangoFile {
  readonly url: `sqlite:${string}`
  readonly database: DatabaseSync
  /** `createuser`: its id. */
  addUser(username: string, password?: string): number
  /** What SimpleJWT does at a rotation and a logout. */
  blacklist(jti: string): void
  isBlacklisted(jti: string): boolean
  blacklistedCount(): number
}

export function createDjangoFile(path: string): DjangoFile {
  const database = new (loadSqlite().DatabaseSync)(path, { timeout: 5000 })
  const statements = readFileSync(schema, 'utf8').replace(/CREATE TABLE sqlite_sequence\([^)]*\);/, '')
  database.exec(statements)
  const insertUser = database.prepare(`
    INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
    VALUES (?, 0, ?, '', '', ?, 0, 1, '2026-01-01 12:00:00.123456')`)
  const given = database.prepare(`
    INSERT INTO token_blacklist_outstandingtoken (token, expires_at, jti) VALUES (?, '2030-01-01 00:00:00', ?)
    ON CONFLICT (jti) DO NOTHING`)
  const spent = database.prepare(`
    INSERT INTO token_blacklist_blacklistedtoken (blacklisted_at, token_id)
    SELECT '2026-01-15 12:00:00', id FROM token_blacklist_outstandingtoken WHERE jti = ?
    ON CONFLICT (token_id) DO NOTHING`)
  const found = database.prepare(`
    SELECT 1 FROM token_blacklist_blacklistedtoken b JOIN token_blacklist_outstandingtoken o ON o.id = b.token_id
    WHERE o.jti = ?`)
  return {
    url: `sqlite:${path}`,
    database,
    addUser: (username, password = `!unusable of ${username}`) =>
      Number(insertUser.run(password, username, `${username}@example.com`).lastInsertRowid),
    blacklist(jti) {
      given.run('a token of Django', jti)
      spent.run(jti)
    },
    isBlacklisted: jti => found.get(jti) !== undefined,
    blacklistedCount: () =>
      Number(database.prepare('SELECT count(*) AS n FROM token_blacklist_blacklistedtoken').get()?.n),
  }
}

/** One id above 2^53 makes all later ones of a file so, and a check blocks it: here they are deleted. */
export function forgetLargeIds(url: string, table: string): void {
  const { DatabaseSync } = loadSqlite()
  const database = new DatabaseSync(url.slice('sqlite:'.length), { enableForeignKeyConstraints: false })
  database.exec(`
    DELETE FROM ${table} WHERE id > 9007199254740991;
    UPDATE token_blacklist_outstandingtoken SET user_id = NULL WHERE user_id > 9007199254740991;
    UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM ${table}) WHERE name = '${table}'`)
  database.close()
}

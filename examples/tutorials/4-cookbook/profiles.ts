/** The tutorial's Profile model: a role, a verified address, and an API key, stored as a digest. */
import { createHash } from 'node:crypto'
import type { SqliteStore, UserId } from 'latchkey'

export interface ProfileRow {
  readonly user: number
  readonly api_key: string | null
  readonly role: string
  readonly email_verified: number
}

export const profileTable = {
  name: 'profiles',
  sql: `CREATE TABLE profiles (
    user INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    api_key TEXT UNIQUE, -- SHA-256 of the key: reading the table does not reveal it
    role TEXT NOT NULL DEFAULT 'user',
    email_verified INTEGER NOT NULL DEFAULT 1
  ) STRICT`,
}

export async function findProfile(store: SqliteStore, user: UserId): Promise<ProfileRow | undefined> {
  const db = await store.kysely<{ profiles: ProfileRow }>()
  return await db.selectFrom('profiles').selectAll().where('user', '=', Number(user)).executeTakeFirst()
}

export async function findProfileByKey(store: SqliteStore, key: string): Promise<ProfileRow | undefined> {
  const db = await store.kysely<{ profiles: ProfileRow }>()
  return await db.selectFrom('profiles').selectAll().where('api_key', '=', digestOf(key)).executeTakeFirst()
}

export function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

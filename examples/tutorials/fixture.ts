/** Fills an empty store with the accounts and rows that the transcripts were recorded with. */
import { readFile } from 'node:fs/promises'
import { type Auth, parseInstant, Secret, type SqliteStore } from 'latchkey'
import { digestOf } from './4-cookbook/profiles.ts'

interface FixtureUser {
  readonly id: number
  readonly username: string
  readonly email: string
  readonly password: string
  readonly first_name: string
  readonly last_name: string
  readonly is_active: boolean
  readonly is_staff: boolean
  readonly is_superuser: boolean
  readonly date_joined: string
  readonly phone_number: string
  readonly date_of_birth: string | null
  readonly is_premium: boolean
  readonly profile: { readonly api_key: string | null; readonly role: string; readonly email_verified: boolean } | null
}

const rowTables = ['categories', 'products', 'articles', 'tasks', 'documents', 'announcements', 'feedback'] as const

type FixtureRow = Readonly<Record<string, string | number | boolean | null>>

export interface Fixture extends Readonly<Record<(typeof rowTables)[number], readonly FixtureRow[]>> {
  readonly users: readonly FixtureUser[]
}

/** The transcripts request rows with id 999, which must not exist, so new ids start above 1000. */
const firstFreeId = 1000

export async function readFixture(path: string | URL): Promise<Fixture> {
  return JSON.parse(await readFile(path, 'utf8')) as Fixture
}

export async function seedUsers(auth: Auth, store: SqliteStore, fixture: Fixture): Promise<void> {
  const { users, hasher, settings } = auth.system
  for (const user of fixture.users) {
    await users.create({
      id: user.id,
      username: settings.accounts === 'username' ? user.username : '',
      email: user.email,
      firstName: user.first_name,
      lastName: user.last_name,
      isActive: user.is_active,
      isStaff: user.is_staff,
      isSuperuser: user.is_superuser,
      dateJoined: parseInstant(user.date_joined),
      fields: { phone_number: user.phone_number, date_of_birth: user.date_of_birth, is_premium: user.is_premium },
      password: new Secret(await hasher.hash(user.password)),
    })
  }
  skipIds(store, 'users')
}

/** The tables of tutorials 3 and 4. */
export async function seedRows(store: SqliteStore, fixture: Fixture): Promise<void> {
  const db = await store.kysely<Record<string, Record<string, unknown>>>()
  for (const { id, profile } of fixture.users) {
    if (profile === null || profile === undefined) continue
    const api_key = profile.api_key === null ? null : digestOf(profile.api_key)
    await db
      .insertInto('profiles')
      .values({ ...profile, api_key, user: id })
      .execute()
  }
  for (const table of rowTables) {
    if (fixture[table].length > 0) await db.insertInto(table).values(fixture[table]).execute()
    skipIds(store, table)
  }
}

function skipIds(store: SqliteStore, table: string): void {
  store.database.prepare('UPDATE sqlite_sequence SET seq = ? WHERE name = ?').run(firstFreeId, table)
}

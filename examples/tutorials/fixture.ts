/** The accounts that the transcripts were recorded with, written into a fresh store. */
import { readFile } from 'node:fs/promises'
import { type Auth, parseInstant, Secret, type SqliteStore } from 'latchkey'

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
}

export interface Fixture {
  readonly users: readonly FixtureUser[]
}

/** The transcripts look for user 999, who must not exist: ids go on above 1000. */
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
      password: new Secret(await hasher.hash(user.password)),
    })
  }
  store.database.prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'users'").run(firstFreeId)
}

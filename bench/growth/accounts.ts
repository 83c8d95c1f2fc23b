/** A file of SQLite with so many users, revocations and groups, and what load upon it needs. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hash } from '@node-rs/argon2'
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'
import { storeSettings } from '../../src/testing/sqlite-store.ts'
import type { Bench } from '../harness/bench.ts'
import type { Running } from '../harness/programs.ts'
import { createMinter } from '../load/minter.ts'
import { startOurs } from '../targets/programs.ts'
import { password } from '../targets/settings.ts'
import { makeUsers } from '../user-lists-data.ts'

export interface Amounts {
  readonly users?: number
  readonly revocations?: number
  readonly groups?: number
}

export interface Grown {
  readonly server: Running
  /** Files, for wrk: logins, and the tokens of users from everywhere in the table. */
  readonly logins: string
  readonly tokens: string
  /** Of one user who is in three groups, and of one who is in all of them. */
  readonly inThree: string
  readonly inAll: string
}

/** More would only take longer to make. */
const activeUsers = 10_000
/** A hash of its own price would hide everything else about a login. */
const cheapHash = { LATCHKEY_PASSWORD_MEMORY: '64', LATCHKEY_PASSWORD_ITERATIONS: '1' }

/** Serves with the user's row read at every request. */
export async function startGrown(bench: Bench, amounts: Amounts): Promise<Grown> {
  const folder = bench.folder()
  const file = (name: string) => join(folder, name)
  const active = await makeFile(file('growth.sqlite3'), amounts)
  const { signingKey, mint } = createMinter('HS256')
  const write = (name: string, lines: readonly string[]) => {
    writeFileSync(file(name), lines.map(line => `${line}\n`).join(''))
    return file(name)
  }
  const tokenOf = (user: Active | undefined) => mint(user?.id ?? 0, 'a'.repeat(22))
  const env = { LATCHKEY_SIGNING_KEY: signingKey, LATCHKEY_READ_USER: 'always', ...cheapHash }
  return {
    server: await startOurs(bench, 'server', file('growth.sqlite3'), env),
    logins: write(
      'logins.txt',
      active.map(({ email }) => JSON.stringify({ email, password })),
    ),
    tokens: write('tokens.txt', active.map(tokenOf)),
    inThree: write('in-three.txt', [tokenOf(active[0])]),
    inAll: write('in-all.txt', [tokenOf(active[1])]),
  }
}

interface Active {
  readonly id: number
  readonly email: string
}

async function makeFile(
  path: string,
  { users = 100, revocations = 0, groups = 0 }: Amounts,
): Promise<readonly Active[]> {
  const store = openSqliteStore(path, storeSettings)
  const db = store.database
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -500000')
  await makeUsers('sqlite', async sql => db.exec(sql), users)
  const chosen = db
    .prepare('SELECT id, email FROM users WHERE is_active = 1 ORDER BY random() LIMIT ?')
    .all(activeUsers)
    .map(({ id, email }): Active => ({ id: Number(id), email: String(email) }))
  const known = `argon2${await hash(password, { memoryCost: 64, timeCost: 1, parallelism: 1 })}`
  const setPassword = db.prepare('UPDATE users SET password = ? WHERE id = ?')
  const grant = db.prepare("INSERT INTO user_permissions VALUES (?, 'bench.view_report')")
  db.exec('BEGIN')
  for (const { id } of chosen) setPassword.run(known, id)
  for (const { id } of chosen.slice(0, 2)) grant.run(id)
  const numbers = (count: number) =>
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`
  if (revocations > 0)
    db.exec(`
      INSERT INTO revocations (kind, subject, at, keep_until) ${numbers(revocations)}
      SELECT 'sid', substr(hex(randomblob(16)), 1, 22), ${Date.now()}, ${Date.now() + 86_400_000} FROM n`)
  if (groups > 0) addGroups(db, numbers(groups), chosen)
  db.exec('COMMIT')
  await store.close()
  // Searches need an index of the names, which is made when a store opens.
  await openSqliteStore(path, storeSettings).close()
  return chosen
}

function addGroups(
  db: ReturnType<typeof openSqliteStore>['database'],
  numbers: string,
  [inThree, inAll]: readonly Active[],
): void {
  db.exec(`
    DELETE FROM user_groups;
    INSERT INTO user_groups (id, name) ${numbers} SELECT i, 'group ' || i FROM n;
    INSERT INTO group_permissions ${numbers} SELECT i, 'bench.change_report_' || i FROM n;
    INSERT INTO group_members ${numbers} SELECT i, ${inThree?.id ?? 0} FROM n WHERE i <= 3;
    INSERT INTO group_members ${numbers} SELECT i, ${inAll?.id ?? 0} FROM n;`)
}

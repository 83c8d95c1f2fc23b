/** The exports that the pages about moving show, run on PostgreSQL: what they write is imported, and the password opens the account. */
import assert from 'node:assert/strict'
import { scryptSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import Pg from 'pg'
import { createAuth } from '../../src/auth.ts'
import { createBcrypt } from '../../src/ports/defaults/bcrypt.ts'
import { loadSettings } from '../../src/server/config/load-settings.ts'
import { openStore } from '../../src/stores/open-store.ts'
import { postgresTestUrl, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { createTestClient } from '../../src/testing/test-client.ts'
import { openPlace, type Place, runCommand } from '../cli/in-process.ts'

const skip = await whyNoPostgres()
const password = 'correct horse'

test('the export of Better Auth brings its scrypt hashes over', { skip }, async t => {
  const salt = '00112233445566778899aabbccddeeff'
  const key = scryptSync(password, salt, 64, { N: 16_384, r: 16, p: 1, maxmem: 67_108_864 }).toString('hex')
  const rows = await exportOf('better-auth.md', [
    `CREATE TEMP TABLE "user" (id text, name text, email text, "emailVerified" boolean, "createdAt" timestamptz)`,
    `CREATE TEMP TABLE account ("userId" text, "providerId" text, password text)`,
    `INSERT INTO "user" VALUES ('a', 'Ada', 'ada@example.com', true, now()), ('b', 'Bob', 'bob@example.com', false, now())`,
    `INSERT INTO account VALUES ('a', 'credential', '${salt}:${key}'), ('b', 'github', NULL)`,
  ])
  const place = openPlace(t)
  assert.equal(await importInto(place, rows), 2)
  assert.equal(await loginStatus(place, 'wrong horse'), 401)
  assert.equal(await loginStatus(place, password), 200)
})

test('the export of Supabase brings ids and bcrypt hashes over', { skip }, async t => {
  const hash = await createBcrypt()(password, '$2b$04$abcdefghijklmnopqrstuu')
  const rows = await exportOf('supabase.md', [
    `CREATE TEMP TABLE users (id uuid, email text, email_confirmed_at timestamptz, banned_until timestamptz,
      created_at timestamptz, encrypted_password text)`,
    `INSERT INTO users VALUES
      ('5f0d1f3e-8f8e-4b43-9b8e-0d4a8f6f2a11', 'ada@example.com', now(), NULL, now(), '${hash.replace('2b', '2a')}'),
      ('5f0d1f3e-8f8e-4b43-9b8e-0d4a8f6f2a12', 'bob@example.com', NULL, 'infinity', now(), ''),
      ('5f0d1f3e-8f8e-4b43-9b8e-0d4a8f6f2a13', NULL, NULL, NULL, now(), NULL)`,
  ])
  assert.deepEqual(
    rows.map(row => JSON.parse(row)).map(({ email, is_active }) => [email, is_active]),
    [
      ['ada@example.com', true],
      ['bob@example.com', false],
    ],
  )
  const place = withUuids(openPlace(t))
  assert.equal(await importInto(place, rows), 2)
  assert.equal(await loginStatus(place, password), 200)
  const { stdout } = await runCommand('latchkey users show ada@example.com --json', place)
  assert.equal(JSON.parse(stdout).id, '5f0d1f3e-8f8e-4b43-9b8e-0d4a8f6f2a11')
})

/** The lines that `psql` would print for the page's export. */
async function exportOf(page: string, setup: readonly string[]): Promise<string[]> {
  const text = readFileSync(join(import.meta.dirname, '../../docs/migrate', page), 'utf8')
  const [, sql = ''] = /^```sql\n([\s\S]*?)^```/m.exec(text) ?? []
  const client = new Pg.Client({ connectionString: postgresTestUrl })
  await client.connect()
  try {
    for (const statement of setup) await client.query(statement)
    const { rows } = await client.query<{ line: string }>(
      `SELECT line::text FROM (${sql.replace('auth.users', 'users').replace(/;\s*$/, '')}) AS exported (line)`,
    )
    return rows.map(({ line }) => line)
  } finally {
    await client.end()
  }
}

function withUuids({ folder, env }: Place): Place {
  return { folder, env: { ...env, LATCHKEY_USER_IDS: 'uuid' } }
}

/** How many accounts were created. */
async function importInto(place: Place, rows: readonly string[]): Promise<number> {
  writeFileSync(join(place.folder, 'users.jsonl'), rows.map(row => `${row}\n`).join(''))
  const { stdout } = await runCommand('latchkey users import users.jsonl --json', place)
  const { created, faults } = JSON.parse(stdout)
  assert.deepEqual(faults, [])
  return created
}

async function loginStatus({ env, folder }: Place, typed: string): Promise<number> {
  const settings = await loadSettings({ env, cwd: folder })
  const store = await openStore(settings.databaseUrl, settings, {}, folder)
  try {
    const { dispatch } = await createAuth({ settings, store })
    const json = { email: 'ada@example.com', password: typed }
    return (await createTestClient(dispatch).request('POST', '/api/auth/login/', { json })).status
  } finally {
    await store.close()
  }
}

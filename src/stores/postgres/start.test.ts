/** The start: several at once, an application's steps, and what stands in the way, each in a sentence with what to do. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'
import { createAuth } from '../../auth.ts'
import {
  createTestSchema,
  openTestPostgres,
  postgresTestUrl,
  runOnPostgres,
  whyNoPostgres,
} from '../../testing/postgres-store.ts'
import { storeSettings } from '../../testing/sqlite-store.ts'
import { addUser } from '../../testing/store-contract/opened-store.ts'
import { AppMigrationError, DatabaseOpenError, UserIdsFixedError } from '../errors.ts'
import { openStore } from '../open-store.ts'
import type { AppMigration } from '../store-settings.ts'

const skip = await whyNoPostgres()

test('of six starts at once one makes the schema, and all six serve', { skip }, async t => {
  const url = await createTestSchema(t)
  const shelves = { number: 1, name: 'shelves', sql: { postgres: 'CREATE TABLE shelves (id bigint)' } }
  const stores = await Promise.all(
    Array.from({ length: 6 }, () => openTestPostgres(t, {}, { url, schema: { migrations: [shelves] } })),
  )
  const taken = stores.flatMap(({ migrated }) => migrated.map(({ name }) => name))
  assert.equal(new Set(taken).size, taken.length)
  assert.ok(taken.includes('shelves'))
  for (const [index, store] of stores.entries()) await addUser(store, `user${index}@example.com`)
})

test('of six starts at once that want UUIDs one changes the columns', { skip }, async t => {
  const url = await createTestSchema(t)
  const open = () => openTestPostgres(t, { userIds: 'uuid' }, { url })
  const stores = await Promise.all([1, 2, 3, 4, 5, 6].map(open))
  const id = '0192f3a4-7c1d-7e2b-9c3d-1f2e3d4c5b6a'
  const user = await addUser(stores[3] ?? assert.fail(), 'alice@example.com', { id })
  assert.equal(user.id, id)
  await assert.rejects(openTestPostgres(t, { userIds: 'integer' }, { url }), UserIdsFixedError)
})

const books = { number: 1, name: 'books', sql: { postgres: 'CREATE TABLE books (id bigint)', sqlite: 'SELECT 1' } }

function openWith(t: TestContext, url: string, migrations: readonly AppMigration[]) {
  return openTestPostgres(t, {}, { url, schema: { migrations } })
}

test('a step of an application that fails leaves nothing, and runs at the next start', { skip }, async t => {
  const url = await createTestSchema(t)
  const broken = { number: 2, name: 'pages', sql: 'CREATE TABLE pages (id bigint); CREATE TABLE nonsense (' }
  await assert.rejects(openWith(t, url, [books, broken]), /step 2, pages, failed: syntax error/)
  const store = await openWith(t, url, [books, { ...broken, sql: 'CREATE TABLE pages (id bigint)' }])
  assert.deepEqual(
    store.migrated.map(({ name }) => name),
    ['pages'],
  )
})

test('a step that ends its transaction, was renamed, or has no SQL for PostgreSQL is refused', { skip }, async t => {
  const url = await createTestSchema(t)
  const pages = { number: 2, name: 'pages' }
  for (const word of ['COMMIT', 'end', '/* now */ ROLLBACK', "SELECT ';';\n-- x\nSAVEPOINT a", 'Abort']) {
    const sql = `CREATE TABLE pages (id bigint); ${word}; CREATE TABLE more (id bigint)`
    await assert.rejects(openWith(t, url, [books, { ...pages, sql }]), /step 2, pages, holds [A-Z]+: each step runs/)
  }
  const hidden = `CREATE TABLE pages (id bigint); CREATE PROCEDURE finish() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$; CALL finish()`
  await assert.rejects(openWith(t, url, [books, { ...pages, sql: hidden }]), AppMigrationError)
  await assert.rejects(openWith(t, url, [{ ...books, name: 'tomes' }]), /step 1 was books, not tomes/)
  await assert.rejects(openWith(t, url, [books, { ...pages, sql: { sqlite: 'SELECT 1' } }]), /no SQL for postgres/)
  const store = await openWith(t, url, [books, { ...pages, sql: 'CREATE TABLE pages (id bigint)' }])
  assert.equal(store.migrated.length, 1)
})

interface Obstacle {
  readonly what: RegExp
  readonly fix: RegExp
  /** The address, after making what stands in the way. */
  readonly make: (t: TestContext) => Promise<string>
  /** Those that meet it: what only reads finds no tables yet. */
  readonly commands?: readonly string[]
}

const password = 'hunter2'
const role = `obstacle_${process.pid}`
const server = new URL(postgresTestUrl)

function address(user: string, database: string, more = ''): string {
  return `postgres://${user}:${password}@${server.host}/${database}${more}`
}

/** A role with this password, and without rights. */
async function makeRole(t: TestContext): Promise<void> {
  await runOnPostgres(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`)
  t.after(() => runOnPostgres(`DROP OWNED BY ${role}; DROP ROLE ${role}`))
}

async function makeDatabase(t: TestContext, options = ''): Promise<string> {
  const name = `obstacle_${process.pid}`
  await runOnPostgres(`CREATE DATABASE ${name} TEMPLATE template0 ${options}`)
  t.after(() => runOnPostgres(`DROP DATABASE ${name} WITH (FORCE)`))
  return name
}

const obstacles: Readonly<Record<string, Obstacle>> = {
  'no such database': {
    make: async () => address('postgres', 'no_such_database'),
    what: /^The server has no database no_such_database\.$/,
    fix: /^Make it: createdb no_such_database$/,
  },
  'no server': {
    make: async () => `postgres://u:${password}@127.0.0.1:1/app`,
    what: /^No PostgreSQL answers at 127\.0\.0\.1:1: ECONNREFUSED\.$/,
    fix: /^Start it, or check DATABASE_URL\.$/,
  },
  'no such host': {
    make: async () => `postgres://u:${password}@nowhere.invalid/app`,
    what: /^The host nowhere\.invalid is not known\.$/,
    fix: /DATABASE_URL/,
  },
  'no socket': {
    make: async () => `postgres://u:${password}@/app?host=/nowhere`,
    what: /^No PostgreSQL answers at \/nowhere\/\.s\.PGSQL\.5432: ENOENT\.$/,
    fix: /DATABASE_URL/,
  },
  'no such user': {
    make: async () => address('no_such_user', 'test'),
    what: /^The server (?:does not let the user no_such_user in|refuses the password of the user no_such_user)\.$/,
    fix: /DATABASE_URL/,
  },
  'no right to make a schema': {
    make: async t => {
      await makeRole(t)
      return address(role, 'test', '?schema=of_another')
    },
    commands: ['migrate'],
    what: /^The user obstacle_\d+ may not (?:make|create) .*permission denied for database test\.$/,
    fix: /^As .*GRANT CREATE ON DATABASE test TO obstacle_\d+/,
  },
  'no right to make tables': {
    make: async t => {
      await makeRole(t)
      const url = await createTestSchema(t)
      const schema = new URL(url).searchParams.get('schema')
      await runOnPostgres(`CREATE SCHEMA ${schema}; GRANT USAGE ON SCHEMA ${schema} TO ${role}`)
      return address(role, 'test', `?schema=${schema}`)
    },
    commands: ['migrate'],
    what: /^The user obstacle_\d+ may not make tables in the schema test_\w+: permission denied for schema test_\w+\.$/,
    fix: /^As its owner: GRANT CREATE, USAGE ON SCHEMA test_\w+ TO obstacle_\d+$/,
  },
  'another encoding': {
    make: async t => address('postgres', await makeDatabase(t, "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")),
    commands: ['migrate', 'doctor'],
    what: /^The database has the encoding SQL_ASCII\.$/,
    fix: /createdb --encoding=UTF8/,
  },
  'a read-only database': {
    make: async t => {
      const name = await makeDatabase(t)
      await runOnPostgres(`ALTER DATABASE ${name} SET default_transaction_read_only = on`)
      return address('postgres', name)
    },
    commands: ['migrate', 'doctor'],
    what: /^The database is read-only \(default_transaction_read_only\)\.$/,
    fix: /primary/,
  },
  "a table of another program's": {
    make: async t => {
      const url = await createTestSchema(t)
      const schema = new URL(url).searchParams.get('schema')
      await runOnPostgres(`CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.users (id int)`)
      return address('postgres', 'test', `?schema=${schema}`)
    },
    commands: ['migrate'],
    what: /^The database has a table of another program with the name of one of Latchkey's: relation "users" already exists\.$/,
    fix: /\?schema=latchkey/,
  },
  'no TLS': {
    make: async () => address('postgres', 'test', '?sslmode=verify-full'),
    what: /^The (?:server at .* has no TLS|certificate of the server at .* does not hold)/,
    fix: /sslmode/,
  },
}

for (const [name, { make, what, fix, commands = ['migrate', 'users list', 'doctor'] }] of Object.entries(obstacles)) {
  test(`${name}: the start says so, and what to do, by the library and on the command line`, { skip }, async t => {
    const url = await make(t)
    const refused = await openStore(url, storeSettings).catch((error: unknown) => error)
    assert.ok(refused instanceof DatabaseOpenError, String((refused as Error).stack))
    assert.match(refused.what, what)
    assert.match(refused.fix, fix)
    const secretKey = 'a secret that is long enough for a test of the start'
    await assert.rejects(createAuth({ secretKey, database: url }), (error: Error) => {
      assert.ok(error.message.includes(refused.what), error.message)
      assert.doesNotMatch(`${error.message} ${error.stack}`, new RegExp(password))
      return true
    })
    for (const words of commands) {
      const { code, stdout, stderr } = await runCommand(`latchkey ${words}`, placeOf(t, url))
      const said = `${stdout}${stderr}`.replaceAll(/\s+/g, ' ')
      assert.equal(code, 1, said)
      assert.match(said, new RegExp(what.source.replaceAll(/[\^$]/g, '')), words)
      assert.match(said, new RegExp(fix.source.replaceAll(/[\^$]/g, '')), words)
      assert.doesNotMatch(said, new RegExp(password), words)
    }
  })
}

function placeOf(t: TestContext, url: string) {
  const place = openPlace(t)
  return { ...place, env: { ...place.env, DATABASE_URL: url } }
}

import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { createAuth } from '../auth.ts'
import { defineResource } from '../features/resources/resource.ts'
import { charField } from '../fields/char-field.ts'
import { readOnlyField } from '../fields/read-only-field.ts'
import { ConfigurationError } from '../settings/configuration-error.ts'
import { defineConfig, resolveSettings } from '../settings.ts'
import { openSqliteStore } from '../stores/sqlite/store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createTestClient } from '../testing/test-client.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'

/** Options as JavaScript may write them. */
async function messageOf(options: unknown): Promise<string> {
  const error = await createAuth(options as never).then(
    () => assert.fail('the options were accepted'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof ConfigurationError || error instanceof TypeError, String(error))
  return error.message
}

test('one call takes settings and parts, opens the store by its address and serves', async t => {
  const path = join(temporaryFolder(t), '.latchkey/app.sqlite3')
  const auth = await createAuth({ secretKey, database: `sqlite:${path}`, accessTokenLifetime: '10m', endpoints: [] })
  assert.equal(auth.system.settings.accessTokenLifetime, 600)
  const { status } = await createTestClient(auth.dispatch).request('GET', '/api/auth/profile/')
  assert.equal(status, 401)
  assert.ok(existsSync(path))
  await auth.close()
  await assert.rejects(async () => auth.store.database.prepare('SELECT 1').get(), /not open/)
})

test('a configuration from defineConfig is taken as it is, and with parts beside it', async t => {
  const path = join(temporaryFolder(t), 'app.sqlite3')
  const config = defineConfig({ secretKey, database: `sqlite:${path}`, SIMPLE_JWT: { ACCESS_TOKEN_LIFETIME: '2m' } })
  const first = await createAuth(config)
  await first.close()
  const second = await createAuth({ ...config, endpoints: [], onEvent: () => {} })
  assert.equal(second.system.settings.accessTokenLifetime, 120)
  assert.deepEqual(second.store.migrated, [])
  await second.close()
})

test('the database can be in memory, with the tables of the application', async () => {
  const sql = 'CREATE TABLE tasks (id INTEGER PRIMARY KEY) STRICT'
  const migrations = [{ number: 1, name: 'tasks', sql }]
  const auth = await createAuth({ secretKey, database: 'sqlite::memory:', migrations })
  assert.deepEqual(auth.store.database.prepare('SELECT * FROM tasks').all(), [])
  assert.ok(!existsSync(':memory:'))
  await auth.close()
})

test('a store that was opened before stands in place of the database', async () => {
  const store = openSqliteStore(':memory:', resolveSettings([{ source: 'test', values: { secretKey } }]))
  const auth = await createAuth({ secretKey, store })
  assert.equal(auth.store, store)
  await auth.close()
})

test('without a secret the error names the variable and the command that makes one', async () => {
  for (const options of [
    {},
    { secretKey: undefined },
    { secretKey: '' },
    { secretKey: '  ' },
    { database: 'sqlite:x' },
  ]) {
    const message = await messageOf(options)
    assert.match(message, /secretKey .*SECRET_KEY.*/)
    assert.match(message, /`npx latchkey keys generate`/)
  }
})

test('everything that is wrong is said at once, and nothing is created', async t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'file'), 'text')
  mkdirSync(join(folder, 'folder'))
  const message = await messageOf({
    secretkey: secretKey,
    acessTokenLifetime: '5m',
    resource: [],
    endpoints: {},
    clock: {},
    database: 'app.sqlite3',
  })
  assert.match(message, /secretKey \(nowhere\): is not set/)
  assert.match(message, /secretkey \(createAuth\): is not a setting; write secretKey/)
  assert.match(message, /acessTokenLifetime .* write accessTokenLifetime/)
  assert.match(message, /resource .* write resources/)
  assert.match(message, /endpoints .*not a list/)
  assert.match(message, /clock .*has no now/)
  assert.match(message, /database .*write sqlite:\/\/\/app\.sqlite3/)
  assert.ok(!existsSync('app.sqlite3'))
})

test('a database that cannot be opened is told beside the other faults', async t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'file'), 'no database, just some text')
  const taken = { secretKey, throttles: {} }
  assert.match(await messageOf({ ...taken, database: `sqlite:${folder}` }), /database.*is a folder[\s\S]*throttles/)
  assert.match(
    await messageOf({ ...taken, database: `sqlite:${folder}/file` }),
    /not an SQLite database[\s\S]*throttles/,
  )
  assert.match(
    await messageOf({ ...taken, database: `sqlite:${folder}/file/a` }),
    /is a file, not a folder[\s\S]*throttles/,
  )
})

test('two endpoints at one path are told beside the other faults, and so is a key beside a wrong setting', async () => {
  const endpoints = [twice(), twice(), twice()]
  const message = await messageOf({
    secretKey,
    acessTokenLifetime: 1,
    algorithm: 'ES256',
    signingKey: 'no key',
    endpoints,
  })
  assert.match(message, /acessTokenLifetime .* write accessTokenLifetime/)
  assert.match(message, /signingKey \(createAuth\): /)
  assert.equal(
    message.match(/endpoints \(createAuth\): has two endpoints at \/twice\/; give one another path/g)?.length,
    2,
  )
})

test('a declaration of plain zod is told with the others', async () => {
  const GET = { ...twice().methods.GET, query: z.object({ page: z.string() }) }
  const message = await messageOf({ secretKey, clock: {}, endpoints: [{ ...twice(), methods: { GET } }] })
  assert.match(
    message,
    /clock .*has no now[\s\S]*query of GET \/twice\/ has `page`, which is not a field; use charField/,
  )
})

test('what is missing in the tables and what is wrong with their keys is one list', async () => {
  const sql = 'CREATE TABLE rooms (id TEXT PRIMARY KEY) STRICT; CREATE TABLE desks (nr INTEGER PRIMARY KEY) STRICT'
  const fields = z.object({ id: readOnlyField('integer'), name: charField() })
  const resource = (name: string) => defineResource({ name, path: `/${name}/`, table: name, fields, permissions: [] })
  const message = await messageOf({
    secretKey,
    database: 'sqlite::memory:',
    migrations: [{ number: 1, name: 'rooms', sql }],
    resources: ['rooms', 'desks', 'lamps'].map(resource),
  })
  for (const what of [
    /resources rooms .*has no column name; add it/,
    /resources rooms .*the id of rooms is text; write id/,
    /resources lamps .*the table lamps does not exist/,
  ])
    assert.match(message, what)
  assert.equal(message.match(/the table desks has no column id/g)?.length, 1)
})

test('a store that is refused after it was opened is closed again', async t => {
  const path = join(temporaryFolder(t), 'app.sqlite3')
  const endpoints = [twice(), twice()]
  assert.match(await messageOf({ secretKey, database: `sqlite:${path}`, endpoints }), /two endpoints at/)
  const migrations = [{ number: 1, name: 'odd', sql: 'CREATE TABLE' }]
  assert.match(
    await messageOf({ secretKey, database: `sqlite:${path}`, migrations }),
    /migrations .*step 1, odd, failed/,
  )
  // An open file keeps its write-ahead log.
  assert.ok(!existsSync(`${path}-wal`))
})

function twice() {
  const GET = { summary: 'Twice.', fails: [], handle: async () => ({ status: 200, body: {} }) }
  return {
    name: 'Twice',
    description: '',
    authentication: 'none',
    permissions: [],
    paths: ['/twice/'],
    methods: { GET },
  }
}

const settings = resolveSettings([{ source: 'test', values: { secretKey } }])

const misuses: Readonly<Record<string, [unknown, RegExp]>> = {
  nothing: [undefined, /got nothing; write createAuth\(\{ secretKey/],
  'a promise': [Promise.resolve({}), /got a promise; await it/],
  'an address': ['sqlite:app.sqlite3', /got a string; write createAuth/],
  'a list': [[], /got a list/],
  'a module': [await import('../settings.ts'), /got a module; pass its default export/],
  'raw settings': [
    { settings: { secretKey } },
    /settings .*is not what resolveSettings returns[\s\S]*store .*is missing/,
  ],
  'settings without a store': [{ settings }, /store .*is missing/],
  'both forms': [
    { settings, secretKey, database: 'x' },
    /secretKey .*stands beside settings[\s\S]*database .*beside settings/,
  ],
  'a misspelt part in the long form': [{ settings, event: {} }, /event .*write events/],
  'a path as the store': [{ secretKey, store: 'app.sqlite3' }, /store .*database: 'sqlite:app\.sqlite3'/],
  'a promise of a store': [{ secretKey, store: Promise.resolve() }, /store .*await it first/],
  'two databases': [{ secretKey, database: 'sqlite:a', databaseUrl: 'sqlite:b' }, /databaseUrl a second time/],
  'keys that cannot sign': [{ secretKey, algorithm: 'RS256', signingKey: 'no pem' }, /signingKey \(createAuth\)/],
}

for (const [name, [options, expected]] of Object.entries(misuses)) {
  test(`createAuth refuses ${name} with a sentence`, async () => {
    assert.match(await messageOf(options), expected)
  })
}

test('settings where layers are expected are refused with the right form', () => {
  for (const layers of [{ secretKey }, undefined, [{ secretKey }], ['app'], [{ source: 'app', values: null }]]) {
    assert.throws(() => resolveSettings(layers as never), /TypeError: resolveSettings takes a list of layers/)
  }
})

test('openSqliteStore refuses an address, raw settings and no settings with a sentence', () => {
  assert.throws(() => openSqliteStore('sqlite:app.sqlite3', settings), /got an address in place of a path/)
  assert.throws(() => openSqliteStore(':memory:', undefined as never), /no resolved settings/)
  assert.throws(() => openSqliteStore(':memory:', { secretKey } as never), /no resolved settings/)
  assert.throws(() => openSqliteStore(':memory:', { accessTokenLifetime: '5m' } as never), /as they are written/)
  assert.throws(() => openSqliteStore('', settings), /got no path/)
})

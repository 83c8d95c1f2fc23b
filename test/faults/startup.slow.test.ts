/** What keeps a server from starting is said on stderr, with its fix, and the process ends with 1. */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { type Environment, run, secretKey } from './command-line.ts'

const secret = { SECRET_KEY: secretKey }

async function refusalOf(folder: string, env: Environment = {}, words: readonly string[] = []): Promise<string> {
  const { code, stdout, stderr } = await run(['serve', ...words], { folder, env: { PORT: '0', ...env } })
  assert.deepEqual([code, stdout], [1, ''], stderr)
  assert.doesNotMatch(stderr, /^ +at |node:internal|\.ts:\d/m, 'a stack')
  return stderr
}

test('a port that is taken ends the start with a sentence', async t => {
  const taker = createServer().listen(0, '127.0.0.1')
  t.after(() => taker.close())
  await new Promise(resolve => taker.once('listening', resolve))
  const address = taker.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const said = await refusalOf(temporaryFolder(t), { ...secret, PORT: String(port) })
  assert.match(said, /Another program listens on port \d+ of 127\.0\.0\.1/)
  assert.match(said, /Stop it, or choose another port/)
})

test('an address that this machine does not have ends the start with a sentence', async t => {
  const said = await refusalOf(temporaryFolder(t), { ...secret, HOST: '192.0.2.1' })
  assert.match(said, /HOST \(environment\) is '192\.0\.2\.1', which is no address of this machine/)
})

test('a database whose folder cannot be made ends the start with a sentence', async t => {
  const said = await refusalOf(temporaryFolder(t), { ...secret, DATABASE_URL: 'sqlite:/dev/null/x.sqlite3' })
  assert.match(said, /\/dev\/null/)
  assert.match(said, /or set another path with DATABASE_URL=sqlite:\/\/\/PATH/)
})

test('a database that is a folder ends the start with a sentence', async t => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'data'))
  const said = await refusalOf(folder, { ...secret, DATABASE_URL: 'sqlite:data' })
  assert.match(said, /data is a folder\.\n.*DATABASE_URL=sqlite:\/\/\/PATH/)
})

test('a database that is not SQLite ends the start with a sentence', async t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'notes.txt'), 'these are notes, and no database at all\n'.repeat(200))
  const said = await refusalOf(folder, { ...secret, DATABASE_URL: 'sqlite:notes.txt' })
  assert.match(said, /notes\.txt is not an SQLite database, or is damaged\.\n +Check the path/)
})

test('a secret file that other users can read ends the start with a sentence', async t => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, '.latchkey'))
  const path = join(folder, '.latchkey', 'secret-key')
  writeFileSync(path, secretKey)
  chmodSync(path, 0o644)
  const said = await refusalOf(folder)
  assert.match(said, /can be read or changed by other users of this machine/)
  assert.ok(said.includes(`chmod 600 ${path}`))
  assert.ok(!said.includes(secretKey), 'the secret')
})

test('a folder where no secret can be stored ends the start with a sentence', async t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, '.latchkey'), 'in the way')
  const said = await refusalOf(folder, { DATABASE_URL: 'sqlite:x.sqlite3' })
  assert.match(said, /cannot be used/)
  assert.match(said, /or set SECRET_KEY/)
})

test('an unknown setting ends the start and names the nearest one', async t => {
  const said = await refusalOf(temporaryFolder(t), { ...secret, LATCHKEY_ACCESS_TOKEN_LIFETIM: '5m' })
  assert.match(said, /The configuration has 1 fault/)
  assert.match(said, /LATCHKEY_ACCESS_TOKEN_LIFETIM +environment +is not a setting/)
  assert.match(said, /LATCHKEY_ACCESS_TOKEN_LIFETIME/)
})

test('all configuration faults are listed at once, without a secret', async t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, '.env'), 'LATCHKEY_ALGORITHM=none\n')
  const said = await refusalOf(folder, { SECRET_KEY: 'short-secret', PORT: 'eighty' })
  assert.match(said, /The configuration has 3 faults/)
  for (const name of ['SECRET_KEY', 'PORT', 'LATCHKEY_ALGORITHM']) assert.ok(said.includes(name), name)
  assert.ok(!said.includes('short-secret'), 'the secret')
})

test('a missing or broken configuration file ends the start with a sentence', async t => {
  const folder = temporaryFolder(t)
  assert.match(await refusalOf(folder, secret, ['--config', 'absent.ts']), /absent\.ts, which does not exist/)
  writeFileSync(join(folder, 'latchkey.config.ts'), 'export default {')
  assert.match(await refusalOf(folder, secret), /latchkey\.config\.ts +cannot be loaded/)
})

test('keys that cannot sign end the start with a sentence', async t => {
  const env = { ...secret, LATCHKEY_ALGORITHM: 'RS256', LATCHKEY_SIGNING_KEY: 'not a PEM' }
  assert.match(await refusalOf(temporaryFolder(t), env), /The keys cannot be used/)
})

test('a database of a newer version ends the start with a sentence', async t => {
  const folder = temporaryFolder(t)
  const env = { ...secret, DATABASE_URL: 'sqlite:x.sqlite3' }
  assert.equal((await run(['migrate'], { folder, env })).code, 0)
  const { DatabaseSync } = await import('node:sqlite')
  const db = new DatabaseSync(join(folder, 'x.sqlite3'))
  db.exec("INSERT INTO schema_migrations (number, name) VALUES (9999, 'from the future')")
  db.close()
  assert.match(await refusalOf(folder, env), /migration 9999.*\n.*Install the version that wrote it/)
})

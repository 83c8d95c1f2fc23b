/** The command line as a process: what goes to stdout, what to stderr, and how it ends. `test/cli/` has the words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi } from './api.ts'
import { run, secretKey, start } from './command-line.ts'
import { startServer } from './server-process.ts'

const base = { SECRET_KEY: secretKey, DATABASE_URL: 'sqlite:data.sqlite3' }
const superuser = { ...base, DJANGO_SUPERUSER_PASSWORD: 'SecurePass123!' }

test('an answer goes to stdout, a refusal to stderr, and the exit code tells them apart', async t => {
  const place = { folder: temporaryFolder(t), env: base }
  const done = await run(['migrate'], place)
  assert.equal(done.code, 0)
  assert.match(done.stderr, /^Database: .*data\.sqlite3\n$/)
  assert.match(done.stdout, /^Applied 1: users, sessions/)
  const refused = await run(['users', 'show', 'alice@example.com'], place)
  assert.deepEqual([refused.code, refused.stdout], [1, ''])
  assert.match(refused.stderr, /^Error: There is no account/)
  const misspelt = await run(['migrat'], place)
  assert.deepEqual([misspelt.code, misspelt.stdout], [2, ''])
})

test('a password comes in by a pipe', async t => {
  const place = { folder: temporaryFolder(t), env: base }
  const running = start(['users', 'create', '--email', 'alice@example.com', '--stdin'], place)
  running.child.stdin?.end('SecurePass123!\n')
  const { code, stdout } = await running.ended
  assert.deepEqual([code, stdout], [0, 'Created alice@example.com (id 1).\n'])
})

test('createsuperuser --noinput creates an administrator who can log in', async t => {
  const folder = temporaryFolder(t)
  const words = ['createsuperuser', '--noinput', '--email', 'root@example.com']
  const { code, stdout, stderr } = await run(words, { folder, env: superuser })
  assert.deepEqual([code, stdout], [0, 'Superuser created successfully.\n'])
  assert.match(stderr, /^Created a new database: .*data\.sqlite3\n$/)
  const { url } = await startServer(t, folder, { ...base, LATCHKEY_EXAMPLE_ENDPOINTS: 'on' })
  const { access } = (await createApi(url).login('root@example.com', 'SecurePass123!')).json
  const answer = await fetch(`${url}/api/admin-only/`, { headers: { authorization: `Bearer ${access}` } })
  assert.equal(answer.status, 200)
})

test('createsuperuser works beside a running server, where the account logs in at once', async t => {
  const folder = temporaryFolder(t)
  const { url } = await startServer(t, folder, base)
  const words = ['createsuperuser', '--noinput', '--email', 'root@example.com']
  assert.equal((await run(words, { folder, env: superuser })).code, 0)
  assert.equal((await createApi(url).login('root@example.com', 'SecurePass123!')).status, 200)
})

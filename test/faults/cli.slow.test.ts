/** The command line as a process: what goes to stdout, what to stderr, and how it ends. */
import assert from 'node:assert/strict'
import { sign, verify } from 'node:crypto'
import { join } from 'node:path'
import { test } from 'node:test'
import { createKeyring } from '../../src/keys/keyring.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { createApi } from './api.ts'
import { run, secretKey } from './command-line.ts'
import { startServer } from './server-process.ts'

const base = { SECRET_KEY: secretKey, DATABASE_URL: 'sqlite:data.sqlite3' }
const superuser = { ...base, DJANGO_SUPERUSER_PASSWORD: 'SecurePass123!' }

test('migrate says what it did, and the second time that there was nothing to do', async t => {
  const place = { folder: temporaryFolder(t), env: base }
  const first = await run(['migrate'], place)
  assert.deepEqual([first.code, first.stderr], [0, ''])
  assert.match(first.stdout, /^Applied 1: users, sessions/)
  const second = await run(['migrate'], place)
  assert.deepEqual([second.code, second.stdout], [0, 'Nothing to do: the schema is up to date.\n'])
})

test('migrate --json prints one document and nothing else', async t => {
  const folder = temporaryFolder(t)
  const documents = []
  for (const _ of [1, 2]) {
    const { stdout, stderr } = await run(['migrate', '--json'], { folder, env: base })
    assert.equal(stderr, '')
    documents.push(JSON.parse(stdout))
  }
  const [first, second] = documents
  assert.equal(first.database, join(folder, 'data.sqlite3'))
  assert.equal(first.migrated[0].number, 1)
  assert.deepEqual(second.migrated, [])
})

test('createsuperuser without a terminal asks for nothing and makes nobody', async t => {
  const { code, stdout } = await run(['createsuperuser'], { folder: temporaryFolder(t), env: base })
  assert.equal(code, 0)
  assert.match(stdout, /^Superuser creation skipped due to not running in a TTY\./)
})

test('createsuperuser --noinput makes an administrator who can log in', async t => {
  const folder = temporaryFolder(t)
  const words = ['createsuperuser', '--noinput', '--email', 'root@example.com']
  const { code, stdout, stderr } = await run(words, { folder, env: superuser })
  assert.deepEqual([code, stdout, stderr], [0, 'Superuser created successfully.\n', ''])
  const { url } = await startServer(t, folder, { ...base, LATCHKEY_EXAMPLE_ENDPOINTS: 'on' })
  const { access } = (await createApi(url).login('root@example.com', 'SecurePass123!')).json
  const answer = await fetch(`${url}/api/admin-only/`, { headers: { authorization: `Bearer ${access}` } })
  assert.equal(answer.status, 200)
})

test('createsuperuser --noinput takes everything from the environment, and --json tells who it is', async t => {
  const env = { ...superuser, DJANGO_SUPERUSER_EMAIL: 'root@Example.com', DJANGO_SUPERUSER_FIRST_NAME: 'Ro' }
  const { stdout } = await run(['createsuperuser', '--no-input', '--json'], { folder: temporaryFolder(t), env })
  assert.deepEqual(JSON.parse(stdout), { id: 1, username: '', email: 'root@example.com' })
})

test('createsuperuser --noinput refuses what is missing, wrong or taken', async t => {
  const folder = temporaryFolder(t)
  const refuse = async (words: readonly string[]) => {
    const { code, stdout, stderr } = await run(['createsuperuser', '--noinput', ...words], { folder, env: superuser })
    assert.deepEqual([code, stdout], [1, ''])
    return stderr
  }
  assert.match(await refuse([]), /You must use --email with --noinput\./)
  assert.match(await refuse(['--email', 'nobody']), /Enter a valid email address\./)
  assert.match(await refuse(['--email', 'a@example.com', '--first_name', 'x'.repeat(151)]), /at most 150 characters/)
  await run(['createsuperuser', '--noinput', '--email', 'root@example.com'], { folder, env: superuser })
  assert.match(await refuse(['--email', 'ROOT@example.com']), /That email is already taken\./)
})

test('createsuperuser --noinput without a password makes an account that no password opens', async t => {
  const folder = temporaryFolder(t)
  await run(['createsuperuser', '--noinput', '--email', 'root@example.com'], { folder, env: base })
  const api = createApi((await startServer(t, folder, base)).url)
  for (const password of ['!', 'undefined', 'SecurePass123!']) {
    assert.equal((await api.login('root@example.com', password)).status, 401)
  }
})

test('createsuperuser works beside a running server, which knows the account at once', async t => {
  const folder = temporaryFolder(t)
  const { url } = await startServer(t, folder, base)
  const words = ['createsuperuser', '--noinput', '--email', 'root@example.com']
  assert.equal((await run(words, { folder, env: superuser })).code, 0)
  assert.equal((await createApi(url).login('root@example.com', 'SecurePass123!')).status, 200)
})

test('keys generate prints a secret that a server takes, and the advice beside it', async t => {
  const folder = temporaryFolder(t)
  const { code, stdout, stderr } = await run(['keys', 'generate'], { folder })
  assert.equal(code, 0)
  assert.match(stdout, /^[\w-]{86}\n$/)
  assert.match(stderr, /keep it out of version control/)
  await createTestAuth({ secretKey: stdout.trim() })
})

const pairs = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const

test('every pair that keys generate prints signs tokens that it verifies', async t => {
  const folder = temporaryFolder(t)
  for (const algorithm of pairs) {
    const { stdout } = await run(['keys', 'generate', '-a', algorithm, '--json'], { folder })
    const { privatePem, publicPem, kid, privateJwk, publicJwk, ...rest } = JSON.parse(stdout)
    assert.deepEqual(rest, { algorithm })
    const digest = algorithm === 'EdDSA' ? null : 'sha256'
    const message = Buffer.from(algorithm)
    const byJwk = sign(digest, message, { key: privateJwk, format: 'jwk' })
    assert.equal(verify(digest, message, publicPem, byJwk), true, algorithm)
    assert.deepEqual([publicJwk.kid, publicJwk.alg, publicJwk.d], [kid, algorithm, undefined])
    createKeyring({ algorithm, signingKey: privatePem, verifyingKey: publicPem, kid })
    const auth = await createTestAuth({ algorithm, signingKey: privatePem, verifyingKey: publicPem, keyId: kid })
    const { access } = await auth.register('alice@example.com')
    assert.equal((await auth.visit(access)).status, 200, algorithm)
  }
})

test('every secret that keys generate prints for an HS algorithm works with it', async t => {
  const folder = temporaryFolder(t)
  for (const algorithm of ['HS256', 'HS384', 'HS512'] as const) {
    const { stdout } = await run(['keys', 'generate', '--algorithm', algorithm, '--json'], { folder })
    const auth = await createTestAuth({ algorithm, secretKey: JSON.parse(stdout).secret })
    const { access } = await auth.register('alice@example.com')
    assert.equal((await auth.visit(access)).status, 200, algorithm)
  }
})

test('help names every command, and every command explains itself', async t => {
  const folder = temporaryFolder(t)
  const { code, stdout, stderr } = await run([], { folder })
  assert.deepEqual([code, stderr], [0, ''])
  assert.equal((await run(['--help'], { folder })).stdout, stdout)
  const names = [...stdout.matchAll(/^ {2}latchkey (\S+(?: \S+)?) {2,}/gm)].map(([, name = '']) => name)
  for (const name of ['serve', 'migrate', 'createsuperuser', 'keys generate']) assert.ok(names.includes(name), name)
  const explained = names.map(async name => {
    const help = await run([...name.split(' '), '--help'], { folder })
    assert.deepEqual([help.code, help.stderr], [0, ''], name)
    assert.ok(help.stdout.startsWith(`Usage: latchkey ${name}`), name)
  })
  await Promise.all(explained)
})

test('a command or an option that does not exist ends with 2 and says where to look', async t => {
  const folder = temporaryFolder(t)
  const rows = [
    [['migrat'], /There is no command "migrat"\.\n +Did you mean "latchkey migrate"\?/],
    [['dance'], /There is no command "dance"\.\n +See: latchkey --help/],
    [['keys'], /There is no command "keys"/],
    [['migrate', '--wrong'], /Unknown option '--wrong'\.\n +See: latchkey migrate --help/],
    [['migrate', 'twice'], /Unexpected argument 'twice'/],
    [['serve', '--port'], /--port/],
    [['keys', 'generate', '-a', 'none'], /There is no algorithm "none"\./],
  ] as const
  const refused = rows.map(async ([words, expected]) => {
    const { code, stdout, stderr } = await run(words, { folder, env: base })
    assert.deepEqual([code, stdout], [2, ''], words.join(' '))
    assert.match(stderr, expected)
  })
  await Promise.all(refused)
})

test('serve takes its port from the command line before the environment', async t => {
  const said = await run(['serve', '--port', 'eighty'], { folder: temporaryFolder(t), env: { ...base, PORT: '0' } })
  assert.equal(said.code, 1)
  assert.match(said.stderr, /PORT +environment +'eighty' does not fit/)
})

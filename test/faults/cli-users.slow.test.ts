/** `latchkey users` and `latchkey groups`, as a shell sees them, alone and beside a running server. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, type Pair, password } from './api.ts'
import { type Ended, type Environment, type Place, run, secretKey, start } from './command-line.ts'
import { startServer } from './server-process.ts'

function place(t: TestContext, env: Environment = {}): Place {
  return { folder: temporaryFolder(t), env: { SECRET_KEY: secretKey, ...env } }
}

/** Runs it with a line on its standard input. */
async function pipe(line: string, words: readonly string[], where: Place): Promise<Ended> {
  const running = start(words, where)
  running.child.stdin?.end(`${line}\n`)
  return await running.ended
}

const create = (where: Place, email: string, ...more: string[]) =>
  pipe(password, ['users', 'create', '--email', email, '--stdin', '--json', ...more], where)

test('accounts are created, listed and shown, and no answer holds a hash', async t => {
  const where = place(t)
  const made = await create(where, 'alice@example.com', '--first_name', 'Alice', '--staff')
  assert.equal(made.code, 0, made.stderr)
  assert.deepEqual([JSON.parse(made.stdout).id, JSON.parse(made.stdout).is_staff], [1, true])
  await create(where, 'bob@example.com', '--inactive')
  const listed = await run(['users', 'list'], where)
  assert.match(listed.stdout, /^id +username +email +flags/)
  assert.match(listed.stdout, /1 +alice@example.com +staff/)
  assert.match(listed.stdout, /2 +bob@example.com +inactive/)
  const found = JSON.parse((await run(['users', 'list', '--search', 'BOB', '--json'], where)).stdout)
  assert.deepEqual(
    found.map(({ email }: { email: string }) => email),
    ['bob@example.com'],
  )
  for (const named of ['alice@example.com', '1', 'id:1']) {
    const shown = await run(['users', 'show', named, '--json'], where)
    const { email, first_name, password: kind, groups, sessions } = JSON.parse(shown.stdout)
    assert.deepEqual([email, first_name, kind, groups, sessions], ['alice@example.com', 'Alice', 'argon2', [], 0])
    assert.doesNotMatch(shown.stdout, /\$/)
  }
})

test('what is wrong is said, and nothing is done', async t => {
  const where = place(t)
  await create(where, 'alice@example.com')
  const refusals: readonly (readonly [readonly string[], string, number, RegExp])[] = [
    [['users', 'create', '--email', 'alice@example.com', '--stdin'], password, 1, /already taken/],
    [['users', 'create', '--email', 'nobody', '--stdin'], password, 1, /valid email address/],
    [['users', 'create', '--stdin'], password, 1, /--email is needed/],
    [['users', 'create', '--email', 'b@example.com', '--stdin'], 'password', 1, /too common/],
    [['users', 'create', '--email', 'b@example.com', '--stdin'], '', 1, /Blank passwords/],
    [['users', 'create', '--email', 'b@example.com'], '', 1, /--stdin/],
    [['users', 'show', 'nobody@example.com'], '', 1, /There is no account "nobody@example.com"/],
    [['users', 'show'], '', 2, /USER is needed/],
    [['users', 'delete', '1'], '', 1, /Say --yes/],
    [['users', 'change', '1'], '', 2, /--staff yes or no/],
    [['users', 'list', '--limit', 'all'], '', 2, /--limit is a number/],
    [['groups', 'add', 'editors', '1'], '', 1, /There is no group "editors"/],
    [['groups', 'grant', 'editors', 'everything'], '', 1, /app_label\.codename/],
  ]
  for (const [words, line, code, says] of refusals) {
    const ended = await pipe(line, words, where)
    assert.deepEqual([ended.code, ended.stdout], [code, ''], words.join(' '))
    assert.match(ended.stderr, says)
  }
  assert.equal(JSON.parse((await run(['users', 'list', '--json'], where)).stdout).length, 1)
})

test('groups hold accounts and permissions', async t => {
  const where = place(t)
  await create(where, 'alice@example.com')
  for (const words of [
    ['create', 'editors'],
    ['grant', 'editors', 'blog.add_post'],
    ['add', 'editors', 'alice@example.com'],
  ]) {
    const ended = await run(['groups', ...words], where)
    assert.equal(ended.code, 0, ended.stderr)
  }
  const shown = JSON.parse((await run(['users', 'show', '1', '--json'], where)).stdout)
  assert.deepEqual([shown.groups, shown.permissions], [['editors'], ['blog.add_post']])
  assert.match((await run(['groups', 'list'], where)).stdout, /editors +1 +blog\.add_post/)
  const own = JSON.parse((await run(['users', 'grant', '1', 'blog.change_post', '--json'], where)).stdout)
  assert.deepEqual(own.permissions, ['blog.add_post', 'blog.change_post'])
  assert.match((await run(['users', 'revoke', '1', 'blog.change_post'], where)).stdout, /has no more of its own: blog/)
  assert.match((await run(['users', 'grant', '1', 'everything'], where)).stderr, /app_label\.codename[\s\S]*shop\./)
  assert.equal((await run(['groups', 'remove', 'editors', '1'], where)).code, 0)
  assert.equal((await run(['groups', 'delete', 'editors'], where)).code, 0)
  assert.match((await run(['groups', 'list'], where)).stdout, /There are no groups/)
})

test('a database of integer ids does not start with UUIDs, and one that began so does', async t => {
  const where = place(t)
  await create(where, 'alice@example.com')
  const changed = await run(['users', 'list'], { ...where, env: { ...where.env, LATCHKEY_USER_IDS: 'uuid' } })
  assert.equal(changed.code, 1)
  assert.match(changed.stderr, /userIds was changed[\s\S]*Set userIds to 'integer'/)
  const fresh = place(t, { LATCHKEY_USER_IDS: 'uuid' })
  const made = await create(fresh, 'alice@example.com')
  assert.match(JSON.parse(made.stdout).id, /^[0-9a-f-]{36}$/)
})

/** A server with a login of its own, and the same folder for the command line. */
async function serve(t: TestContext) {
  const where = place(t)
  const { url } = await startServer(t, where.folder, where.env)
  const api = createApi(url)
  const { json } = await api.register('alice@example.com', password)
  const pair: Pair = json.tokens
  assert.equal((await api.profile(pair.access)).status, 200)
  return { where, api, pair }
}

/** The status that the access token gets within a second of now, as soon as it is another than 200. */
async function statusWithinASecond(api: Awaited<ReturnType<typeof serve>>['api'], { access }: Pair) {
  for (const end = Date.now() + 1000; ; ) {
    const { status } = await api.profile(access)
    if (status !== 200 || Date.now() > end) return status
  }
}

for (const [action, words, line] of [
  ['deactivated', ['users', 'deactivate', 'alice@example.com'], ''],
  ['deleted', ['users', 'delete', 'alice@example.com', '--yes'], ''],
  ['given another password', ['users', 'set-password', 'alice@example.com', '--stdin'], 'AnotherPass456!'],
] as const) {
  test(`whoever is ${action} on the command line is out of a running server within a second`, async t => {
    const { where, api, pair } = await serve(t)
    const ended = await pipe(line, words, where)
    assert.equal(ended.code, 0, ended.stderr)
    assert.equal(await statusWithinASecond(api, pair), 401)
    assert.equal((await api.refresh(pair.refresh)).status, 401)
    assert.equal((await api.login('alice@example.com', password)).status, 401)
  })
}

test('whoever is activated again, or has the new password, logs in', async t => {
  const { where, api } = await serve(t)
  await run(['users', 'deactivate', '1'], where)
  assert.equal((await api.login('alice@example.com', password)).status, 401)
  await run(['users', 'activate', '1'], where)
  assert.equal((await api.login('alice@example.com', password)).status, 200)
  await pipe('AnotherPass456!', ['users', 'set-password', '1', '--stdin'], where)
  assert.equal((await api.login('alice@example.com', 'AnotherPass456!')).status, 200)
})

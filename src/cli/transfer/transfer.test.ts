/** `users import` and `users export`, as an operator runs them. */
import assert from 'node:assert/strict'
import { copyFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openPlace, type Place, runCommand } from '../../../test/cli/in-process.ts'
import { createAuth } from '../../auth.ts'
import { createBcrypt } from '../../ports/defaults/bcrypt.ts'
import { loadSettings } from '../../server/config/load-settings.ts'
import { openStore } from '../../stores/open-store.ts'
import { createTestClient } from '../../testing/test-client.ts'

const index = join(import.meta.dirname, '../../index.ts')
const ownFields = `
import { charField, defineUserFields, readOnlyField } from '${index}'
import { createRequire } from 'node:module'

const { z } = createRequire('${index}')('zod')

export default {
  userFields: defineUserFields(z.object({
    phone: charField({ required: false, allowBlank: true, maxLength: 15 }),
    is_premium: readOnlyField('boolean'),
  })),
}
`

function openWith(t: TestContext, files: Readonly<Record<string, string | Buffer>>, env: Place['env'] = {}): Place {
  const place = openPlace(t)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(place.folder, name), content)
  return { folder: place.folder, env: { ...place.env, ...env } }
}

/** Works on the database of the place, as a server with its settings would. */
async function withAuth<T>({ env, folder }: Place, use: (auth: Awaited<ReturnType<typeof createAuth>>) => Promise<T>) {
  const settings = await loadSettings({ env, cwd: folder })
  const store = await openStore(settings.databaseUrl, settings, {}, folder)
  try {
    return await use(await createAuth({ settings, store }))
  } finally {
    await store.close()
  }
}

async function login(place: Place, json: object): Promise<number> {
  return await withAuth(place, async ({ dispatch }) => {
    return (await createTestClient(dispatch).request('POST', '/api/auth/login/', { json })).status
  })
}

async function report(place: Place, options: string) {
  const { code, stdout } = await runCommand(`latchkey users import ${options} --json`, place)
  return { code, ...JSON.parse(stdout) }
}

const password = 'correct horse'
const bare = await createBcrypt()(password, '$2b$04$abcdefghijklmnopqrstuu')

const lines = (...rows: readonly object[]) => rows.map(row => `${JSON.stringify(row)}\n`).join('')

test('bare hashes of other programs are verified at the login, and replaced', async t => {
  const rows = ['2a', '2b', '2y'].map(kind => ({ email: `${kind}@example.com`, password: bare.replace('2b', kind) }))
  const place = openWith(t, { 'users.jsonl': lines(...rows) })
  assert.deepEqual(await report(place, 'users.jsonl'), {
    code: 0,
    dry_run: false,
    created: 3,
    skipped: 0,
    failed: 0,
    faults: [],
  })
  for (const { email } of rows) {
    assert.equal(await login(place, { email, password: 'wrong horse' }), 401)
    assert.equal(await login(place, { email, password }), 200)
    const user = await withAuth(place, ({ system }) => system.users.findByLogin(email))
    assert.match(user?.password.reveal() ?? '', /^argon2\$argon2id\$/)
  }
})

test('a bare hash of Argon2 is verified, and an account without a hash has no password', async t => {
  const place = openWith(t, {})
  await withAuth(place, async ({ system }) => {
    const stored = await system.hasher.hash(password)
    const rows = [{ email: 'a@example.com', password: stored.slice('argon2'.length) }, { email: 'b@example.com' }]
    writeFileSync(join(place.folder, 'users.jsonl'), lines(...rows))
  })
  assert.equal((await report(place, 'users.jsonl')).created, 2)
  assert.equal(await login(place, { email: 'a@example.com', password }), 200)
  assert.equal(await login(place, { email: 'b@example.com', password: '' }), 400)
  const user = await withAuth(place, ({ system }) => system.users.findByLogin('b@example.com'))
  assert.match(user?.password.reveal() ?? '', /^!/)
})

test("Django's dumpdata is read as it is", async t => {
  const fields = {
    password: bare,
    last_login: null,
    is_superuser: true,
    username: 'Alice',
    first_name: 'Alice',
    last_name: '',
    email: 'alice@example.com',
    is_staff: true,
    is_active: true,
    date_joined: '2020-02-29T12:00:00.123Z',
    groups: [['editors']],
    user_permissions: [['add_post', 'blog', 'post']],
  }
  const file = lines({ model: 'auth.user', pk: 40, fields })
  const place = openWith(t, { 'users.jsonl': file }, { LATCHKEY_ACCOUNTS: 'username' })
  assert.equal((await report(place, 'users.jsonl')).created, 1)
  const shown = JSON.parse((await runCommand('latchkey users show Alice --json', place)).stdout)
  const { id, is_superuser, date_joined, last_login, groups, permissions } = shown
  assert.deepEqual(
    { id, is_superuser, date_joined, last_login, groups, permissions },
    {
      id: 40,
      is_superuser: true,
      date_joined: '2020-02-29T12:00:00.123000Z',
      last_login: null,
      groups: ['editors'],
      permissions: ['blog.add_post'],
    },
  )
  assert.equal(await login(place, { username: 'Alice', password }), 200)
})

const faulty = [
  { email: 'good@example.com', groups: ['editors'] },
  { email: 'a@example.com', passwrd: 'x' },
  { email: 'b@example.com', password: 'My-Plain-Secret' },
  { email: 'GOOD@example.com' },
  { email: 'nobody' },
  { email: 'c@example.com', id: 'seven' },
  { first_name: 'Carol' },
  { email: 'd@example.com', is_staff: 'perhaps' },
  { email: 'e@example.com', groups: [7] },
]

test('each line that is wrong is named with its reason, a dry run says the same, and no value of a hash is shown', async t => {
  const place = openWith(t, { 'users.jsonl': `${lines(...faulty)}nonsense\n\n` })
  assert.equal((await runCommand('latchkey migrate', place)).code, 0)
  const dry = await report(place, 'users.jsonl --dry-run')
  assert.deepEqual((await withAuth(place, ({ system }) => system.directory.list({ limit: 9 }))).users, [])
  assert.deepEqual(await withAuth(place, ({ system }) => system.groups.list()), [])
  const wet = await report(place, 'users.jsonl')
  assert.deepEqual({ ...dry, dry_run: false }, wet)
  assert.deepEqual([wet.code, wet.created, wet.failed], [1, 1, 9])
  const reasons = wet.faults.map(({ line, reason }: { line: number; reason: string }) => `${line} ${reason}`)
  const expected = [
    /^2 "passwrd" is no column of an account. Did you mean "password"\?$/,
    /^3 password: This is no hash .*plain text are not imported/,
    /^4 Line 1 has the same email\.$/,
    /^5 email: Enter a valid email address\.$/,
    /^6 id: A whole number above 0 is required\.$/,
    /^7 email: This field is required/,
    /^8 is_staff: Must be a valid boolean\.$/,
    /^9 groups: A list of names/,
    /^10 JSON parse error/,
  ]
  for (const [at, pattern] of expected.entries()) assert.match(reasons[at], pattern)
  assert.ok(!JSON.stringify(wet).includes('My-Plain-Secret'))
})

test('an account without an id never takes the id of a line further down', async t => {
  const rows = [{ email: 'a@example.com' }, { id: 5, email: 'b@example.com' }, { email: 'c@example.com' }]
  const place = openWith(t, { 'users.jsonl': lines(...rows, { id: 6, email: 'd@example.com' }) })
  assert.equal((await runCommand('latchkey migrate', place)).code, 0)
  const dry = await report(place, 'users.jsonl --dry-run')
  assert.deepEqual([dry.created, dry.faults], [4, []])
  const { created, faults } = await report(place, 'users.jsonl')
  assert.deepEqual([created, faults], [4, []])
  const { stdout } = await runCommand('latchkey users list --json', place)
  assert.match(stdout, /"id": ?6,[^}]*d@example\.com/)
})

test('an account that exists is a fault, unless it is skipped; another account under its id or name always is', async t => {
  const place = openWith(t, {
    'first.jsonl': lines({ id: 5, email: 'alice@example.com' }, { id: 6, email: 'bob@example.com' }),
    'second.jsonl': lines(
      { id: 5, email: 'Alice@example.com', is_superuser: true },
      { id: 6, email: 'eve@example.com' },
      { id: 7, email: 'bob@example.com' },
      { id: 8, email: 'new@example.com' },
    ),
  })
  await report(place, 'first.jsonl')
  const failing = await report(place, 'second.jsonl --dry-run')
  assert.deepEqual([failing.code, failing.created, failing.skipped, failing.failed], [1, 1, 0, 3])
  const skipping = await report(place, 'second.jsonl --on-conflict skip')
  assert.deepEqual([skipping.code, skipping.created, skipping.skipped, skipping.failed], [1, 1, 1, 2])
  assert.deepEqual(skipping.faults, [
    { line: 2, reason: 'Its id is the id of bob@example.com (id 6).' },
    { line: 3, reason: 'It logs in with the same name as bob@example.com (id 6), which has another id.' },
  ])
  const alice = await withAuth(place, ({ system }) => system.users.findById(5))
  assert.equal(alice?.isSuperuser, false)
})

test('CSV is read with its quotes, a byte order mark and the line ends of Windows', async t => {
  const csv = `\ufeffemail,first_name,is_active,date_joined,groups,password\r\n"a@example.com","A ""B"", C",f,2024-01-15 12:00:00.123456+00,editors;ops,${bare}\r\nb@example.com,,,,,\r\n`
  const place = openWith(t, { 'users.csv': csv })
  assert.equal((await report(place, 'users.csv')).created, 2)
  await withAuth(place, async ({ system }) => {
    const user = await system.users.findByLogin('a@example.com')
    assert.deepEqual(
      [user?.firstName, user?.isActive, user?.dateJoined],
      ['A "B", C', false, '2024-01-15T12:00:00.123456Z'],
    )
    assert.deepEqual((await system.groups.grantsOf(user?.id ?? 0)).groups, ['editors', 'ops'])
    assert.equal((await system.users.findByLogin('b@example.com'))?.isActive, true)
  })
})

for (const [what, content, says] of [
  [
    'semicolons',
    'email;first_name\na@example.com;A\n',
    /Line 1: The header is separated by ";"\.\n {2}Save the file with commas/,
  ],
  ['tabs', 'email\tfirst_name\n', /separated by tabs/],
  ['an unknown column', 'email,phone\n', /Line 1: "phone" is no column of an account/],
  [
    'one JSON array',
    '[{"email": "a@example.com"}]',
    /one JSON array\.\n {2}Write one object a line: dumpdata --format jsonl/,
  ],
  ['UTF-16', Buffer.from('\ufeffemail\n', 'utf16le'), /not UTF-8 text/],
  ['nothing', '', /The file is empty/],
  ['a row that is too short', 'email,first_name\na@example.com\n', /Line 2: The row has 1 values, and the header 2\./],
] as const) {
  test(`a file with ${what} is refused with a sentence`, async t => {
    const place = openWith(t, { file: content })
    const { code, stderr } = await runCommand('latchkey users import file', place)
    assert.equal(code, 1)
    assert.match(stderr, says)
  })
}

for (const ids of ['integer', 'uuid'] as const) {
  for (const accounts of ['email', 'username'] as const) {
    for (const format of ['jsonl', 'csv'] as const) {
      test(`an export as ${format} gives an empty database the same accounts (${accounts}, ${ids})`, async t => {
        await roundTrip(t, format, { LATCHKEY_ACCOUNTS: accounts, LATCHKEY_USER_IDS: ids })
      })
    }
  }
}

async function roundTrip(t: TestContext, format: string, env: Place['env']): Promise<void> {
  const from = openWith(t, { 'latchkey.config.ts': ownFields }, env)
  const rows = [
    { email: 'alice@example.com', username: 'alice', password: bare, is_staff: true, groups: ['editors', 'a;b, "c"'] },
    { email: 'bob@example.com', username: 'bob', phone: '0049, 1', is_premium: true, email_verified: true },
    {
      email: 'eve@example.com',
      username: 'eve',
      is_active: false,
      last_name: ' "X"\nY',
      last_login: '2024-01-15T12:00:00Z',
    },
  ]
  writeFileSync(join(from.folder, 'users.jsonl'), lines(...rows))
  assert.deepEqual((await report(from, 'users.jsonl')).faults, [])
  const exported = `export.${format}`
  const line = `latchkey users export ${exported} --with-passwords`
  const { code, stderr } = await runCommand(line, from)
  assert.equal(code, 0, stderr)
  assert.match(stderr, /contains password hashes/)
  const path = join(from.folder, exported)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal((await runCommand(line, from)).code, 1, 'a file was written over')

  const to = openWith(t, { 'latchkey.config.ts': ownFields }, env)
  copyFileSync(path, join(to.folder, exported))
  const { faults, created } = await report(to, exported)
  assert.deepEqual([faults, created], [[], 3])
  const all = (place: Place) =>
    withAuth(place, async ({ system }) =>
      (await system.directory.export(undefined, 9)).map(each => ({ ...each, hash: each.user.password.reveal() })),
    )
  assert.deepEqual(await all(to), await all(from))
  const name = env.LATCHKEY_ACCOUNTS === 'email' ? { email: 'alice@example.com' } : { username: 'alice' }
  assert.equal(await login(to, { ...name, password }), 200)
}

test('an export without --with-passwords holds no hash, and goes to standard output', async t => {
  const place = openWith(t, { 'users.jsonl': lines({ email: 'alice@example.com', password: bare }) })
  await report(place, 'users.jsonl')
  for (const format of ['jsonl', 'csv']) {
    const { stdout } = await runCommand(`latchkey users export --format ${format}`, place)
    assert.match(stdout, /alice@example\.com/)
    assert.ok(!stdout.includes('bcrypt') && !stdout.includes('password'))
  }
})

test('an import from a file that is not there says so', async t => {
  const place = openWith(t, {})
  const { code, stderr } = await runCommand('latchkey users import nowhere.csv', place)
  assert.equal(code, 1)
  assert.match(stderr, /There is no file "nowhere\.csv"\./)
})

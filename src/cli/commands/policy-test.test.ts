/** A table of who may what against an application of its own, and against that of a tutorial. */
import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'

const root = join(import.meta.dirname, '../../..')

const application = `
import {
  allOf, charField, defineEndpoint, defineResource, hasMfa, hasModelPermissions, hasRole, isAuthenticated, isOwnerOrReadOnly,
  readOnlyField, recentlyAuthenticated, tokenAuthentication, cookieAuthentication,
} from 'latchkey'
import { z } from 'zod'

const fail = () => { throw new Error('no handler runs') }
export default {
  permissions: ['blog.add_post', 'blog.change_post', 'blog.delete_post'],
  roles: { author: ['blog.add_post'], editor: ['blog.*'], staff: [] },
  sendMail: fail,
  publicUrl: 'https://app.example.com',
  mailFrom: 'a@example.com',
  onEvent: fail,
}
export const endpoints = [
  defineEndpoint({ path: '/posts/', permissions: [hasModelPermissions('blog', 'post')], GET: fail, POST: fail }),
  defineEndpoint({ path: '/desk/', authentication: [cookieAuthentication], permissions: [hasRole('editor')], GET: fail }),
  defineEndpoint({ path: '/secrets/', permissions: [allOf(isAuthenticated, hasMfa)], GET: fail }),
  defineEndpoint({ path: '/fresh/', permissions: [recentlyAuthenticated(60)], POST: fail }),
]
export const resources = [
  defineResource({
    name: 'Note', table: 'notes', path: '/notes/', permissions: [isOwnerOrReadOnly],
    fields: z.object({ id: readOnlyField('integer'), text: charField(), owner: readOnlyField('integer') }),
    owner: { column: 'owner', rows: 'all' },
  }),
]
`
  .replace("from 'latchkey'", `from '${join(root, 'src/index.ts')}'`)
  .replace("from 'zod'", `from '${join(root, 'node_modules/zod/index.js')}'`)

async function testPolicy(t: TestContext, table: string, options = '', env: Readonly<Record<string, string>> = {}) {
  const place = openPlace(t)
  writeFileSync(join(place.folder, 'latchkey.config.mjs'), application)
  writeFileSync(join(place.folder, 'policy.txt'), table)
  const ran = await runCommand(`latchkey policy test policy.txt ${options}`, {
    ...place,
    env: { ...place.env, ...env },
  })
  assert.equal(existsSync(join(place.folder, 'data.sqlite3')), false, 'the real database is not touched')
  return ran
}

const whole = `
# who           what                       expected
anonymous       GET    /posts/             401
user            GET    /posts/             allowed
user            POST   /posts/             403
author          POST   /posts/             allowed   # it has the permission
user+blog.add_post  POST /posts/           allowed
superuser       POST   /posts/             allowed
author+editor   HEAD   /desk/              allowed
editor          GET    /desk               allowed
author          GET    /desk/              403
superuser       GET    /desk/              allowed
staff           GET    /api/admin/users/   403
role:staff      GET    /api/admin/users/   403
staff+auth.view_user GET /api/admin/users/ allowed
user            GET    /secrets/           401
user+mfa        GET    /secrets/           allowed
anonymous       GET    /secrets/           401
user            POST   /fresh/             allowed
anonymous       GET    /notes/7/           allowed*
user            PATCH  /notes/{id}/        allowed*
user            GET    /notes/             allowed
author          blog.add_post              yes
author          blog.delete_post           no
anonymous       blog.add_post              no
`

const variants: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'the defaults': {},
  'names in tokens': { LATCHKEY_USER_ID_FIELD: 'email' },
  'user names': { LATCHKEY_ACCOUNTS: 'username', LATCHKEY_USER_ID_FIELD: 'username' },
  'uuids as ids': { LATCHKEY_USER_IDS: 'uuid' },
  'sliding tokens': { LATCHKEY_AUTH_TOKEN_CLASSES: 'sliding' },
  'tokens that end with the password': { LATCHKEY_CHECK_REVOKE_TOKEN: 'true' },
  'the rules of SimpleJWT': { LATCHKEY_COMPAT: 'simplejwt', LATCHKEY_CONSOLE: 'on' },
  'a factor for everyone': { LATCHKEY_MFA_REQUIRED: 'all' },
}
for (const [what, env] of Object.entries(variants)) {
  test(`with ${what} a table is held against rows, roles, factors and permissions, and no handler runs`, async t => {
    const { code, stdout, stderr } = await testPolicy(t, whole, '', env)
    assert.equal(code, 0, stdout + stderr)
    assert.match(stdout, /23 lines: all as expected\./)
    assert.match(stderr, /allowed\*: the request is admitted/)
  })
}

test('below a base path the table has the paths of clients', async t => {
  const table = 'anonymous GET /app/posts/ 401\nuser GET /posts/ allowed'
  const { code, stderr } = await testPolicy(t, table, '', { LATCHKEY_BASE_PATH: '/app' })
  assert.equal(code, 2)
  assert.match(stderr, /policy\.txt:2 asks for \/posts\/, which no row serves\.\n.*Write \/app\/posts\/\./)
  assert.doesNotMatch(stderr, /policy\.txt:1/)
})

test('what differs is shown with the code of the refusal, and the command fails', async t => {
  const table = 'user POST /posts/ allowed\nuser GET /notes/7/ allowed\nuser GET /posts/ 403\nauthor blog.add_post no\n'
  const { code, stdout } = await testPolicy(t, table)
  assert.equal(code, 1)
  const lines = stdout.split('\n').map(line => line.trim().replaceAll(/ {2,}/g, '  '))
  assert.deepEqual(lines.slice(1), [
    '✗  user  POST /posts/  allowed  403 permission_denied (line 1)',
    '✗  user  GET /notes/7/  allowed  allowed* (line 2)',
    '✗  user  GET /posts/  403  allowed (line 3)',
    '✗  author  blog.add_post  no  yes (line 4)',
    '4 lines: 4 not as expected.',
    '',
  ])
})

test('--json has each verdict, and --cover fails for rows that no line asks for', async t => {
  const { code, stdout } = await testPolicy(t, 'user GET /posts/ allowed\n', '--json --cover')
  assert.equal(code, 1)
  const { results, uncovered } = JSON.parse(stdout)
  assert.deepEqual(results, [
    { line: 1, who: 'user', what: 'GET /posts/', expected: 'allowed', got: 'allowed', code: null, is_expected: true },
  ])
  assert.ok(uncovered.includes('POST /posts/') && uncovered.includes('DELETE /notes/{id}/'))
  assert.ok(!uncovered.includes('GET /posts/') && !uncovered.some((row: string) => row.includes('/api/')))
})

const broken: Readonly<Record<string, [string, RegExp]>> = {
  'a line with too little': ['user GET allowed', /policy\.txt:1 has 3 columns/],
  'a method that does not exist': ['user DELET /posts/ 403', /policy\.txt:1 has the method "DELET".*Write DELETE/s],
  'a method in lower case': ['user get /posts/ allowed', /has the method "get".*Write GET/s],
  'a method that the row does not have': ['user PUT /posts/ 403', /asks for PUT \/posts\/\..*The row has GET, POST/s],
  'a path without a slash': ['user GET posts/ allowed', /has the path "posts\/"/],
  'a query': ['user GET /posts/?page=2 allowed', /leave out the query/i],
  'an unknown path': ['user GET /post/ allowed', /asks for \/post\/, which no row serves.*Write \/posts\//s],
  'an unknown role': ['editr GET /posts/ allowed', /names "editr", which is no role.*Write editor/s],
  'an unknown role by its prefix': ['role:owner GET /posts/ allowed', /names "owner"/],
  'an undeclared permission': [
    'user blog.add_pots yes',
    /names "blog\.add_pots", which permissions does not declare.*Write blog\.add_post/s,
  ],
  'an undeclared permission of a caller': ['user+blog.add_pots GET /posts/ 403', /names "blog\.add_pots"/],
  'anonymous with a role': ['anonymous+editor GET /posts/ 401', /Write anonymous alone/],
  'a plus without a word': ['editor+ GET /posts/ allowed', /says "editor\+"/],
  'an outcome that is none': ['user GET /posts/ ok', /expects "ok".*Write allowed/s],
  'a status that admits': ['user GET /posts/ 200', /expects "200"/],
  'an answer that is none': ['user blog.add_post allowed', /expects "allowed".*Write yes or no/s],
  'two answers to one question': [
    'editor+author GET /posts/ allowed\n\nauthor+editor GET /posts/ 403',
    /policy\.txt:3 expects 403, and line 1 allowed/,
  ],
}
for (const [what, [table, says]] of Object.entries(broken)) {
  test(`${what} is refused with its line, and nothing is asked`, async t => {
    const { code, stdout, stderr } = await testPolicy(t, table)
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, says)
  })
}

test('all broken lines are named at once', async t => {
  const { stderr } = await testPolicy(t, 'editr GET /posts/ allowed\nuser GET /post/ allowed\nowner PUT /posts/ 403')
  assert.deepEqual(stderr.match(/policy\.txt:\d/g), ['policy.txt:1', 'policy.txt:2', 'policy.txt:3', 'policy.txt:3'])
})

test('--app names another module, and one that is none is told', async t => {
  const place = openPlace(t)
  const own = application.replace('/secrets/', '/letters/')
  writeFileSync(join(place.folder, 'app.mjs'), own)
  writeFileSync(join(place.folder, 'empty.mjs'), 'export const rows = []')
  writeFileSync(join(place.folder, 'wrong.mjs'), 'export const endpoints = [{ path: 7 }]')
  writeFileSync(join(place.folder, 'policy.txt'), 'user+mfa GET /letters/ allowed')
  const env = {
    ...place.env,
    LATCHKEY_PERMISSIONS: 'blog.add_post,blog.change_post,blog.delete_post',
    LATCHKEY_ROLES: '{"editor":[]}',
  }
  const run = (app: string) => runCommand(`latchkey policy test policy.txt --app ${app}`, { ...place, env })
  const { code, stdout, stderr } = await run('app.mjs')
  assert.equal(code, 0, stdout + stderr)
  for (const [app, says] of [
    ['empty.mjs', /exports neither endpoints nor resources/],
    ['none.mjs', /cannot be loaded/],
  ] as const) {
    const refused = await run(app)
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, says)
  }
  const wrong = await run('wrong.mjs')
  assert.equal(wrong.code, 1)
  assert.match(wrong.stderr, /endpoints\[0\]/)
})

test('a file that is not there is told', async t => {
  const { code, stderr } = await runCommand('latchkey policy test none.txt', openPlace(t))
  assert.equal(code, 2)
  assert.match(stderr, /There is no file none\.txt/)
})

test('the table of the third tutorial holds for its rows', async t => {
  const folder = join(root, 'examples/tutorials/3-shop-api')
  const { env } = openPlace(t)
  const { code, stdout, stderr } = await runCommand('latchkey --config . policy test policy.txt', { folder, env })
  assert.equal(code, 0, stdout + stderr)
})

test('the rows that need a mailer are there, and no mail is sent', async t => {
  const table = 'anonymous POST /api/auth/password/reset/ allowed\nanonymous POST /api/auth/login/mail/ allowed\n'
  const { code, stdout, stderr } = await testPolicy(t, table, '', { LATCHKEY_MAIL_LOGIN: 'link' })
  assert.deepEqual([code, stderr], [0, ''], stdout)
})

test('a file without a line is no table that passes', async t => {
  const { code, stderr } = await testPolicy(t, '# who  what  expected\n')
  assert.equal(code, 2)
  assert.match(stderr, /policy\.txt has no line/)
})

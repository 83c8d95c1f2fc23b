import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineConfig, resolveSettings } from '../../settings.ts'
import { ConfigurationError } from '../configuration-error.ts'
import { rolesOf } from '../roles-of.ts'
import type { Config } from '../settings.ts'

const secretKey = '4f9d1c7a2be86053d1e94c7ab3f25086cc0d9e417f3b8a62'
const permissions = ['blog.add_post', 'blog.change_post', 'shop.view_order'] as const

function resolve(values: Config) {
  return resolveSettings([{ source: 'test', values: { secretKey, ...values } }])
}

function faultsOf(values: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    resolveSettings([{ source: 'test', values: { secretKey, ...values } }])
    return []
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return error.faults.map(({ setting, what, fix }) => `${setting} ${what}: ${fix}`)
  }
}

test('roles have declared permissions, those of the admin API, and all of an app', () => {
  const roles = { editor: ['blog.*'], clerk: ['shop.view_order', 'auth.view_user'], guest: [] }
  assert.deepEqual(
    rolesOf(
      resolve(
        defineConfig({
          permissions,
          roles: { ...roles, editor: ['blog.*'], clerk: ['shop.view_order', 'auth.view_user'] },
        }),
      ),
    ),
    [
      { name: 'editor', permissions: ['blog.add_post', 'blog.change_post'] },
      { name: 'clerk', permissions: ['shop.view_order', 'auth.view_user'] },
      { name: 'guest', permissions: [] },
    ],
  )
  assert.equal(rolesOf(resolve({})), undefined)
  assert.deepEqual(rolesOf(resolve({ roles: {} })), [])
})

test('a role with words that no one declared names all of them at once, with what was meant', () => {
  assert.deepEqual(
    faultsOf({ permissions, roles: { editor: ['blog.add_pots', 'blog.change_post'], clerk: ['shpo.*', 'x.y'] } }),
    [
      'roles gives editor blog.add_pots, which permissions does not declare: write blog.add_post, or add it to permissions',
      'roles gives clerk shpo.*, which permissions does not declare: write shop.*, or declare permissions of this app',
      'roles gives clerk x.y, which permissions does not declare: add it to permissions',
    ],
  )
  // Nothing is declared: no word is a permission, but those of the admin API.
  assert.equal(faultsOf({ roles: { editor: ['blog.add_post'], clerk: ['auth.view_user'] } }).length, 1)
})

const refused: Readonly<Record<string, [Readonly<Record<string, unknown>>, RegExp]>> = {
  'a list': [{ roles: ['editor'] }, /^roles is not an object/],
  null: [{ roles: null }, /^roles/],
  'a role without a list': [{ roles: { editor: 'blog.add_post' } }, /gives editor no list/],
  'a number in a role': [{ roles: { editor: [7] } }, /gives editor a number/],
  'a word without a stop': [{ roles: { editor: ['add'] } }, /gives editor 'add', which is no permission/],
  'a star alone': [{ roles: { editor: ['*'] } }, /gives editor '\*', which is no permission/],
  'a name with a blank': [{ roles: { 'chief editor': [] } }, /has a role of the name "chief editor"/],
  'a name with a plus': [{ roles: { 'a+b': [] } }, /has a role of the name "a\+b"/],
  'two names that differ by case': [
    { roles: { editor: [], Editor: [] } },
    /has editor and Editor, which are two roles/,
  ],
  'a permission of another form': [{ permissions: ['add'] }, /^permissions 'add' does not fit/],
  'a start without roles': [{ rolesAtStart: 'check' }, /^rolesAtStart has no effect without roles/],
  'a claim without roles': [{ rolesClaim: 'roles' }, /^rolesClaim has no effect without roles/],
}
for (const [what, [values, says]] of Object.entries(refused)) {
  test(`${what} is refused`, () => {
    const faults = faultsOf(values)
    assert.equal(faults.length, 1)
    assert.match(String(faults[0]), says)
  })
}

test('the claim of roles has a name of its own', () => {
  for (const rolesClaim of ['user_id', 'exp', 'sub', 'acr', 'hash_password', 'latchkey_id', 'jti', 'session_cookie'])
    assert.match(String(faultsOf({ roles: {}, rolesClaim })), /^rolesClaim is the name of another claim/)
  assert.match(String(faultsOf({ roles: {}, rolesClaim: 'uid', userIdClaim: 'uid' })), /^rolesClaim/)
  // A login writes them by itself, and would fail with a 500.
  for (const rolesClaim of ['email', 'first_name', 'last_name', 'full_name'])
    assert.match(String(faultsOf({ roles: {}, rolesClaim })), /^rolesClaim is the name of another claim/)
  assert.deepEqual(faultsOf({ roles: {}, rolesClaim: 'roles' }), [])
})

test('the environment takes permissions as a list and roles as JSON', () => {
  const values = {
    SECRET_KEY: secretKey,
    LATCHKEY_PERMISSIONS: 'blog.add_post,blog.change_post',
    LATCHKEY_ROLES: '{"editor":["blog.*"]}',
  }
  const settings = resolveSettings([{ source: 'environment', spelling: 'environment', values }])
  assert.deepEqual(rolesOf(settings), [{ name: 'editor', permissions: ['blog.add_post', 'blog.change_post'] }])
})

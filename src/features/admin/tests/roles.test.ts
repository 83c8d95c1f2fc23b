/** Roles of the configuration in the admin API: who is in one is decided here, what it may is not. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { logIn, makeKey, openAdmin } from './callers.ts'

const rights = ['auth.view_user', 'auth.change_user', 'auth.view_group', 'auth.add_group', 'auth.change_group']

/** A clerk who may change accounts and groups, a superuser, and Ada, an author. */
async function openWithRoles(t: TestContext) {
  const auth = await openAdmin(t, {
    permissions: ['blog.add_post', 'blog.change_post'],
    roles: { author: ['blog.add_post'], reviewer: [] },
  })
  const clerk = await logIn(auth, 'clerk@example.com', { isStaff: true })
  await auth.store.groups.setUserPermissions(clerk.user.id, [...rights, 'auth.delete_group', 'blog.add_post'], 0)
  const root = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const ada = await logIn(auth, 'ada@example.com', {})
  const groups = await auth.store.groups.list()
  const idOf = (name: string) => groups.find(group => group.name === name)?.id ?? assert.fail(name)
  const as =
    ({ credentials }: { readonly credentials: Readonly<Record<string, string>> }) =>
    (method: string, path: string, json?: object) =>
      auth.request(method, `/api/admin/${path}`, { json, headers: credentials })
  return { auth, clerk, root, ada: ada.user, idOf, asClerk: as(clerk), asRoot: as(root), as }
}

test('no operator renames, deletes or changes a role, superuser or not; a key and a user without rights neither', async t => {
  const { auth, root, ada, idOf, asRoot, as } = await openWithRoles(t)
  const id = idOf('author')
  const plain = await logIn(auth, 'plain@example.com', {})
  for (const [method, json] of [
    ['PATCH', { name: 'writer' }],
    ['PATCH', { permissions: ['blog.change_post'] }],
    ['PATCH', { name: 'writer', permissions: [] }],
    ['DELETE', undefined],
  ] as const) {
    const { status, json: body, headers } = await asRoot(method, `groups/${id}/`, json)
    const detail = 'This group is a role: the configuration decides its name and permissions.'
    assert.deepEqual([status, body], [409, { detail }])
    assert.equal(headers.get('latchkey-code'), 'managed_by_configuration')
    const byKey = as({ credentials: await makeKey(auth, root.user, ['admin']) })
    assert.equal((await byKey(method, `groups/${id}/`, json)).status, 403)
    const byAda = as({ credentials: plain.credentials })
    assert.equal((await byAda(method, `groups/${id}/`, json)).status, 403)
    assert.equal((await auth.request(method, `/api/admin/groups/${id}/`, { json })).status, 401)
  }
  // What is so already is no change.
  assert.equal((await asRoot('PATCH', `groups/${id}/`, { permissions: ['blog.add_post'] })).status, 200)
  assert.equal((await asRoot('POST', 'groups/', { name: 'author' })).status, 400)
  assert.equal((await asRoot('PUT', `users/${ada.id}/groups/`, { groups: [id] })).status, 200)
})

test('groups say whether they are roles, accounts which roles they have, and lists find their members', async t => {
  const { auth, ada, idOf, asRoot } = await openWithRoles(t)
  assert.equal((await asRoot('POST', 'groups/', { name: 'friends' })).json.is_role, false)
  const listed = (await asRoot('GET', 'groups/')).json as readonly {
    readonly name: string
    readonly is_role: boolean
  }[]
  assert.deepEqual(
    listed.map(({ name, is_role }) => [name, is_role]),
    [
      ['author', true],
      ['friends', false],
      ['reviewer', true],
    ],
  )
  await auth.store.groups.addMember('author', ada.id, 0)
  await auth.store.groups.addMember('friends', ada.id, 0)
  assert.deepEqual((await asRoot('GET', `users/${ada.id}/`)).json.roles, ['author'])
  const found = (await asRoot('GET', `users/?group=${encodeURIComponent('author')}`)).json
  assert.deepEqual(
    found.results.map(({ email }: { readonly email: string }) => email),
    ['ada@example.com'],
  )
  const { json } = await asRoot('GET', `access/?user=${ada.id}&permission=blog.add_post`)
  assert.deepEqual(json.through[0].group, { id: idOf('author'), name: 'author', is_role: true })
  assert.equal(json.through[0].given_to_group.actor.name, 'configuration')
})

test('a clerk gives and takes only roles that they have: a role opens more than its permissions (CWE-269)', async t => {
  const { auth, clerk, ada, idOf, asClerk } = await openWithRoles(t)
  const put = (name: string) => asClerk('PUT', `users/${ada.id}/groups/`, { groups: [idOf(name)] })
  // It has no permission at all, and still is a role that the clerk is not in.
  assert.equal((await put('reviewer')).status, 403)
  assert.equal((await put('author')).status, 403)
  await auth.store.groups.addMember('author', clerk.user.id, 0)
  assert.equal((await put('author')).status, 200)
  await auth.store.groups.addMember('reviewer', ada.id, 0)
  assert.equal((await put('author')).status, 403)
  // An account with a role that the operator has not is beyond them altogether.
  assert.equal((await asClerk('PATCH', `users/${ada.id}/`, { email: 'mine@example.com' })).status, 403)
  assert.equal((await asClerk('PUT', `users/${clerk.user.id}/groups/`, { groups: [idOf('reviewer')] })).status, 403)
  assert.deepEqual((await auth.store.groups.grantsOf(clerk.user.id)).roles, ['author'])
})

test('a group that an operator calls like a role in another case is none', async t => {
  const { auth, ada, asClerk } = await openWithRoles(t)
  const { status, json } = await asClerk('POST', 'groups/', { name: 'Reviewer' })
  assert.deepEqual([status, json.is_role], [201, false])
  assert.equal((await asClerk('PUT', `users/${ada.id}/groups/`, { groups: [json.id] })).status, 200)
  assert.deepEqual((await auth.store.groups.grantsOf(ada.id)).roles, [])
})

test('the permissions that can be granted have the declared ones', async t => {
  const { asRoot } = await openWithRoles(t)
  const { json } = await asRoot('GET', 'permissions/')
  assert.ok(['blog.add_post', 'blog.change_post', 'auth.view_user'].every(each => json.includes(each)))
})

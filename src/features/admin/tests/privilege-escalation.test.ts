/** A clerk who may change accounts, and tries to become more by it (CWE-269). */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { User } from '../../../users/user.ts'
import { logIn, makeTarget, openAdmin } from './callers.ts'

const rights = ['auth.view_user', 'auth.add_user', 'auth.change_user', 'auth.delete_user', 'auth.change_group']

async function openWithClerk(t: TestContext) {
  const auth = await openAdmin(t)
  const clerk = await logIn(auth, 'clerk@example.com', { isStaff: true })
  await auth.store.groups.setUserPermissions(clerk.user.id, [...rights, 'latchkey.delete_session'], 0)
  const root = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const editor = await logIn(auth, 'editor@example.com', {})
  await auth.store.groups.setUserPermissions(editor.user.id, ['blog.add_post'], 0)
  const asClerk = async (method: string, path: string, json?: object) => {
    const reply = await auth.request(method, `/api/admin/${path}`, { json, headers: clerk.credentials })
    return [reply.status, codeOf(reply.json)] as const
  }
  return { auth, clerk: clerk.user, root, editor: editor.user, asClerk }
}

const sentences: Readonly<Record<string, string>> = {
  'This is beyond your own rights.': 'beyond_own_rights',
  'You cannot do this to your own account.': 'own_account',
  'There must be an active superuser, and this is the last one.': 'last_superuser',
}

function codeOf(json: { readonly detail?: string } | undefined): string | undefined {
  return sentences[json?.detail ?? '']
}

test('a clerk changes nothing of an account that may more: each change could become a way into it', async t => {
  const { auth, root, editor, asClerk } = await openWithClerk(t)
  for (const { id } of [root.user, editor]) {
    const sid = (await auth.store.sessions.listLive(id, auth.clock.now()))[0]?.id
    for (const [method, path, json] of [
      ['PATCH', '', { email: 'mine@example.com' }],
      ['PATCH', '', { first_name: 'x' }],
      ['PATCH', '', { is_active: false }],
      ['DELETE', ''],
      ['PUT', 'groups/', { groups: [] }],
      ['PUT', 'permissions/', { permissions: [] }],
      ['POST', 'password-reset/', { deliver: 'link' }],
      ['POST', 'password-reset/', { deliver: 'mail' }],
      ['POST', 'verify-email/'],
      ['POST', 'set-password/', { password: 'AnotherPass456!' }],
      ['DELETE', 'sessions/'],
      ['DELETE', `sessions/${sid}/`],
      ['DELETE', 'providers/acme/'],
      ['DELETE', 'factors/'],
    ] as const) {
      const answer = await asClerk(method, `users/${id}/${path}`, json)
      assert.deepEqual(answer, [403, 'beyond_own_rights'], `${method} ${path}`)
    }
  }
})

test('in bulk the same accounts are refused, one by one, and the others are done', async t => {
  const { auth, root, editor, clerk } = await openWithClerk(t)
  const { user } = await makeTarget(auth)
  const ids = [root.user.id, editor.id, clerk.id, user.id, 999_999]
  const token = await auth.login('clerk@example.com')
  const reply = await auth.request('POST', '/api/admin/users/bulk/', {
    json: { ids, action: 'delete' },
    token: token.access,
  })
  const codes = reply.json.results.map(({ code }: { code: string | null }) => code)
  assert.deepEqual(codes, ['beyond_own_rights', 'beyond_own_rights', 'own_account', null, 'not_found'])
  assert.equal(await auth.store.users.findById(user.id), undefined)
})

test('a dry run says the same and does nothing', async t => {
  const { auth, root } = await openWithClerk(t)
  const { user } = await makeTarget(auth)
  const json = { ids: [root.user.id, user.id], action: 'delete', dry_run: true }
  const { access } = await auth.login('clerk@example.com')
  const { json: said } = await auth.request('POST', '/api/admin/users/bulk/', { json, token: access })
  assert.deepEqual([said.dry_run, said.results.map(({ ok }: { ok: boolean }) => ok)], [true, [false, true]])
  assert.notEqual(await auth.store.users.findById(user.id), undefined)
})

test('flags that open the administration are given by superusers alone, to new accounts too', async t => {
  const { auth, asClerk } = await openWithClerk(t)
  const { user } = await makeTarget(auth)
  for (const flags of [{ is_staff: true }, { is_superuser: true }]) {
    assert.deepEqual(await asClerk('PATCH', `users/${user.id}/`, flags), [403, 'beyond_own_rights'])
    const json = { email: 'second@example.com', ...flags }
    assert.deepEqual(await asClerk('POST', 'users/', json), [403, 'beyond_own_rights'])
  }
})

test('no one gives or takes a permission that is not their own, by groups neither', async t => {
  const { auth, clerk, asClerk } = await openWithClerk(t)
  const { user, group } = await makeTarget(auth)
  await auth.store.groups.update(group, { permissions: ['blog.add_post'] }, 0)
  for (const [method, path, json] of [
    ['PUT', `users/${user.id}/permissions/`, { permissions: ['blog.add_post'] }],
    ['PUT', `users/${user.id}/groups/`, { groups: [group] }],
    ['PATCH', `groups/${group}/`, { permissions: [] }],
    ['PATCH', `groups/${group}/`, { permissions: ['blog.add_post', 'blog.delete_post'] }],
    ['PATCH', `groups/${group}/`, { name: 'readers' }],
  ] as const) {
    assert.deepEqual(await asClerk(method, path, json), [403, 'beyond_own_rights'], `${method} ${path}`)
  }
  const own = { permissions: ['auth.view_user'] }
  assert.equal((await asClerk('PUT', `users/${user.id}/permissions/`, own))[0], 200)
  const [status, code] = await asClerk('PUT', `users/${clerk.id}/permissions/`, own)
  assert.deepEqual([status, code], [403, 'own_account'])
})

test('no one closes, lowers or deletes their own account, nor removes its factors as an operator', async t => {
  const { auth, root } = await openWithClerk(t)
  const other = await logIn(auth, 'other@example.com', { isSuperuser: true, isStaff: true })
  const ask = async (method: string, json?: object) =>
    await auth.request(method, `/api/admin/users/${root.user.id}/`, { json, headers: root.credentials })
  for (const json of [{ is_active: false }, { is_staff: false }, { is_superuser: false }]) {
    assert.equal(codeOf((await ask('PATCH', json)).json), 'own_account')
  }
  assert.equal(codeOf((await ask('DELETE')).json), 'own_account')
  const factors = await auth.request('DELETE', `/api/admin/users/${root.user.id}/factors/`, {
    headers: root.credentials,
  })
  assert.equal(codeOf(factors.json), 'own_account')
  assert.equal((await ask('PATCH', { first_name: 'Root' })).status, 200)
  const lowered = await auth.request('PATCH', `/api/admin/users/${root.user.id}/`, {
    json: { is_superuser: false },
    headers: other.credentials,
  })
  assert.equal(lowered.status, 200, lowered.text)
})

test('of two superusers who lower each other at once one stays', async t => {
  const auth = await openAdmin(t)
  const people = [
    await logIn(auth, 'one@example.com', { isSuperuser: true, isStaff: true }),
    await logIn(auth, 'two@example.com', { isSuperuser: true, isStaff: true }),
  ]
  const [one, two] = people
  const lower = (by: (typeof people)[number] | undefined, target: User | undefined) =>
    auth.request('PATCH', `/api/admin/users/${target?.id}/`, {
      json: { is_superuser: false },
      headers: by?.credentials ?? {},
    })
  await Promise.all([lower(one, two?.user), lower(two, one?.user)])
  const flags = await Promise.all(
    people.map(async ({ user }) => (await auth.store.users.findById(user.id))?.isSuperuser),
  )
  assert.ok(flags.includes(true), String(flags))
})

test('an account that is created by an operator has no password, and its owner chooses one by the link', async t => {
  const { auth, asClerk } = await openWithClerk(t)
  assert.equal((await asClerk('POST', 'users/', { email: 'new@example.com' }))[0], 201)
  const user = (await auth.store.users.findByLogin('new@example.com')) ?? assert.fail()
  const made = await auth.request('POST', `/api/admin/users/${user.id}/password-reset/`, {
    json: { deliver: 'link' },
    token: (await auth.login('clerk@example.com')).access,
  })
  const token = new URL(made.json.link).searchParams.get('token') ?? new URL(made.json.link).hash.slice(7)
  const fresh = 'A-Password-Of-My-Own-1'
  const reset = await auth.request('POST', '/api/auth/password/reset/confirm/', {
    json: { token, new_password: fresh, new_password_confirm: fresh },
  })
  assert.equal(reset.status, 200, JSON.stringify([reset.text, made.json, auth.events.slice(-2)]))
  await auth.login('new@example.com', fresh)
})

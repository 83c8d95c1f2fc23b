/** Members, roles and organizations, through the API. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth } from '../../../testing/mail-auth.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'
import { enter, openOrganizations } from './setup.ts'

const owner = { current_password: testPassword }
const codeOf = ({ headers }: { readonly headers: Headers }) => headers.get('latchkey-code')

test('organizations are created with a slug that is free, and as many as one may own', async () => {
  const { auth, owner: first, ask } = await openOrganizations({ organizationLimit: 2 })
  const create = (slug: string, name = 'Other') => ask('POST', '', first, { slug, name })
  assert.deepEqual((await create('acme')).json, { slug: ['An organization with this slug already exists.'] })
  for (const slug of ['Acme', '-a', 'a-', 'a_b', 'org_1', 'é', '', 'a'.repeat(51)]) {
    assert.equal((await create(slug)).status, 400, slug)
  }
  assert.equal((await create('other')).status, 201)
  assert.deepEqual([(await create('third')).status, codeOf(await create('third'))], [400, 'organization_limit'])
  assert.equal((await auth.request('POST', '/api/auth/organizations/', { json: {} })).status, 401)
})

test('where staff alone create organizations, others only see theirs', async () => {
  const auth = await createMailAuth({ organizations: 'on', organizationCreation: 'staff' })
  const bob = await enter(auth, 'bob')
  const json = { slug: 'acme', name: 'Acme' }
  const create = () => auth.request('POST', '/api/auth/organizations/', { json, token: bob.access })
  assert.equal((await create()).status, 403)
  assert.equal((await auth.request('GET', '/api/auth/organizations/', { token: bob.access })).status, 200)
  await auth.store.directory.setFlags(bob.id, { isStaff: true }, auth.clock.now())
  assert.equal((await create()).status, 201)
})

test('an organization goes by id and by slug, and another gets the slug that it gave up', async () => {
  const { auth, owner: first, ask, id } = await openOrganizations()
  const bob = await enter(auth, 'bob')
  assert.equal((await ask('GET', `${id}/`, first)).json.slug, 'acme')
  assert.equal((await ask('PATCH', 'acme/', first, { slug: 'acme-2' })).json.slug, 'acme-2')
  assert.equal((await ask('GET', 'acme/', first)).status, 404)
  assert.equal((await ask('POST', '', bob, { slug: 'acme', name: 'Bob' })).status, 201)
  assert.equal((await ask('GET', 'acme/', first)).status, 404)
  assert.equal((await ask('GET', `${id}/`, bob)).status, 404)
  assert.equal((await ask('PATCH', 'acme-2/', first, { slug: 'acme' })).status, 400)
})

test('an admin makes no owner and touches none; the last owner stays', async () => {
  const { owner: first, ask, join } = await openOrganizations()
  const [admin, member] = [await join('admin', 'admin'), await join('member', 'member')]
  const role = (by: typeof admin, id: unknown, given: string) =>
    ask('PATCH', `acme/members/${id}/`, by, { role: given })
  for (const reply of [
    await role(admin, admin.id, 'owner'),
    await role(admin, member.id, 'owner'),
    await role(admin, first.id, 'member'),
    await ask('DELETE', `acme/members/${first.id}/`, admin),
    await ask('POST', 'acme/invitations/', admin, { email: 'x@example.com', role: 'owner' }),
  ]) {
    assert.deepEqual([reply.status, codeOf(reply)], [403, 'beyond_own_role'])
  }
  for (const reply of [
    await role(first, first.id, 'member'),
    await ask('DELETE', `acme/members/${first.id}/`, first),
    await ask('POST', 'acme/leave/', first),
  ]) {
    assert.deepEqual([reply.status, codeOf(reply)], [409, 'last_owner'])
  }
  assert.equal((await role(first, member.id, 'unknown')).status, 400)
})

test('ownership is handed on with the password, both are told, and each change says who acted', async () => {
  const { auth, owner: first, ask, join, id } = await openOrganizations()
  const member = await join('member', 'member')
  const give = (json: object) => ask('POST', 'acme/transfer/', first, { member: String(member.id), ...json })
  assert.equal((await give({})).status, 400)
  assert.equal((await give({ current_password: 'wrong' })).status, 400)
  assert.equal((await give(owner)).status, 204)
  await auth.deliverMail()
  const subjects = [first, member].map(({ email }) => auth.mailbox.to(email).at(-1)?.subject)
  assert.deepEqual(subjects, Array(2).fill('Your role in an organization at app.example.com was changed'))
  const roles = (await ask('GET', 'acme/members/', member)).json.results.map((each: { role: string }) => each.role)
  assert.deepEqual(roles, ['admin', 'owner'])
  const { entries } = await auth.store.audit.list({ subject: `organization:${id}`, limit: 10 })
  assert.deepEqual(
    entries.slice(0, 2).map(({ userId, actor, reason }) => [userId, actor, reason]),
    [
      [first.id, String(first.id), 'transfer'],
      [member.id, String(first.id), 'transfer'],
    ],
  )
})

test('an account that is the last owner is not deleted, and a member who deletes theirs is gone', async () => {
  const { auth, owner: first, ask, join } = await openOrganizations()
  const member = await join('member', 'member')
  const leave = ({ access }: typeof member) =>
    auth.request('POST', '/api/auth/account/delete/', { json: { password: testPassword }, token: access })
  const refused = await leave(first)
  assert.deepEqual([refused.status, codeOf(refused)], [409, 'last_owner'])
  assert.equal((await leave(member)).status, 204)
  assert.equal((await ask('GET', 'acme/members/', first)).json.results.length, 1)
  assert.equal((await ask('DELETE', 'acme/', first, owner)).status, 204)
  assert.equal((await leave(first)).status, 204)
})

test('where organizations are off, none of their rows is there', async () => {
  const { auth } = await openOrganizations()
  const off = await createTestAuth()
  const { access } = await off.register('a@example.com')
  assert.equal((await off.request('GET', '/api/auth/organizations/', { token: access })).status, 404)
  assert.deepEqual([off.system.memberships, off.paths.filter(path => path.includes('organization'))], [undefined, []])
  assert.ok(auth.paths.some(path => path.includes('organization')))
})

/** Permissions of the application's own routes: the organization is named by each request, and asked of the store. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineEndpoint } from '../../../http/endpoints/define-endpoint.ts'
import { isAdminUser, isAuthenticated } from '../../../permissions/built-in.ts'
import { allOf, anyOf } from '../../../permissions/compose.ts'
import {
  findOrganization,
  isMember,
  organizationOf,
  orgPermission,
  orgRole,
} from '../../../permissions/organization.ts'
import type { Permission } from '../../../permissions/permission.ts'
import type { Config } from '../../../settings/settings.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { enter, openOrganizations, type Person } from './setup.ts'

function route(path: string, ...permissions: readonly Permission[]) {
  return defineEndpoint({
    path,
    permissions,
    GET: ({ principal }) => {
      const found = principal && findOrganization(principal)
      return { status: 200, body: found === undefined ? null : { slug: found.slug, role: found.role } }
    },
  })
}

const endpoints = [
  route('/projects/', orgPermission('project.edit')),
  route('/orgs/{organization}/projects/', orgPermission('project.edit')),
  route('/members/', isMember),
  route('/admins/', orgRole('admin', 'owner')),
  route('/either/', anyOf(isAdminUser, orgPermission('project.edit'))),
  route('/both/', allOf(isAuthenticated, orgPermission('project.edit'))),
]

const organizationRoles = { admin: ['project.edit', 'members.invite'], editor: ['project.edit'], member: [] }

async function open(config: Config = {}) {
  const opened = await openOrganizations({ organizationRoles, ...config }, { endpoints })
  const editor = await opened.join('editor', 'editor')
  const member = await opened.join('member', 'member')
  const { auth } = opened
  const visit = (path: string, person: Person | undefined, organization?: string) =>
    auth.request('GET', path, {
      token: person?.access,
      headers: organization === undefined ? {} : { 'x-organization': organization },
    })
  return { ...opened, editor, member, visit }
}

test('a route knows the organization by path or header, by slug or id, and the role of the caller there', async () => {
  const { visit, editor, id } = await open()
  const shown = { slug: 'acme', role: 'editor' }
  assert.deepEqual((await visit('/projects/', editor, 'acme')).json, shown)
  assert.deepEqual((await visit('/projects/', editor, id)).json, shown)
  assert.deepEqual((await visit('/orgs/acme/projects/', editor)).json, shown)
  assert.deepEqual((await visit('/orgs/acme/projects/', editor, id)).json, shown)
})

test('a request that names none, two or a foreign one is refused: 400, 400 and 404; a member without the right gets 403', async () => {
  const { auth, visit, editor, member, owner } = await open()
  const stranger = await enter(auth, 'stranger')
  await auth.request('POST', '/api/auth/organizations/', { json: { name: 'B', slug: 'b' }, token: owner.access })
  const answer = async (...asked: Parameters<typeof visit>) => {
    const { status, headers } = await visit(...asked)
    return [status, headers.get('latchkey-code')]
  }
  assert.deepEqual(await answer('/projects/', editor), [400, 'organization_required'])
  assert.deepEqual(await answer('/projects/', editor, ''), [400, 'organization_required'])
  for (const other of ['b', 'none']) {
    assert.deepEqual(await answer('/orgs/acme/projects/', editor, other), [400, 'organization_ambiguous'])
    assert.deepEqual(await answer('/projects/', editor, other), [404, 'not_found'])
  }
  assert.deepEqual(await answer('/orgs/acme/projects/', owner, 'b'), [400, 'organization_ambiguous'])
  assert.deepEqual(await answer('/orgs/acme/projects/', stranger, 'none'), [400, 'organization_ambiguous'])
  assert.deepEqual(await answer('/projects/', stranger, 'acme'), [404, 'not_found'])
  assert.deepEqual(await answer('/projects/', member, 'acme'), [403, 'permission_denied'])
  assert.deepEqual(await answer('/projects/', undefined, 'acme'), [401, 'not_authenticated'])
  assert.deepEqual(await answer('/members/', member, 'acme'), [200, null])
  assert.deepEqual(await answer('/admins/', editor, 'acme'), [403, 'permission_denied'])
  assert.deepEqual(await answer('/admins/', owner, 'acme'), [200, null])
})

test('composed permissions: staff without an organization by anyOf, and the fault of the part that decides', async () => {
  const { auth, visit, editor, member } = await open()
  await auth.store.directory.setFlags(member.id, { isStaff: true }, auth.clock.now())
  assert.deepEqual((await visit('/either/', member)).json, null)
  assert.deepEqual((await visit('/either/', editor, 'acme')).json, { slug: 'acme', role: 'editor' })
  assert.equal((await visit('/either/', editor)).headers.get('latchkey-code'), 'organization_required')
  assert.equal((await visit('/both/', editor)).headers.get('latchkey-code'), 'organization_required')
  assert.equal((await visit('/both/', editor, 'none')).status, 404)
})

for (const [what, config] of Object.entries({
  'tokens that name users by address': { userIdField: 'email' },
  'SimpleJWT’s behaviour': { compat: 'simplejwt' },
} as const satisfies Readonly<Record<string, Config>>)) {
  test(`who is removed, or loses the role, has nothing there with the next request: ${what}`, async () => {
    const { visit, editor, owner, ask, auth } = await open(config)
    const status = async () => (await visit('/projects/', editor, 'acme')).status
    assert.equal(await status(), 200)
    await ask('PATCH', `acme/members/${editor.id}/`, owner, { role: 'member' })
    assert.equal(await status(), 403)
    await ask('PATCH', `acme/members/${editor.id}/`, owner, { role: 'editor' })
    assert.equal(await status(), 200)
    await ask('DELETE', `acme/members/${editor.id}/`, owner)
    assert.equal(await status(), 404)
    assert.equal((await auth.request('GET', '/api/auth/organizations/', { token: editor.access })).status, 200)
  })
}

test('one read of the store answers all permissions of a request', async () => {
  const { auth, visit, editor } = await open()
  let reads = 0
  const { membershipOf } = auth.store.organizations
  Object.assign(auth.store.organizations, {
    membershipOf: (...asked: Parameters<typeof membershipOf>) => {
      reads += 1
      return membershipOf(...asked)
    },
  })
  assert.equal((await visit('/both/', editor, 'acme')).status, 200)
  assert.equal(reads, 1)
})

test('a page of another origin may send the header where it asks for it', async () => {
  const { auth } = await open({ corsAllowedOrigins: ['https://app.example.com'] })
  const headers = {
    origin: 'https://app.example.com',
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'x-organization',
  }
  const preflight = await auth.request('OPTIONS', '/projects/', { headers })
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /x-organization/)
})

test('a role of organizations that no setting has is refused at the start, with the one that was meant', async () => {
  const auth = await createTestAuth({ organizations: 'on' })
  const guardWith = (permission: Permission) => () => auth.guard({ permissions: [isAuthenticated, permission] })
  assert.throws(guardWith(orgRole('admn')), /the role admn of organizations.*write admin/s)
  assert.throws(guardWith(anyOf(isMember, allOf(isAuthenticated, orgRole('owner', 'boss')))), /the role boss/)
  assert.doesNotThrow(guardWith(anyOf(orgRole('owner', 'admin'), orgRole('member'))))
})

test('a permission that asks for an organization is refused at the start where organizations are off', async () => {
  await assert.rejects(createTestAuth({}, { endpoints }), /OrgPermission\(project\.edit\), and organizations are off/)
  const auth = await createTestAuth()
  assert.throws(() => auth.guard({ permissions: [isAuthenticated, isMember] }), /organizations are off/)
})

test('a principal that no such permission admitted has no organization', async () => {
  assert.throws(() => organizationOf({ id: 1 } as never), /add orgPermission/)
})

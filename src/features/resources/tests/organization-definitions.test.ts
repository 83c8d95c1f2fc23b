/** What a resource with an organization may be, what the start refuses, and what documents and operators see of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { foreignKeyField } from '../../../fields/foreign-key-field.ts'
import { integerField } from '../../../fields/integer-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { definePermission } from '../../../permissions/define-permission.ts'
import { organizationOf, orgPermission } from '../../../permissions/organization.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { defineResource, type Resource } from '../resource.ts'
import { migration, openTwo, projects, saidBy, tasks } from './organization-setup.ts'

const openTables = (resources: readonly Resource[], organizations: 'on' | 'off' = 'on') =>
  createTestAuth({ organizations }, { resources, schema: { migrations: [migration] } })

test('a definition that could show rows to strangers, or take the organization from a body, is refused', () => {
  const { organization: _, ...unorganized } = tasks
  const { permissions: __, ...open } = tasks
  const withColumn = (column: z.ZodType) => ({
    ...tasks,
    fields: z.object({ ...tasks.fields.shape, organization: column } as never),
  })
  for (const [definition, said] of [
    [{ ...tasks, organization: { column: 'team' } }, /the field team has to be read-only/],
    [{ ...tasks, organization: 'organization' }, /organization has to be \{ column \}/],
    [withColumn(charField()), /the field organization has to be read-only/],
    [withColumn(integerField()), /the field organization has to be read-only/],
    [withColumn(readOnlyField('integer')), /organization has to be text, .*write readOnlyField\('string'\)/],
    [{ ...tasks, organization: { column: 'id' } }, /names id, which is something else already/],
    [{ ...tasks, owner: { column: 'organization', rows: 'all' } }, /names organization, which is something else/],
    [
      { ...tasks, owner: { column: 'organization', rows: 'organization' } },
      /organization: \{ column \} is an option of its own/,
    ],
    [open, /organization needs permissions: write \[orgPermission\('project\.edit'\)\]/],
    [{ ...projects, unique: ['slug'] }, /unique has slug without organization, .*write \['organization', 'slug'\]/],
    [unorganized, /its path names an organization, and its rows belong to none/],
  ] as const)
    assert.throws(() => defineResource(definition as never), said)
})

test('the start refuses it where organizations are off, and a key from elsewhere into rows of organizations', async () => {
  await assert.rejects(
    openTables([defineResource(projects)], 'off'),
    /IsMember, and organizations are off; set organizations: 'on'/,
  )
  const stray = (rows: { rows?: 'all' }) => {
    const { organization: _, joined: __, ...rest } = tasks
    const { project_title: ___, ...shape } = tasks.fields.shape
    const project = foreignKeyField({ table: 'projects', required: false, allowNull: true, ...rows })
    return defineResource({
      ...rest,
      path: '/tasks/',
      fields: z.object({ ...shape, project }),
      permissions: [isAuthenticated],
    })
  }
  await assert.rejects(
    openTables([defineResource(projects), stray({})]),
    /project refers to projects, whose rows belong to organizations; write organization: \{ column \} here too, or rows: 'all'/,
  )
  const auth = await openTables([defineResource(projects), stray({ rows: 'all' })])
  await auth.close()
})

test('documents name the header, or the parameter of the path, and the two refusals', async () => {
  const auth = await openTables([defineResource(projects), defineResource(tasks)])
  const { paths } = (await auth.request('GET', '/openapi.json')).json
  const named = (path: string) =>
    paths[path].parameters?.map((each: { name: string; in: string }) => `${each.in} ${each.name}`)
  assert.deepEqual(named('/projects/'), ['header X-Organization'])
  assert.deepEqual(named('/projects/{id}/'), ['path id', 'header X-Organization'])
  assert.deepEqual(named('/orgs/{organization}/tasks/'), ['path organization'])
  for (const method of ['get', 'post'])
    assert.match(
      JSON.stringify(paths['/projects/'][method].responses['400']),
      /organization_required.*organization_ambiguous/,
    )
  await auth.close()
})

test('permissions of the application can ask what the caller is there, and decide by the method', async t => {
  const writes = definePermission(
    'OwnersWrite',
    ({ principal, method }) => method === 'GET' || organizationOf(principal).role === 'owner',
    { requiresPrincipal: true },
  )
  const shared = defineResource({ ...projects, permissions: [writes] })
  const { call, alice, carol } = await openTwo(t, 'SQLite', {}, [shared])
  assert.equal((await call('POST', '/projects/', alice, 'acme', { title: 'Plan' })).status, 201)
  assert.equal((await call('GET', '/projects/', carol, 'acme')).json.count, 1)
  assert.deepEqual(saidBy(await call('POST', '/projects/', carol, 'acme', { title: 'x' })), [403, 'permission_denied'])
})

test('a cursor of one organization shows nothing of it in another, and rows of one owner stay theirs', async t => {
  const paged = { ...projects, pagination: 'cursor', cursorOrdering: '-id', pageSize: 1 } as const
  const own = { ...projects, path: '/own/', owner: { column: 'author', rows: 'own' } } as const
  const resources = [defineResource(paged), defineResource(own)]
  const { call, make, alice, carol } = await openTwo(t, 'SQLite', {}, resources)
  for (const title of ['a', 'b', 'c']) await make('acme', { title })
  await make('bolt', { title: 'theirs' })
  const { next } = (await call('GET', '/projects/', carol, 'acme')).json
  const { pathname, search } = new URL(next)
  const titles = async (organization: string) =>
    (await call('GET', pathname + search, carol, organization)).json.results.map(
      ({ title }: { title: string }) => title,
    )
  assert.deepEqual(await titles('acme'), ['b'])
  assert.deepEqual(await titles('bolt'), [])
  assert.equal((await call('GET', '/own/', carol, 'acme')).json.count, 3)
  assert.equal((await call('GET', '/own/', carol, 'bolt')).json.count, 1)
  assert.equal((await call('GET', '/own/', alice, 'acme')).json.count, 0)
})

for (const [what, config] of Object.entries({
  'tokens that name users by address': { userIdField: 'email' },
  'SimpleJWT’s behaviour': { compat: 'simplejwt' },
  'ids of accounts that are text': { userIds: 'uuid' },
  'another header': { organizationHeader: 'X-Team' },
} as const)) {
  test(`rows of an organization with ${what}`, async t => {
    const { author: _, ...shape } = projects.fields.shape
    const { owner: __, ...unowned } = projects
    const shared = defineResource({
      ...unowned,
      fields: z.object(shape),
      permissions: [orgPermission('project.edit')],
    } as never)
    const { auth, call, acme, carol, eve } = await openTwo(t, 'SQLite', config, [shared])
    if ('organizationHeader' in config) {
      assert.deepEqual(saidBy(await call('GET', '/projects/', carol, 'acme')), [400, 'organization_required'])
      return assert.equal(auth.system.settings.organizationHeader, 'X-Team')
    }
    const made = await call('POST', '/projects/', carol, 'acme', { title: 'Plan' })
    assert.deepEqual([made.status, made.json.organization], [201, acme], made.text)
    assert.equal((await call('GET', `/projects/${made.json.id}/`, carol, 'acme')).status, 200)
    assert.equal((await call('GET', `/projects/${made.json.id}/`, carol, 'bolt')).status, 404)
    assert.equal((await call('GET', `/projects/${made.json.id}/`, eve, 'acme')).status, 404)
  })
}

test('operators have the rows of all organizations, and set the organization of a row to one that exists', async t => {
  const { auth, call, make, acme, bolt, eve } = await openTwo(t, 'SQLite', { console: 'on' })
  await make('acme', { title: 'Ours' })
  const { id } = await make('bolt', { title: 'Theirs' })
  await auth.store.directory.setFlags(eve.id as never, { isStaff: true, isSuperuser: true }, Date.now())
  const rows = '/api/admin/resources/projects/'
  const listed = await call('GET', rows, eve)
  assert.deepEqual([listed.status, listed.json.count], [200, 2], listed.text)
  assert.equal((await call('GET', `${rows}?organization=${bolt}`, eve)).json.count, 1)
  const json = { title: 'New', author: eve.id }
  const lost = await call('POST', rows, eve, undefined, { ...json, organization: 'org_none' })
  assert.deepEqual(lost.json, { organization: ['Invalid pk "org_none" - object does not exist.'] })
  const made = await call('POST', rows, eve, undefined, { ...json, organization: acme })
  assert.deepEqual([made.status, made.json.organization], [201, acme], made.text)
  assert.equal((await call('PATCH', `${rows}${id}/`, eve, undefined, { title: 'Named' })).status, 200)
  assert.equal((await call('GET', '/projects/', eve, 'acme')).status, 404)
})

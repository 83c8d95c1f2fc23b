/** Rows of an organization, by the header and by the path, as every framework hands them over. */
import assert from 'node:assert/strict'
import { z } from 'zod'
import { defineResource } from '../features/resources/resource.ts'
import { charField } from '../fields/char-field.ts'
import { readOnlyField } from '../fields/read-only-field.ts'
import { isMember } from '../permissions/organization.ts'
import type { TestAuth, TestParts } from './test-auth.ts'

const sql = 'CREATE TABLE projects (id INTEGER PRIMARY KEY, title TEXT NOT NULL, organization TEXT NOT NULL) STRICT'

const projectsAt = (path: string) =>
  defineResource({
    name: 'Project',
    table: 'projects',
    path,
    fields: z.object({ id: readOnlyField('integer'), title: charField(), organization: readOnlyField('string') }),
    organization: { column: 'organization' },
    permissions: [isMember],
  })

/** A table of projects, served at two paths. */
export const organizationParts: TestParts = {
  resources: [projectsAt('/projects/'), projectsAt('/orgs/{organization}/projects/')],
  schema: { migrations: [{ number: 1, name: 'projects', sql }] },
}

/** Writes by the header, reads by the path, and is refused where they differ. */
export async function keepOrganizations(auth: TestAuth, url: string): Promise<void> {
  const { access } = await auth.register('zoe@example.com')
  const headers = { authorization: `Bearer ${access}`, 'content-type': 'application/json' }
  const send = async (path: string, more: Readonly<Record<string, string>>, body?: object) => {
    const method = body === undefined ? 'GET' : 'POST'
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const reply = await fetch(`${url}${path}`, { method, headers: { ...headers, ...more }, ...sent })
    const { count } = (await reply.json()) as { readonly count?: number }
    return [reply.status, reply.headers.get('latchkey-code') ?? count]
  }
  for (const slug of ['acme', 'bolt']) await send('/api/auth/organizations/', {}, { name: slug, slug })
  assert.deepEqual(await send('/projects/', { 'x-organization': 'acme' }, { title: 'Plan' }), [201, undefined])
  assert.deepEqual(await send('/projects/', {}), [400, 'organization_required'])
  assert.deepEqual(await send('/orgs/acme/projects/', {}), [200, 1])
  assert.deepEqual(await send('/orgs/bolt/projects/', {}), [200, 0])
  assert.deepEqual(await send('/orgs/acme/projects/', { 'x-organization': 'bolt' }), [400, 'organization_ambiguous'])
}

/** Every row of an organization, asked by every kind of caller: who is no member learns nothing (IDOR, enumeration). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testPassword } from '../../../testing/test-client.ts'
import { createUserApiKey } from '../../api-keys/flows/admin/manage-user-api-keys.ts'
import { organizationEndpoints } from '../feature.ts'
import { openOrganizations, type Person } from './setup.ts'

const callers = ['anonymous', 'stranger', 'removed', 'superuser', 'api key', 'member', 'admin', 'owner'] as const

const none = { anonymous: 401, stranger: 404, removed: 404, superuser: 404, 'api key': 401 } as const
const password = { current_password: testPassword }

/** What each answers. `{id}` is a member or an invitation. A dangerous one is asked last. */
const rows: Readonly<Record<string, { readonly json?: object; readonly expected: readonly [number, number, number] }>> =
  {
    'GET organization': { expected: [200, 200, 200] },
    'PATCH organization': { json: { name: 'Acme' }, expected: [403, 200, 200] },
    'GET organization_members': { expected: [200, 200, 200] },
    'PATCH organization_member': { json: { role: 'admin' }, expected: [403, 204, 204] },
    'GET organization_invitations': { expected: [403, 200, 200] },
    'POST organization_invitations': { json: { email: 'new@example.com', role: 'member' }, expected: [403, 201, 201] },
    'POST organization_invitation_resend': { expected: [403, 200, 200] },
    'DELETE organization_invitation': { expected: [403, 204, 204] },
    'DELETE organization_member': { expected: [403, 204, 204] },
    'POST organization_transfer': { json: password, expected: [403, 403, 204] },
    'POST organization_leave': { expected: [204, 204, 409] },
    'DELETE organization': { json: password, expected: [403, 403, 204] },
  }

const paths = new Map(
  organizationEndpoints({ organizations: 'on', organizationRoles: { owner: ['*'], member: [] } } as never).map(
    ({ urlName, paths: [path = ''] }) => [urlName ?? '', path] as const,
  ),
)

/** A fresh organization for each question, so that none changes another. */
async function everyone() {
  const opened = await openOrganizations()
  const { auth, owner, join, invite } = opened
  const people: Partial<Record<(typeof callers)[number], Person>> = {
    owner,
    admin: await join('admin', 'admin'),
    member: await join('member', 'member'),
    stranger: await join('stranger', 'member'),
    removed: await join('removed', 'member'),
    superuser: await join('root', 'member'),
  }
  const target = await join('target', 'member')
  for (const who of ['stranger', 'removed', 'superuser'] as const)
    await opened.ask('DELETE', `acme/members/${people[who]?.id}/`, owner)
  await auth.store.directory.setFlags(people.superuser?.id ?? 0, { isSuperuser: true, isStaff: true }, auth.clock.now())
  const invited = await invite('waiting@example.com')
  const actor = { kind: 'cli', osUser: 'test' } as const
  const asked = { userId: owner.id, name: 'key', scopes: [], lifetime: null }
  const key = await createUserApiKey(auth.system, actor, asked)
  return {
    ...opened,
    people,
    target,
    invitation: String(invited.json.id),
    key: typeof key === 'object' ? key.text : '',
  }
}

for (const [row, { json, expected }] of Object.entries(rows)) {
  const [method = '', name = ''] = row.split(' ')
  test(`${row}: members by their right, and 404 for all who are none`, async () => {
    const answers: Record<string, number> = {}
    for (const caller of callers) {
      const { auth, people, target, invitation, key } = await everyone()
      const id = name.includes('invitation') ? invitation : String(target.id)
      const path = (paths.get(name) ?? '').replace('{organization}', 'acme').replace('{id}', id)
      const body = name === 'organization_transfer' ? { ...json, member: String(target.id) } : json
      const headers = caller === 'api key' ? { 'x-api-key': key } : {}
      const reply = await auth.request(method, path, { json: body, token: people[caller]?.access, headers })
      answers[caller] = reply.status
    }
    const [member, admin, owner] = expected
    assert.deepEqual(answers, { ...none, member, admin, owner })
  })
}

test('every row that names an organization is asked above', () => {
  const asked = new Set(Object.keys(rows).map(row => row.split(' ')[1]))
  const named = [...paths].filter(([, path]) => path.includes('{organization}')).map(([name]) => name)
  assert.deepEqual(
    named.filter(name => !asked.has(name)),
    [],
  )
})

test('ids of one organization are not found in the path of another (IDOR)', async () => {
  const { auth, owner, ask, target, invitation } = await everyone()
  await auth.request('POST', '/api/auth/organizations/', {
    json: { name: 'Other', slug: 'other' },
    token: owner.access,
  })
  const answers = await Promise.all([
    ask('PATCH', `other/members/${target.id}/`, owner, { role: 'admin' }),
    ask('DELETE', `other/members/${target.id}/`, owner),
    ask('POST', 'other/transfer/', owner, { member: String(target.id), ...password }),
    ask('POST', `other/invitations/${invitation}/resend/`, owner),
    ask('DELETE', `other/invitations/${invitation}/`, owner),
    ask('DELETE', 'other/members/x/', owner),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [404, 404, 404, 404, 404, 404],
  )
  assert.equal((await ask('GET', 'acme/members/', owner)).json.results.length, 4)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../settings/settings.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { checkRoles } from './check-roles.ts'

const blog = {
  permissions: ['blog.add_post'],
  roles: { author: ['blog.add_post'], editor: [] },
} as const satisfies Config

test('roles in step are healthy, and what differs is named', async t => {
  const auth = await createTestAuth(blog)
  t.after(() => auth.close())
  assert.deepEqual(await checkRoles(auth.system.settings, auth.store), [])
  const other = await createTestAuth({ ...blog, rolesAtStart: 'off' })
  t.after(() => other.close())
  const [found] = await checkRoles(other.system.settings, other.store)
  assert.equal(found?.level, 'fault')
  assert.match(found?.what ?? '', /not what the settings say: author, editor\.$/)
})

test('roles that the settings say nothing of are told, and none where there are none', async t => {
  const auth = await createTestAuth(blog)
  const none = await createTestAuth()
  t.after(() => Promise.all([auth.close(), none.close()]))
  const [found] = await checkRoles(none.system.settings, auth.store)
  assert.deepEqual([found?.level, found?.check], ['advice', 'roles'])
  assert.deepEqual(await checkRoles(none.system.settings, none.store), [])
})

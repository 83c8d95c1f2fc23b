import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Auth, createAuth } from '../auth.ts'
import { defineEndpoint } from '../http/endpoints/define-endpoint.ts'
import { not } from '../permissions/compose.ts'
import { definePolicy } from '../permissions/define-policy.ts'
import { hasPermission } from '../permissions/has-model-permissions.ts'
import { hasRole } from '../permissions/has-role.ts'
import type { AuthEvent } from '../ports/events.ts'
import { ConfigurationError } from '../settings/configuration-error.ts'
import type { Config } from '../settings/settings.ts'
import { createTestSchema, whyNoPostgres } from '../testing/postgres-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import type { AuthOptions } from './options.ts'

const blog = {
  permissions: ['blog.add_post', 'blog.change_post'],
  roles: { author: ['blog.add_post'], editor: ['blog.*'] },
} as const satisfies Config

test('a start brings the groups of roles in step, says so, and writes nothing where they are', async t => {
  const path = join(temporaryFolder(t), 'auth.sqlite3')
  const first = await createTestAuth(blog, { path })
  const synced = first.events.filter(({ name }) => name === 'role.synced')
  assert.deepEqual(
    synced.map(({ actor, data }) => ({ actor, data })),
    [
      {
        actor: 'configuration',
        data: { group: 'author', outcome: 'created', granted: ['blog.add_post'], revoked: [], members: 0 },
      },
      {
        actor: 'configuration',
        data: {
          group: 'editor',
          outcome: 'created',
          granted: ['blog.add_post', 'blog.change_post'],
          revoked: [],
          members: 0,
        },
      },
    ],
  )
  await first.close()
  const second = await createTestAuth(blog, { path })
  t.after(() => second.close())
  assert.deepEqual(second.events, [])
})

test('without roles in the settings a start leaves the groups alone; with none it takes the last ones away', async t => {
  const path = join(temporaryFolder(t), 'auth.sqlite3')
  await (await createTestAuth(blog, { path })).close()
  const silent = await createTestAuth({}, { path })
  assert.deepEqual(
    (await silent.store.groups.list()).map(({ isRole }) => isRole),
    [true, true],
  )
  await silent.close()
  const none = await createTestAuth({ roles: {} }, { path })
  t.after(() => none.close())
  assert.deepEqual(
    (await none.store.groups.list()).map(({ isRole, permissions }) => [isRole, permissions]),
    [
      [false, []],
      [false, []],
    ],
  )
})

test('a policy that declares permissions alone takes no roles away: another process may have them', async t => {
  const path = join(temporaryFolder(t), 'auth.sqlite3')
  await (await createTestAuth(blog, { path })).close()
  const { settings } = definePolicy({ permissions: blog.permissions })
  const other = await createTestAuth(settings, { path })
  t.after(() => other.close())
  assert.deepEqual(other.events, [])
  assert.deepEqual(
    (await other.store.groups.list()).map(({ isRole }) => isRole),
    [true, true],
  )
})

test('with check a start refuses what differs and names each role; with off it does not look', async t => {
  const path = join(temporaryFolder(t), 'auth.sqlite3')
  const before = await createTestAuth({}, { path })
  await before.store.groups.create('editor', before.clock.now())
  await before.close()
  await assert.rejects(createTestAuth({ ...blog, rolesAtStart: 'check' }, { path }), (error: unknown) => {
    assert.ok(error instanceof ConfigurationError)
    assert.match(error.message, /names author, which has no group in the database/)
    assert.match(error.message, /names editor, which is a group in the database that operators made/)
    assert.match(error.message, /latchkey roles sync/)
    return true
  })
  const off = await createTestAuth({ ...blog, rolesAtStart: 'off' }, { path })
  assert.equal((await off.store.groups.list()).length, 1)
  await off.close()
  await (await createTestAuth(blog, { path })).close()
  const checked = await createTestAuth({ ...blog, rolesAtStart: 'check' }, { path })
  t.after(() => checked.close())
})

const answer = { GET: () => ({ status: 200, body: {} }) } as const

test('an endpoint or a guard that asks for a word which no one declared is refused at the start', async () => {
  const asking = (permission: ReturnType<typeof hasRole>) =>
    createTestAuth(blog, { endpoints: [defineEndpoint({ path: '/posts/', permissions: [permission], ...answer })] })
  await assert.rejects(asking(hasRole('editr')), /the endpoint \/posts\/.*asks for the role editr.*write editor/s)
  await assert.rejects(asking(hasPermission('blog.add_pots')), /asks for blog\.add_pots.*write blog\.add_post/s)
  const auth = await asking(hasPermission('auth.view_user'))
  await assert.rejects(
    async () => auth.guard({ permissions: [not(hasRole('owner'))] }),
    /a guard.*asks for the role owner/s,
  )
  const [plain] = [
    await createTestAuth(
      {},
      { endpoints: [defineEndpoint({ path: '/posts/', permissions: [hasPermission('blog.add_pots')], ...answer })] },
    ),
  ]
  await Promise.all([auth.close(), plain.close()])
})

test('default permissions are asked for their words too', async () => {
  const endpoints = [defineEndpoint({ path: '/posts/', ...answer })]
  const config = { ...blog, defaultPermissions: [hasRole('owner')] }
  await assert.rejects(createTestAuth(config, { endpoints }), /asks for the role owner/)
})

test('createAuth takes the store that it opened back where the roles are refused', async t => {
  const database = `sqlite:${join(temporaryFolder(t), 'auth.sqlite3')}` as const
  await assert.rejects(createAuth({ ...blog, rolesAtStart: 'check', secretKey, database }), ConfigurationError)
  const auth = await createAuth({ ...blog, secretKey, database })
  await auth.close()
})

const secretKey = '4f9d1c7a2be86053d1e94c7ab3f25086cc0d9e417f3b8a62'

/** A name of a database that several processes may open. */
const databases: Readonly<Record<string, (t: TestContext) => Promise<string>>> = {
  sqlite: async t => `sqlite:${join(temporaryFolder(t), 'auth.sqlite3')}`,
  postgres: async t => await createTestSchema(t),
}
for (const [name, databaseOf] of Object.entries(databases)) {
  const skip = name === 'postgres' ? await whyNoPostgres() : false
  test(`${name}: of several that start at once one brings the roles in step, and all of them serve`, {
    skip,
  }, async t => {
    const database = await databaseOf(t)
    const synced: string[] = []
    const events = { emit: (event: AuthEvent) => void (event.name === 'role.synced' && synced.push(event.data.group)) }
    // The database is there: what races is the roles alone.
    await (await openAuth({ secretKey, database })).close()
    const starting = Array.from({ length: 8 }, () => openAuth({ ...blog, secretKey, database, events }))
    const started = await Promise.all(starting)
    assert.deepEqual(synced, ['author', 'editor'])
    const lists = await Promise.all(started.map(({ store }) => store.groups.list()))
    for (const groups of lists) assert.ok(groups.length === 2 && groups.every(({ isRole }) => isRole))
    await Promise.all(started.map(auth => auth.close()))
  })
}

async function openAuth(options: AuthOptions): Promise<Auth> {
  return await createAuth(options)
}

/**
 * Columns that an application added to our tables by SQL. A name that only one table of a statement had, when it was written,
 * may be of two by then; and what is read as `users.*` may bring along a name that we give to something else.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attemptOf } from './factor-attempts.ts'
import { addUser, beginning, minute, now, type OpenStore, origin, refreshing, stamp } from './opened-store.ts'
import { addOrganization } from './organizations.ts'

/** Of the tables that some statement joins with others: the names that the others have, and that results are given. */
const added: Readonly<Record<string, string>> = {
  users: `
    user_id sid role joined_at organization_id slug name started_at ended_at authenticated_by jti failures recent_failures
    last_failure_at is_stale text number group_id permission is_role list_key place named is_spent session_user_id`,
  sessions: 'text digest place presented now asked role',
  user_agents: 'user_agent_id user_agent current_jti generation tokens_until ended_at user_id place asked presented',
  user_groups: 'user_id group_id permission',
  group_members: 'id name is_role permission',
  group_permissions: 'user_id name',
  organizations: 'user_id organization_id role joined_at email',
  organization_members: 'id slug name created_at email username first_name last_name is_active',
  factor_accounts: 'id email role',
  user_search: 'id email username first_name last_name',
  throttle_counters: 'at number',
  throttle_hits: 'hits last_at',
}

const columns = Object.entries(added).flatMap(([table, names]) =>
  names
    .trim()
    .split(/\s+/)
    .map(column => ({ table, column })),
)
const alter = (how: (column: string) => string) =>
  columns.map(({ table, column }) => `ALTER TABLE ${table} ${how(column)};`).join('\n')

export function testAddedColumns(name: string, open: OpenStore): void {
  test(`${name}: columns that an application added to our tables, of whatever names, break no statement`, async t => {
    const store = await open(t, { organizations: 'on' })
    await store.runSql(alter(column => `ADD COLUMN ${column} TEXT DEFAULT 'theirs'`))
    try {
      await useAll(store)
    } finally {
      // Its place may be used again.
      await store.runSql(alter(column => `DROP COLUMN ${column}`))
    }
  })
}

async function useAll(store: Awaited<ReturnType<OpenStore>>): Promise<void> {
  const { sessions, groups, organizations, directory } = store
  const user = await addUser(store, 'alice@example.com', { firstName: 'Alice' })
  const { id } = user
  await sessions.start(beginning(user, 'one'))
  const facts = await sessions.factsOf({ presented: stamp('one-1'), sid: 'one', user: { id } })
  assert.deepEqual(facts.user, user)
  assert.deepEqual([facts.isSpent, facts.session?.userId, facts.session?.factors], [false, id, ['password']])
  // The first of a day writes the user agent, the second finds it.
  assert.equal((await sessions.rotate(refreshing('one', 'one-1', 'one-2'))).kind, 'rotated')
  assert.equal((await sessions.rotate(refreshing('one', 'one-2', 'one-3'))).kind, 'rotated')
  const found = await sessions.find('one')
  assert.deepEqual([found?.current.jti, found?.generation, found?.userAgent], ['one-3', 2, origin.userAgent])
  assert.equal((await sessions.listOf(id, { now, limit: 10 })).sessions[0]?.userAgent, origin.userAgent)

  await groups.create('editors', now)
  await groups.grant('editors', 'article.edit', now)
  await groups.addMember('editors', id, now)
  assert.deepEqual([...(await groups.grantsOf(id)).permissions], ['article.edit'])

  const acme = await addOrganization(store, id, 'acme')
  assert.deepEqual((await organizations.listOf(id))[0]?.organization, acme)
  const [member] = (await organizations.listMembers(acme.id, { limit: 10 })).members
  assert.deepEqual([member?.role, member?.email], ['owner', user.email])

  const listed = await directory.list({ search: 'alice', limit: 10 })
  assert.deepEqual(listed.users, [user])
  assert.equal((await store.factors.reserve(attemptOf(id))).outcome, 'reserved')
  assert.equal((await store.throttles.hit('one', 1, minute, now)).outcome, 'counted')
  assert.equal((await store.throttles.hit('one', 1, minute, now)).outcome, 'refused')
}

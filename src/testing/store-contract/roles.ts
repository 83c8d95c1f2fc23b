/** Groups that are roles of the configuration: brought in step in one transaction, and out of the reach of operators. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Role, RoleChange } from '../../users/group-store.ts'
import { openNodes, times } from './nodes.ts'
import { addUser, now, type OpenedStore, type OpenStore, origin, revocationsOf } from './opened-store.ts'

const [add, change, view] = ['blog.add_post', 'blog.change_post', 'blog.view_post'] as const
const by = { ...origin, traceId: 'roles', actor: 'configuration' }
const later = now + 1000

const editor: Role = { name: 'editor', permissions: [change, add] }
const author: Role = { name: 'author', permissions: [add] }

function changed(role: string, outcome: RoleChange['outcome'], about: Partial<RoleChange> = {}): RoleChange {
  return { role, outcome, granted: [], revoked: [], members: 0, ...about }
}

async function rowsOf(store: OpenedStore) {
  const rows = await store.audit.findByTrace('roles')
  return rows.map(({ event, reason, actor, changes }) => ({ event, reason, actor, changes }))
}

async function groupOf({ groups }: Pick<OpenedStore, 'groups'>, name: string) {
  return (await groups.list()).find(group => group.name === name) ?? assert.fail(name)
}

export function testRoles(name: string, open: OpenStore): void {
  testSync(name, open)
  testDifferences(name, open)
  testAdoption(name, open)
  testManaged(name, open)
  testRoleRaces(name, open)
}

function testSync(name: string, open: OpenStore): void {
  test(`${name}: a plan says what a synchronization then does, and writes nothing`, async t => {
    const store = await open(t)
    const expected = [
      changed('author', 'created', { granted: [add] }),
      changed('editor', 'created', { granted: [add, change] }),
    ]
    assert.deepEqual(await store.groups.planRoles([editor, author]), expected)
    assert.deepEqual(await store.groups.list(), [])
    assert.deepEqual(await store.groups.syncRoles([editor, author], now, by), expected)
    const { id: _, ...made } = await groupOf(store, 'editor')
    assert.deepEqual(made, { name: 'editor', members: 0, permissions: [add, change], isRole: true })
    assert.deepEqual(
      (await rowsOf(store)).toSorted((a, b) => String(a.reason).localeCompare(String(b.reason))),
      [
        {
          event: 'role.synced',
          reason: 'author',
          actor: 'configuration',
          changes: { role: [false, true], permissions: [[], [add]] },
        },
        {
          event: 'role.synced',
          reason: 'editor',
          actor: 'configuration',
          changes: { role: [false, true], permissions: [[], [add, change]] },
        },
      ],
    )
  })
}

function testDifferences(name: string, open: OpenStore): void {
  test(`${name}: where the groups are in step, nothing is planned and nothing written`, async t => {
    const store = await open(t)
    await store.groups.syncRoles([editor, author], now, by)
    const rows = await rowsOf(store)
    const [twice, again] = [
      { ...author, permissions: [add, add] },
      { ...editor, permissions: [add, change] },
    ]
    assert.deepEqual(await store.groups.planRoles([twice, again]), [])
    assert.deepEqual(await store.groups.syncRoles([twice, again], later, by), [])
    assert.deepEqual(await rowsOf(store), rows)
  })

  test(`${name}: a role that changes gets and loses permissions, and its members hear of it`, async t => {
    const store = await open(t)
    const alice = await addUser(store, 'alice@example.com')
    await store.groups.syncRoles([editor, author], now, by)
    await store.groups.addMember('editor', alice.id, now)
    const next = { name: 'editor', permissions: [change, view] }
    assert.deepEqual(await store.groups.syncRoles([next, author], later, by), [
      changed('editor', 'changed', { granted: [view], revoked: [add], members: 1 }),
    ])
    assert.deepEqual(await store.groups.grantsOf(alice.id), {
      groups: ['editor'],
      permissions: [change, view],
      roles: ['editor'],
    })
    const marks = (await revocationsOf(store)).filter(({ kind, at }) => kind === 'user-stale' && at === later)
    assert.deepEqual(
      marks.map(({ subject }) => subject),
      [String(alice.id)],
    )
  })

  test(`${name}: a role that is gone from the configuration may nothing, and keeps its members`, async t => {
    const store = await open(t)
    const alice = await addUser(store, 'alice@example.com')
    await store.groups.syncRoles([editor, author], now, by)
    await store.groups.addMember('editor', alice.id, now)
    assert.deepEqual(await store.groups.syncRoles([author], later, by), [
      changed('editor', 'released', { revoked: [add, change], members: 1 }),
    ])
    assert.deepEqual(await store.groups.grantsOf(alice.id), { groups: ['editor'], permissions: [], roles: [] })
    assert.equal(await store.groups.grant('editor', view, later), 'done')
    assert.deepEqual(await store.groups.syncRoles([author], later, by), [])
  })
}

function testAdoption(name: string, open: OpenStore): void {
  test(`${name}: a group that operators made is adopted with its members, and loses its other permissions`, async t => {
    const store = await open(t)
    const alice = await addUser(store, 'alice@example.com')
    for (const group of ['editor', 'Editor']) {
      await store.groups.create(group, now)
      await store.groups.grant(group, view, now)
      await store.groups.addMember(group, alice.id, now)
    }
    const expected = [changed('editor', 'adopted', { granted: [add, change], revoked: [view], members: 1 })]
    assert.deepEqual(await store.groups.planRoles([editor]), expected)
    assert.deepEqual(await store.groups.syncRoles([editor], later, by), expected)
    // Names differ by case, as Django's do: the other one is a group like any.
    assert.deepEqual(await store.groups.grantsOf(alice.id), {
      groups: ['Editor', 'editor'],
      permissions: [add, change, view],
      roles: ['editor'],
    })
    assert.deepEqual((await rowsOf(store)).at(0), {
      event: 'role.synced',
      reason: 'editor',
      actor: 'configuration',
      changes: { role: [false, true], permissions: [[view], [add, change]] },
    })
  })
}

function testManaged(name: string, open: OpenStore): void {
  test(`${name}: operators change no role and delete none, and decide who is in it`, async t => {
    const store = await open(t)
    const { groups } = store
    const alice = await addUser(store, 'alice@example.com')
    await groups.syncRoles([editor], now, by)
    const { id } = await groupOf(store, 'editor')
    const rows = await store.audit.list({ subject: `group:${id}`, limit: 10 })
    assert.equal(await groups.grant('editor', view, later, by), 'managed')
    assert.equal(await groups.revoke('editor', add, later, by), 'managed')
    assert.equal(await groups.delete('editor', later, by), 'managed')
    assert.deepEqual(await groups.update(id, { name: 'chief' }, later, by), { outcome: 'managed' })
    assert.deepEqual(await groups.update(id, { permissions: [] }, later, by), { outcome: 'managed' })
    assert.equal(
      (await groups.update(id, { name: 'editor', permissions: [add, change] }, later, by)).outcome,
      'unchanged',
    )
    assert.equal(await groups.create('editor', later, by), 'duplicate')
    assert.deepEqual(await store.audit.list({ subject: `group:${id}`, limit: 10 }), rows)
    assert.equal(await groups.addMember('editor', alice.id, later), 'done')
    assert.deepEqual((await groups.grantsOf(alice.id)).roles, ['editor'])
    assert.equal(await groups.removeMember('editor', alice.id, later), 'done')
    assert.equal(await groups.setUserGroups(alice.id, [id], later), 'done')
    assert.deepEqual((await groups.grantsOf(alice.id)).roles, ['editor'])
  })
}

function testRoleRaces(name: string, open: OpenStore): void {
  test(`${name}: of fifty starts at once one brings the roles in step, and writes each row once`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const outcomes = await times(50, index => nodeOf(index).groups.syncRoles([editor, author], now, by))
    assert.equal(outcomes.filter(changes => changes.length > 0).length, 1)
    assert.equal((await rowsOf(store)).length, 2)
    assert.deepEqual(await store.groups.planRoles([editor, author]), [])
  })

  test(`${name}: operators who make, rename and fill groups meanwhile leave the roles in step`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const users = await times(6, index => addUser(store, `user${index}@example.com`))
    await store.groups.create('writers', now)
    const { id } = await groupOf(store, 'writers')
    await Promise.all([
      times(20, index => nodeOf(index).groups.syncRoles([editor, author], now, by)),
      times(10, index => nodeOf(index).groups.create('editor', now)),
      times(10, index => nodeOf(index).groups.grant('editor', view, now)),
      ...users.map((user, index) => nodeOf(index).groups.addMember('editor', user.id, now)),
      ...users.map((user, index) => nodeOf(index).groups.setUserGroups(user.id, [id], now)),
      nodeOf(1).groups.update(id, { name: 'author', permissions: [view] }, now),
    ])
    await store.groups.syncRoles([editor, author], later, by)
    assert.deepEqual(await store.groups.planRoles([editor, author]), [])
    for (const role of [editor, author]) {
      const { permissions, isRole } = await groupOf(store, role.name)
      assert.deepEqual([isRole, permissions], [true, role.permissions.toSorted()])
    }
  })
}

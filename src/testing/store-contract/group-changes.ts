/** Groups and grants that are replaced as a whole: one transaction, one audit row with what was there before. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '../../kernel/user-id.ts'
import type { Group } from '../../users/group-store.ts'
import { openNodes, times } from './nodes.ts'
import { addUser, now, type OpenedStore, type OpenStore, origin, revocationsOf } from './opened-store.ts'

const by = { ...origin, traceId: 'change', actor: 'cli:root' }
const [add, change, view] = ['blog.add_post', 'blog.change_post', 'blog.view_post'] as const

/** Alice is an author and an editor. */
async function begin(open: OpenStore, t: Parameters<OpenStore>[0]) {
  const store = await open(t)
  const alice = await addUser(store, 'alice@example.com')
  const bob = await addUser(store, 'bob@example.com')
  for (const name of ['writers', 'editors', 'authors']) await store.groups.create(name, now)
  for (const name of ['editors', 'authors']) await store.groups.addMember(name, alice.id, now)
  const idOf = async (name: string) => (await groupOf(store, name)).id
  const ids = { authors: await idOf('authors'), editors: await idOf('editors'), writers: await idOf('writers') }
  return { store, groups: store.groups, alice, bob, ids }
}

async function groupOf(store: Pick<OpenedStore, 'groups'>, name: string): Promise<Group> {
  return (await store.groups.list()).find(group => group.name === name) ?? assert.fail(name)
}

async function rowsOf(store: OpenedStore) {
  const rows = await store.audit.findByTrace('change')
  return rows.map(({ event, userId, reason, actor, changes }) => ({ event, userId, reason, actor, changes }))
}

/** The users that are marked later than the beginning. */
async function marked(store: OpenedStore): Promise<readonly string[]> {
  const marks = (await revocationsOf(store)).filter(({ kind, at }) => kind === 'user-stale' && at > now)
  return marks.map(({ subject }) => subject).sort()
}

const later = now + 1000

export function testGroupChanges(name: string, open: OpenStore): void {
  testFinding(name, open)
  testUserGroups(name, open)
  testUserPermissions(name, open)
  testUpdates(name, open)
  testRenames(name, open)
  testRaces(name, open)
}

function testFinding(name: string, open: OpenStore): void {
  test(`${name}: a group is found by its id, with its members counted, until it is deleted`, async t => {
    const { groups, bob, ids } = await begin(open, t)
    await groups.grant('editors', change, now)
    await groups.addMember('editors', bob.id, now)
    assert.deepEqual(await groups.find(ids.editors), {
      id: ids.editors,
      name: 'editors',
      members: 2,
      permissions: [change],
      isRole: false,
    })
    assert.equal((await groups.find(ids.writers))?.members, 0)
    await groups.delete('editors', now)
    for (const id of [ids.editors, 999, 1.5, Number.NaN, 2 ** 60]) assert.equal(await groups.find(id), undefined)
    await groups.create('editors', now)
    assert.equal(await groups.find(ids.editors), undefined)
  })

  test(`${name}: a user's own grants are the groups with their ids, and no permission of a group`, async t => {
    const { groups, alice, bob, ids } = await begin(open, t)
    await groups.grant('editors', change, now)
    for (const permission of [view, add]) await groups.grantUser(alice.id, permission, now)
    assert.deepEqual(await groups.ownGrantsOf(alice.id), {
      groups: [
        { id: ids.authors, name: 'authors' },
        { id: ids.editors, name: 'editors' },
      ],
      permissions: [add, view],
    })
    for (const id of [bob.id, 999]) assert.deepEqual(await groups.ownGrantsOf(id), { groups: [], permissions: [] })
  })
}

function testUserGroups(name: string, open: OpenStore): void {
  test(`${name}: the groups of a user are replaced in one row with their names and one for each group, and the user is marked`, async t => {
    const { store, groups, alice, bob, ids } = await begin(open, t)
    await groups.addMember('editors', bob.id, now)
    const wanted = [ids.writers, ids.authors, ids.writers]
    assert.equal(await groups.setUserGroups(alice.id, wanted, later, by), 'done')
    assert.deepEqual((await groups.grantsOf(alice.id)).groups, ['authors', 'writers'])
    assert.deepEqual((await groups.grantsOf(bob.id)).groups, ['editors'])
    const changes = {
      groups: [
        ['authors', 'editors'],
        ['authors', 'writers'],
      ],
    }
    const row = { event: 'user.groups_changed', userId: alice.id, reason: undefined, actor: 'cli:root', changes }
    const about = { userId: alice.id, actor: 'cli:root', changes: undefined }
    assert.deepEqual(await rowsOf(store), [
      row,
      { ...about, event: 'group.member_removed', reason: 'editors' },
      { ...about, event: 'group.member_added', reason: 'writers' },
    ])
    assert.deepEqual(await marked(store), [String(alice.id)])
    assert.equal(await groups.setUserGroups(alice.id, [], later), 'done')
    assert.deepEqual((await groups.grantsOf(alice.id)).groups, [])
  })

  test(`${name}: groups that are so already, unknown ones and those of an unknown user change nothing`, async t => {
    const { store, groups, alice, ids } = await begin(open, t)
    const set = (id: UserId, wanted: readonly number[]) => groups.setUserGroups(id, wanted, later, by)
    assert.equal(await set(alice.id, [ids.editors, ids.authors]), 'unchanged')
    for (const unknown of [999, 0, -1, 1.5, Number.NaN]) {
      assert.equal(await set(alice.id, [ids.writers, unknown]), 'unknown_group')
    }
    assert.equal(await set(999, [ids.writers]), 'unknown_user')
    assert.deepEqual((await groups.grantsOf(alice.id)).groups, ['authors', 'editors'])
    assert.deepEqual([await rowsOf(store), await marked(store)], [[], []])
  })
}

function testUserPermissions(name: string, open: OpenStore): void {
  test(`${name}: the permissions of a user are replaced in one row, and those of the groups stay`, async t => {
    const { store, groups, alice, bob } = await begin(open, t)
    await groups.grant('editors', add, now)
    for (const permission of [add, change]) await groups.grantUser(alice.id, permission, now)
    await groups.grantUser(bob.id, add, now)
    assert.equal(await groups.setUserPermissions(alice.id, [view, change, view], later, by), 'done')
    assert.deepEqual((await groups.ownGrantsOf(alice.id)).permissions, [change, view])
    assert.deepEqual((await groups.grantsOf(alice.id)).permissions, [add, change, view])
    assert.deepEqual((await groups.ownGrantsOf(bob.id)).permissions, [add])
    const changes = {
      permissions: [
        [add, change],
        [change, view],
      ],
    }
    const row = { event: 'user.permissions_changed', userId: alice.id, reason: undefined, actor: 'cli:root', changes }
    assert.deepEqual(await rowsOf(store), [row])
    assert.deepEqual(await marked(store), [String(alice.id)])
    assert.equal(await groups.setUserPermissions(alice.id, [view, change], later, by), 'unchanged')
    assert.equal(await groups.setUserPermissions(999, [view], later, by), 'unknown_user')
    assert.equal((await rowsOf(store)).length, 1)
  })
}

function testUpdates(name: string, open: OpenStore): void {
  test(`${name}: the name and the permissions of a group change at once, in one row, and its members are marked`, async t => {
    const { store, groups, alice, ids } = await begin(open, t)
    for (const permission of [add, change]) await groups.grant('editors', permission, now)
    const changes = { name: 'newsroom', permissions: [view, add, view] }
    const group = { id: ids.editors, name: 'newsroom', members: 1, permissions: [add, view], isRole: false }
    assert.deepEqual(await groups.update(ids.editors, changes, later, by), { outcome: 'saved', group })
    assert.deepEqual(await groups.find(ids.editors), group)
    assert.deepEqual(await groups.grantsOf(alice.id), {
      groups: ['authors', 'newsroom'],
      permissions: [add, view],
      roles: [],
    })
    const recorded = {
      name: ['editors', 'newsroom'],
      permissions: [
        [add, change],
        [add, view],
      ],
    }
    const row = { event: 'group.changed', userId: undefined, reason: 'editors', actor: 'cli:root', changes: recorded }
    assert.deepEqual(await rowsOf(store), [row])
    assert.deepEqual(await marked(store), [String(alice.id)])
  })

  test(`${name}: what is left out of a change of a group stays, and what is so already is unchanged`, async t => {
    const { store, groups, ids } = await begin(open, t)
    for (const permission of [add, change]) await groups.grant('editors', permission, now)
    const update = async (changes: Parameters<typeof groups.update>[1]) =>
      (await groups.update(ids.editors, changes, later, by)).outcome
    const group = await groupOf(store, 'editors')
    assert.equal(await update({}), 'unchanged')
    assert.deepEqual(await groups.update(ids.editors, { name: 'editors', permissions: [change, add] }, later, by), {
      outcome: 'unchanged',
      group,
    })
    assert.deepEqual([await rowsOf(store), await marked(store)], [[], []])
    assert.equal(await update({ name: 'newsroom' }), 'saved')
    assert.deepEqual(await groups.find(ids.editors), { ...group, name: 'newsroom' })
    assert.equal(await update({ permissions: [] }), 'saved')
    assert.deepEqual(await groups.find(ids.editors), { ...group, name: 'newsroom', permissions: [] })
    assert.deepEqual(
      (await rowsOf(store)).map(({ changes }) => changes),
      [{ name: ['editors', 'newsroom'] }, { permissions: [[add, change], []] }],
    )
  })
}

function testRenames(name: string, open: OpenStore): void {
  test(`${name}: a group whose new name is taken keeps its permissions too, and one that is gone is so`, async t => {
    const { store, groups, ids } = await begin(open, t)
    const before = await groups.list()
    const taken = await groups.update(ids.editors, { name: 'authors', permissions: [add] }, later, by)
    assert.deepEqual(taken, { outcome: 'duplicate' })
    assert.deepEqual(await groups.list(), before)
    for (const id of [999, 1.5]) {
      assert.deepEqual(await groups.update(id, { name: 'new' }, later, by), { outcome: 'gone' })
    }
    assert.deepEqual([await rowsOf(store), await marked(store)], [[], []])
  })
}

function testRaces(name: string, open: OpenStore): void {
  test(`${name}: groups that are replaced while one of them is renamed are recorded by names that hold, and all hear`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const users = await times(8, i => addUser(store, `user${i}@example.com`))
    for (let round = 0; round < 10; round += 1) {
      for (const group of ['one', 'two']) await store.groups.create(`${group}${round}`, now)
      const [one, two] = [await groupOf(store, `one${round}`), await groupOf(store, `two${round}`)]
      const [at, traced] = [later + round * 3_600_000, { ...origin, traceId: `race${round}` }]
      const replaced = times(8, i => {
        const ids = i % 2 === 0 ? [one.id, two.id] : [two.id, one.id]
        return nodeOf(i).groups.setUserGroups(users[i]?.id ?? 0, ids, at, traced)
      })
      const renamed = nodeOf(1).groups.update(one.id, { name: `first${round}`, permissions: [add] }, at)
      assert.deepEqual(new Set(await replaced), new Set(['done']))
      assert.deepEqual(await renamed.then(({ outcome }) => outcome), 'saved')
      for (const { id } of users) {
        const grants = await store.groups.grantsOf(id)
        assert.deepEqual(grants, { groups: [`first${round}`, two.name], permissions: [add], roles: [] })
      }
      const all = await store.audit.findByTrace(`race${round}`)
      const rows = all.filter(({ event }) => event === 'user.groups_changed')
      const names = rows.map(({ changes }) => String(changes?.groups?.[1]))
      const known = [`first${round},${two.name}`, `${one.name},${two.name}`]
      assert.deepEqual(new Set(names).difference(new Set(known)), new Set())
      assert.equal(rows.length, users.length)
    }
  })

  test(`${name}: of groups that two operators set for one user at once, those of one of them hold`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const { id } = await addUser(store, 'alice@example.com')
    const names = [...'abcdef']
    for (const group of names) await store.groups.create(group, now)
    const ids = await Promise.all(names.map(async group => (await groupOf(store, group)).id))
    for (let round = 0; round < 10; round += 1) {
      await store.groups.setUserGroups(id, [], now)
      const outcomes = await times(2, i => nodeOf(i).groups.setUserGroups(id, ids.slice(i * 3, i * 3 + 3), later))
      assert.deepEqual(outcomes, ['done', 'done'])
      assert.ok(['a,b,c', 'd,e,f'].includes((await store.groups.grantsOf(id)).groups.join()))
    }
  })
}

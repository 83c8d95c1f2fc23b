/** Organizations and their members: who may do what is decided by the role that holds in the transaction. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Organization } from '../../features/organizations/organization.ts'
import type { Authority, OrganizationChange } from '../../features/organizations/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Store } from '../../store.ts'
import { openNodes, times } from './nodes.ts'
import { addUser, now, type OpenStore, oldHash, origin, revocationsOf } from './opened-store.ts'

export const change: OrganizationChange = { now, by: origin }

/** Owners reach all, admins themselves and members; members no one. */
export const may: Authority = { owner: 'all', admin: ['admin', 'member'] }

export const action = (as: UserId) => ({ ...change, as, may })

const idOf = (slug: string) => `org_${Buffer.from(slug).toString('hex').padEnd(32, '0').slice(0, 32)}`

export async function addOrganization({ organizations }: Store, owner: UserId, slug: string): Promise<Organization> {
  const about = { id: idOf(slug), slug, name: `The ${slug}` }
  assert.equal(await organizations.create({ ...change, ...about, owner }), 'created')
  return { ...about, createdAt: now }
}

/** Accounts with a role each, the first of them the owner. */
export async function openOrganization(open: OpenStore, t: TestContext, roles: readonly string[] = []) {
  const { store, nodeOf } = await openNodes((context, settings) => open(context, { ...settings, ...switchedOn }), t)
  const owner = await addUser(store, 'owner@example.com')
  const acme = await addOrganization(store, owner.id, 'acme')
  const members: UserId[] = [owner.id]
  for (const [index, role] of roles.entries()) {
    const { id } = await addUser(store, `${role}${index}@example.com`)
    const joining = { ...change, limit: 100 }
    assert.equal(await store.organizationDirectory.addMember(acme.id, id, role, joining), 'done')
    members.push(id)
  }
  const rolesNow = async () =>
    (await store.organizations.listMembers(acme.id, { limit: 100 })).members.map(({ role }) => role)
  return { store, nodeOf, acme, members: filled(members), rolesNow }
}

type Members = readonly [UserId, UserId, UserId, UserId, ...UserId[]]

/** Where a test made fewer, it names no others. */
function filled([owner = 0, second = 0, third = 0, fourth = 0, ...more]: readonly UserId[]): Members {
  return [owner, second, third, fourth, ...more]
}

const switchedOn = { organizations: 'on' } as const

/** What the audit table tells of an organization, the oldest first. */
export async function historyOf({ audit }: Pick<Store, 'audit'>, { id }: Pick<Organization, 'id'>) {
  const { entries } = await audit.list({ subject: `organization:${id}`, limit: 1000 })
  return entries
    .toSorted((one, other) => one.id - other.id)
    .map(({ event, userId, reason, changes }) => [event.replace('organization.', ''), userId, reason, changes?.role])
    .map(row => row.filter(part => part !== undefined))
}

export function testOrganizations(name: string, open: OpenStore): void {
  testLives(name, open)
  testEnds(name, open)
  testRoles(name, open)
  testRemovals(name, open)
  testRaces(name, open)
  testDeletedUsers(name, open)
  testOperators(name, open)
}

function testLives(name: string, open: OpenStore): void {
  test(`${name}: an organization is found by id and slug for its members, and for no one else`, async t => {
    const { store, acme, members } = await openOrganization(open, t)
    const [owner] = members
    const bob = await addUser(store, 'bob@example.com')
    const membership = { organization: acme, userId: owner, role: 'owner', joinedAt: now }
    const { organizations } = store
    assert.deepEqual(await organizations.membershipOf(acme.id, owner), membership)
    assert.deepEqual(await organizations.membershipOf('acme', owner), membership)
    assert.deepEqual(await organizations.listOf(owner), [membership])
    const others = [bob.id, owner, owner].map((id, i) =>
      organizations.membershipOf(['acme', 'Acme', 'acme\0'][i] ?? '', id),
    )
    assert.deepEqual(await Promise.all(others), [undefined, undefined, undefined])
    assert.deepEqual(await organizations.listOf(bob.id), [])
  })

  test(`${name}: a slug is that of one organization, and a user owns as many as the limit says`, async t => {
    const { store, acme, members, nodeOf } = await openOrganization(open, t)
    const [owner] = members
    const about = { ...change, name: 'Other', owner, limit: 3 }
    const create = (slug: string, node: Store, id = idOf(`other ${slug}`)) =>
      node.organizations.create({ ...about, id, slug })
    assert.equal(await create('acme', store), 'duplicate')
    const outcomes = await times(10, i => create(`shop-${i}`, nodeOf(i)))
    assert.deepEqual(outcomes.toSorted(), ['created', 'created', ...Array(8).fill('too_many')])
    const taken = await store.organizations.update(acme.id, { slug: await otherSlug(store, owner) }, action(owner))
    assert.deepEqual(taken, { outcome: 'duplicate' })
    assert.equal(await store.organizations.create({ ...about, id: idOf('x'), slug: 'x', owner: 999 }), 'unknown_user')
  })

  test(`${name}: names and slugs are changed by those who may, and a change of nothing leaves no row`, async t => {
    const { store, acme, members } = await openOrganization(open, t, ['admin', 'member'])
    const [owner, admin, member] = members
    const { organizations } = store
    const texts = { slug: 'acme-2', name: 'Acme' }
    const saved = { outcome: 'saved', organization: { ...acme, ...texts } }
    assert.deepEqual(await organizations.update(acme.id, texts, action(admin)), saved)
    assert.deepEqual(await organizations.update(acme.id, texts, action(owner)), { ...saved, outcome: 'unchanged' })
    assert.deepEqual(await organizations.update(acme.id, {}, action(member)), { outcome: 'forbidden' })
    assert.deepEqual(await organizations.update(acme.id, {}, action(999)), { outcome: 'not_member' })
    assert.equal((await historyOf(store, acme)).filter(([event]) => event === 'changed').length, 1)
    // The old slug is free again.
    await addOrganization(store, owner, 'acme-x')
    assert.equal(await store.organizationDirectory.find('acme'), undefined)
  })
}

function testEnds(name: string, open: OpenStore): void {
  test(`${name}: a deleted organization leaves no member and no invitation, and its members are told`, async t => {
    const { store, acme, members } = await openOrganization(open, t, ['admin'])
    const [owner, admin] = members
    const onlyOwners = { ...change, may: { owner: 'all' } } as const
    assert.equal(await store.organizations.delete(acme.id, { ...onlyOwners, as: admin }), 'forbidden')
    const before = (await revocationsOf(store)).length
    assert.equal(await store.organizations.delete(acme.id, { ...onlyOwners, as: owner }), 'deleted')
    assert.deepEqual(await store.organizations.listOf(admin), [])
    const told = (await revocationsOf(store)).filter(({ kind }) => kind === 'user-stale').map(({ subject }) => subject)
    assert.deepEqual([before > 0, new Set(told)], [true, new Set([owner, admin].map(String))])
    assert.equal(await store.organizations.delete(acme.id, { ...onlyOwners, as: owner }), 'not_member')
  })

  test(`${name}: an organization that a table of the application refers to stays, with its members`, async t => {
    const { store, acme, members } = await openOrganization(open, t)
    await store.runSql(
      `CREATE TABLE projects (organization_id TEXT REFERENCES organizations (id)); INSERT INTO projects VALUES ('${acme.id}')`,
    )
    assert.equal(await store.organizations.delete(acme.id, action(members[0])), 'in_use')
    assert.equal((await store.organizations.listOf(members[0])).length, 1)
    assert.deepEqual(await historyOf(store, acme), [['created', members[0]]])
  })
}

async function otherSlug({ organizations }: Store, userId: UserId): Promise<string> {
  return (
    (await organizations.listOf(userId)).map(({ organization }) => organization.slug).find(slug => slug !== 'acme') ??
    ''
  )
}

function testRoles(name: string, open: OpenStore): void {
  test(`${name}: a role is given within the reach of who gives it, and never above`, async t => {
    const { store, acme, members, rolesNow } = await openOrganization(open, t, ['admin', 'member', 'guest'])
    const [owner, admin, member, guest] = members
    const setRole = (as: UserId, whom: UserId, role: string) =>
      store.organizations.setRole(acme.id, whom, role, action(as))
    assert.equal(await setRole(admin, member, 'owner'), 'forbidden')
    assert.equal(await setRole(admin, admin, 'owner'), 'forbidden')
    assert.equal(await setRole(admin, owner, 'member'), 'forbidden')
    // A role that admins do not reach, such as one that the configuration has no more.
    assert.equal(await setRole(admin, guest, 'member'), 'forbidden')
    assert.equal(await setRole(member, guest, 'member'), 'forbidden')
    assert.equal(await setRole(999, guest, 'member'), 'not_member')
    assert.equal(await setRole(admin, 999, 'member'), 'gone')
    assert.deepEqual(await rolesNow(), ['owner', 'admin', 'member', 'guest'])
    assert.equal(await setRole(admin, member, 'admin'), 'done')
    assert.equal(await setRole(admin, member, 'admin'), 'unchanged')
    assert.equal(await setRole(owner, guest, 'member'), 'done')
    assert.deepEqual(await rolesNow(), ['owner', 'admin', 'admin', 'member'])
    assert.deepEqual((await historyOf(store, acme)).slice(-2), [
      ['role_changed', member, ['member', 'admin']],
      ['role_changed', guest, ['guest', 'member']],
    ])
  })

  test(`${name}: ownership goes to a member, and only an owner gives it away`, async t => {
    const { store, acme, members, rolesNow } = await openOrganization(open, t, ['admin', 'member'])
    const [owner, admin, member] = members
    const transfer = (as: UserId, to: UserId) =>
      store.organizations.transfer(acme.id, to, 'admin', { ...change, as, mail: { kind: 'factor_added', now } })
    assert.equal(await transfer(admin, admin), 'forbidden')
    assert.equal(await transfer(owner, 999), 'gone')
    assert.equal(await transfer(owner, owner), 'unchanged')
    assert.equal(await transfer(owner, member), 'done')
    assert.deepEqual(await rolesNow(), ['admin', 'admin', 'owner'])
    assert.equal(await transfer(owner, member), 'forbidden')
    assert.equal((await store.outbox.list({ limit: 10 })).mails.length, 2)
  })
}

function testRemovals(name: string, open: OpenStore): void {
  test(`${name}: a member who is removed is none at once, their invitations end, and their sockets are asked again`, async t => {
    const { store, acme, members } = await openOrganization(open, t, ['admin', 'member'])
    const [owner, admin, member] = members
    const { organizations } = store
    const about = { organizationId: acme.id, role: 'member', expiresAt: now + 1000, limit: 10, mail: undefined }
    await organizations.invite({ ...action(admin), ...about, id: 'inv_1', email: 'second@example.com' })
    await organizations.invite({ ...action(owner), ...about, id: 'inv_2', email: 'third@example.com' })
    const mail = { kind: 'factor_added', now } as const
    assert.equal(await organizations.removeMember(acme.id, owner, action(admin)), 'forbidden')
    assert.equal(await organizations.removeMember(acme.id, admin, action(member)), 'forbidden')
    assert.equal(await organizations.removeMember(acme.id, admin, { ...action(owner), mail }), 'done')
    assert.equal(await organizations.removeMember(acme.id, admin, action(owner)), 'gone')
    assert.equal(await organizations.membershipOf(acme.id, admin), undefined)
    assert.deepEqual(
      (await organizations.listInvitations(acme.id)).map(({ id }) => id),
      ['inv_2'],
    )
    assert.ok(
      (await revocationsOf(store)).some(({ kind, subject }) => kind === 'user-stale' && subject === String(admin)),
    )
    assert.deepEqual(
      (await store.outbox.list({ limit: 10 })).mails.map(({ to }) => to),
      ['admin0@example.com'],
    )
    assert.deepEqual((await historyOf(store, acme)).slice(-2), [
      ['member_removed', admin, 'removed', ['admin', null]],
      ['invitation_revoked', admin, 'inv_1'],
    ])
  })

  test(`${name}: members leave, but the last owner stays one`, async t => {
    const { store, acme, members } = await openOrganization(open, t, ['member'])
    const [owner, member] = members
    const { organizations } = store
    assert.equal(await organizations.leave(acme.id, owner, change), 'last_owner')
    assert.equal(await organizations.setRole(acme.id, owner, 'member', action(owner)), 'last_owner')
    assert.equal(await organizations.removeMember(acme.id, owner, action(owner)), 'last_owner')
    assert.equal(await organizations.leave(acme.id, member, change), 'done')
    assert.equal(await organizations.leave(acme.id, member, change), 'not_member')
    assert.equal(await store.organizationDirectory.countMembers(acme.id), 1)
  })

  test(`${name}: members are listed in pages, in the order in which they joined`, async t => {
    const { store, acme, members } = await openOrganization(open, t, ['a', 'b', 'c', 'd', 'e'])
    const list = (cursor?: string) => store.organizations.listMembers(acme.id, { limit: 2, cursor })
    const [first, second] = [await list(), await list((await list()).next)]
    const third = await list(second.next)
    const ids = [first, second, third].map(({ members: some }) => some.map(({ userId }) => userId))
    assert.deepEqual(ids.flat(), members)
    assert.deepEqual([first.previous, third.next], [undefined, undefined])
    assert.deepEqual((await list(third.previous)).members, second.members)
    assert.deepEqual((await list(second.previous)).members, first.members)
    const [alice] = first.members
    const about = { email: 'owner@example.com', username: '', firstName: '', lastName: '', isActive: true }
    assert.deepEqual(alice, { userId: members[0], ...about, role: 'owner', joinedAt: now })
    await assert.rejects(list('x'), { code: 'invalid_cursor' })
  })
}

function testRaces(name: string, open: OpenStore): void {
  test(`${name}: of two owners who leave, or take the role from each other, one stays`, async t => {
    const { store, nodeOf, members } = await openOrganization(open, t)
    const [owner] = members
    const { id: other } = await addUser(store, 'other@example.com')
    for (let round = 0; round < 20; round += 1) {
      const { id } = await addOrganization(store, owner, `round-${round}`)
      await store.organizationDirectory.addMember(id, other, 'owner', { ...change, limit: 10 })
      const one = nodeOf(round).organizations
      const two = nodeOf(round + 1).organizations
      const outcomes = await Promise.all(
        round % 2 === 0
          ? [one.leave(id, owner, change), two.leave(id, other, change)]
          : [one.setRole(id, other, 'member', action(owner)), two.setRole(id, owner, 'member', action(other))],
      )
      assert.equal(outcomes.filter(outcome => outcome === 'done').length, 1)
      const { members: left } = await store.organizations.listMembers(id, { limit: 10 })
      assert.equal(left.filter(({ role }) => role === 'owner').length, 1)
    }
  })

  test(`${name}: who is removed while they act, acts before or not at all`, async t => {
    const { store, nodeOf, acme, members } = await openOrganization(open, t, ['member'])
    const [owner, member] = members
    for (let round = 0; round < 20; round += 1) {
      const { id: admin } = await addUser(store, `r${round}@example.com`)
      await store.organizationDirectory.addMember(acme.id, admin, 'admin', { ...change, limit: 100 })
      await store.organizations.setRole(acme.id, member, 'member', action(owner))
      const [removed, given] = await Promise.all([
        nodeOf(round).organizations.removeMember(acme.id, admin, action(owner)),
        nodeOf(round + 1).organizations.setRole(acme.id, member, 'admin', action(admin)),
      ])
      assert.equal(removed, 'done')
      assert.ok(['done', 'not_member'].includes(given), given)
      const role = (await store.organizations.membershipOf(acme.id, member))?.role
      assert.equal(role, given === 'done' ? 'admin' : 'member')
    }
  })
}

function testDeletedUsers(name: string, open: OpenStore): void {
  const deleting = (userId: UserId) => ({ userId, provenBy: oldHash, now, origin })

  test(`${name}: the last owner of an organization is not deleted, by themselves or by an operator`, async t => {
    const { store, acme, members } = await openOrganization(open, t, ['member'])
    const [owner, member] = members
    assert.equal(await store.users.delete(deleting(owner)), 'last_owner')
    assert.equal(await store.directory.delete(owner, now, origin), 'last_owner')
    assert.deepEqual(await historyOf(store, acme), [
      ['created', owner],
      ['member_added', member, [null, 'member']],
    ])
    assert.equal(await store.users.delete(deleting(member)), 'deleted')
    const [, , last] = await historyOf(store, acme)
    assert.deepEqual(last, ['member_removed', member, 'account_deleted', ['member', null]])
    assert.equal(await store.organizationDirectory.countMembers(acme.id), 1)
  })

  test(`${name}: two owners who delete their accounts at once leave one of them`, async t => {
    const { store, nodeOf, members } = await openOrganization(open, t)
    for (let round = 0; round < 10; round += 1) {
      const [one, two] = await times(2, i => addUser(store, `r${round}-${i}@example.com`))
      const { id } = await addOrganization(store, one?.id ?? members[0], `round-${round}`)
      await store.organizationDirectory.addMember(id, two?.id ?? 0, 'owner', { ...change, limit: 10 })
      const outcomes = await times(2, i => nodeOf(i).users.delete(deleting((i === 0 ? one?.id : two?.id) ?? 0)))
      assert.deepEqual(outcomes.toSorted(), ['deleted', 'last_owner'])
    }
  })

  test(`${name}: where organizations are off, an account is deleted whatever it owns`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    await addOrganization(store, id, 'acme')
    assert.equal(await store.users.delete(deleting(id)), 'deleted')
  })
}

function testOperators(name: string, open: OpenStore): void {
  test(`${name}: operators list, search and change organizations, and leave each its owner`, async t => {
    const { store, acme, members } = await openOrganization(open, t, ['member'])
    const [owner, member] = members
    const { organizationDirectory: directory } = store
    await addOrganization(store, owner, 'bakery')
    const found = async (search?: string) =>
      (await directory.list({ limit: 10, search })).organizations.map(({ slug }) => slug)
    assert.deepEqual(new Set(await found()), new Set(['acme', 'bakery']))
    assert.deepEqual([await found('THE BAK'), await found('cme'), await found('%')], [['bakery'], ['acme'], []])
    assert.equal(await directory.removeMember(acme.id, owner, change), 'last_owner')
    assert.equal(await directory.setRole(acme.id, member, 'owner', change), 'done')
    assert.equal(await directory.removeMember(acme.id, owner, change), 'done')
    assert.equal(await directory.setRole(acme.id, owner, 'owner', change), 'gone')
    assert.equal(await directory.addMember(acme.id, owner, 'member', { ...change, limit: 1 }), 'full')
    assert.deepEqual(await directory.update(acme.id, { slug: 'bakery' }, change), { outcome: 'duplicate' })
    assert.equal(await directory.delete(acme.id, change), 'deleted')
    assert.deepEqual([await directory.delete(acme.id, change), await found()], ['gone', ['bakery']])
  })
}

/** An operator's action writes a row: actor, account, old and new values. An action that changes nothing writes none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantOf } from '../../kernel/instant.ts'
import type { AuditEntry } from '../../ports/audit.ts'
import type { Store } from '../../store.ts'
import { addUser, beginning, newHash, now, type OpenStore, oldHash, origin } from './opened-store.ts'

const actor = 'cli:root'
const traceId = 'trace-of-the-operator'
const by = { ...origin, actor, traceId }

/** The operator's rows without time, address and actor, which are checked to be the same in each. */
async function rowsOf({ audit }: Store): Promise<readonly Partial<AuditEntry>[]> {
  return (await audit.findByTrace(traceId)).map(({ event, at, userId, reason, changes, ...row }) => {
    assert.deepEqual([at, row.actor, row.address], [now, actor, origin.address])
    const said = { userId, reason, changes }
    return { event, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) }
  })
}

export function testAuditRows(name: string, open: OpenStore): void {
  test(`${name}: a change of flags is recorded with old and new values and its actor`, async t => {
    const store = await open(t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    await store.directory.setFlags(userId, { isStaff: true, isActive: true }, now, by)
    assert.deepEqual(await rowsOf(store), [
      { event: 'user.changed', userId, reason: 'isStaff', changes: { isStaff: [false, true] } },
    ])
    await store.directory.setFlags(userId, { isStaff: true }, now, by)
    assert.equal((await rowsOf(store)).length, 1)
  })

  test(`${name}: a password set by an operator, and a deletion, are recorded without any hash`, async t => {
    const store = await open(t)
    const alice = await addUser(store, 'alice@example.com')
    await store.sessions.start(beginning(alice, 'one'))
    await store.directory.setPassword({ userId: alice.id, to: newHash, now, by })
    await store.directory.delete(alice.id, now, by)
    const rows = await rowsOf(store)
    assert.deepEqual(
      rows.map(({ event, userId }) => [event, userId]),
      ['password.changed', 'session.ended', 'user.deleted'].map(event => [event, alice.id]),
    )
    assert.ok(![oldHash, newHash].some(hash => JSON.stringify(rows).includes(hash.reveal())))
  })

  test(`${name}: sessions ended by an operator are recorded one by one, and once for the action`, async t => {
    const store = await open(t)
    const alice = await addUser(store, 'alice@example.com')
    await store.sessions.start(beginning(alice, 'one'))
    await store.directory.endSessions(alice.id, now, by)
    const row = { event: 'session.ended', userId: alice.id, reason: 'ended_by_operator' }
    assert.deepEqual(await rowsOf(store), [row, { ...row, changes: { sessions: [1, 0] } }])
  })

  test(`${name}: the row of a new account has its flags, unless they are the defaults`, async t => {
    const store = await open(t)
    const account = { email: 'root@example.com', dateJoined: instantOf(new Date(now)), password: oldHash }
    await store.users.create({ ...account, isSuperuser: true, isActive: false }, by)
    const [row] = await rowsOf(store)
    assert.deepEqual(
      [row?.event, row?.changes],
      ['user.created', { isActive: [null, false], isSuperuser: [null, true] }],
    )
  })

  test(`${name}: a change by the owner of the account has no actor`, async t => {
    const store = await open(t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    await store.users.changePassword({ userId, from: oldHash, to: newHash, now, origin: { ...origin, traceId } })
    const [row] = await store.audit.findByTrace(traceId)
    assert.deepEqual([row?.event, row?.actor, row?.changes], ['password.changed', undefined, undefined])
  })

  testGroupRows(name, open)
}

function testGroupRows(name: string, open: OpenStore): void {
  test(`${name}: each change of a group is recorded once, however often it is requested`, async t => {
    const store = await open(t)
    const { groups } = store
    const { id: userId } = await addUser(store, 'alice@example.com')
    for (let time = 0; time < 2; time += 1) {
      await groups.create('editors', now, by)
      await groups.addMember('editors', userId, now, by)
      await groups.grant('editors', 'blog.add_post', now, by)
    }
    for (let time = 0; time < 2; time += 1) await groups.removeMember('editors', userId, now, by)
    for (let time = 0; time < 2; time += 1) await groups.revoke('editors', 'blog.add_post', now, by)
    for (let time = 0; time < 2; time += 1) await groups.delete('editors', now, by)
    const reason = 'editors'
    assert.deepEqual(await rowsOf(store), [
      { event: 'group.created', reason },
      { event: 'group.member_added', userId, reason, changes: { group: [null, 'editors'] } },
      { event: 'group.permission_granted', reason, changes: { permission: [null, 'blog.add_post'] } },
      { event: 'group.member_removed', userId, reason, changes: { group: ['editors', null] } },
      { event: 'group.permission_revoked', reason, changes: { permission: ['blog.add_post', null] } },
      { event: 'group.deleted', reason, changes: { members: [0, 0], permissions: [[], []] } },
    ])
  })

  test(`${name}: granting or revoking a user's permission is recorded once`, async t => {
    const store = await open(t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    for (let time = 0; time < 2; time += 1) await store.groups.grantUser(userId, 'blog.add_post', now, by)
    for (let time = 0; time < 2; time += 1) await store.groups.revokeUser(userId, 'blog.add_post', now, by)
    await store.groups.grantUser(999, 'blog.add_post', now, by)
    assert.deepEqual(await rowsOf(store), [
      { event: 'user.permission_granted', userId, changes: { permission: [null, 'blog.add_post'] } },
      { event: 'user.permission_revoked', userId, changes: { permission: ['blog.add_post', null] } },
    ])
  })
}

/** Operators' actions on accounts: each ends the sessions that it must in the same transaction. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addUser,
  beginning,
  newHash,
  now,
  type OpenStore,
  oldHash,
  origin,
  revocationsOf,
  stamp,
} from './opened-store.ts'

async function begin(open: OpenStore, t: Parameters<OpenStore>[0]) {
  const store = await open(t)
  const alice = await addUser(store, 'alice@example.com')
  const bob = await addUser(store, 'bob@example.com')
  await store.sessions.start(beginning(alice, 'hers'))
  await store.sessions.start(beginning(bob, 'his'))
  return { store, alice, bob }
}

function testPasswordLink(name: string, open: OpenStore): void {
  test(`${name}: a link for a password that an operator makes is recorded, and voids the one before`, async t => {
    const { store, alice } = await begin(open, t)
    const by = { ...origin, traceId: 'link', actor: 'cli:root' }
    const changeBy = (jti: string) =>
      store.users.changePassword({
        userId: alice.id,
        from: oldHash,
        to: newHash,
        now,
        byMail: { token: stamp(jti), email: alice.email },
      })
    assert.equal(await store.directory.openPasswordLink(alice.id, 'first', now, by), 'opened')
    assert.equal(await store.directory.openPasswordLink(alice.id, 'second', now), 'opened')
    assert.equal(await store.directory.openPasswordLink(999, 'third', now), 'gone')
    assert.equal(await changeBy('first'), 'superseded')
    assert.equal(await changeBy('second'), 'changed')
    const [row] = await store.audit.findByTrace('link')
    assert.deepEqual([row?.event, row?.userId, row?.actor], ['password.link_made', alice.id, 'cli:root'])
  })
}

export function testUserAdministration(name: string, open: OpenStore): void {
  testDirectory(name, open)
  testPasswordLink(name, open)
  testChanges(name, open)
  testFlags(name, open)
  testDeletion(name, open)
  testGroups(name, open)
  testKnownPermissions(name, open)
  testGrantsAreHeard(name, open)
}

function testChanges(name: string, open: OpenStore): void {
  test(`${name}: a change by an operator is recorded with old and new values, and ends no session`, async t => {
    const { store, alice } = await begin(open, t)
    const changes = { email: 'alice@example.org', firstName: 'Alice', lastName: alice.lastName }
    const by = { ...origin, traceId: 'change', actor: 'cli:root' }
    const saved = await store.directory.change(alice.id, changes, now, by)
    assert.deepEqual(saved.outcome === 'saved' && saved.changed, ['email', 'firstName'])
    assert.equal((await store.users.findById(alice.id))?.email, 'alice@example.org')
    assert.equal((await store.sessions.find('hers'))?.endedAt, null)
    const [row] = await store.audit.findByTrace('change')
    assert.deepEqual(
      [row?.event, row?.actor, row?.changes],
      ['user.changed', 'cli:root', recordedChanges(alice.firstName)],
    )
  })

  test(`${name}: data and flags are changed in one transaction and recorded in one row`, async t => {
    const { store, alice } = await begin(open, t)
    const flags = { isStaff: true, isActive: false }
    const by = { ...origin, traceId: 'both' }
    const saved = await store.directory.change(alice.id, { firstName: 'Alice', flags }, now, by)
    assert.deepEqual(saved.outcome === 'saved' && saved.changed, ['firstName', 'isActive', 'isStaff'])
    const user = await store.users.findById(alice.id)
    assert.deepEqual([user?.firstName, user?.isStaff, user?.isActive], ['Alice', true, false])
    assert.deepEqual(saved.outcome === 'saved' && saved.user, user)
    assert.equal((await store.sessions.find('hers'))?.endReason, 'deactivated')
    const rows = (await store.audit.findByTrace('both')).filter(({ event }) => event === 'user.changed')
    assert.deepEqual(
      rows.map(({ changes }) => changes),
      [{ firstName: [alice.firstName, 'Alice'], isActive: [true, false], isStaff: [false, true] }],
    )
  })

  test(`${name}: a taken login changes no flag either, and flags alone are a change`, async t => {
    const { store, alice, bob } = await begin(open, t)
    const taken = await store.directory.change(alice.id, { email: bob.email, flags: { isStaff: true } }, now, origin)
    assert.equal(taken.outcome, 'duplicate')
    assert.equal((await store.users.findById(alice.id))?.isStaff, false)
    const flags = { isStaff: true }
    const alone = await store.directory.change(alice.id, { email: alice.email, flags }, now, origin)
    assert.deepEqual(alone.outcome === 'saved' && alone.changed, ['isStaff'])
    assert.equal((await store.directory.change(alice.id, { flags }, now, origin)).outcome, 'unchanged')
  })

  test(`${name}: a change to what is so, to a taken login or of no account changes nothing`, async t => {
    const { store, alice, bob } = await begin(open, t)
    const outcomeOf = async (id: typeof alice.id, email: string) =>
      (await store.directory.change(id, { email }, now, origin)).outcome
    assert.equal(await outcomeOf(alice.id, alice.email), 'unchanged')
    assert.equal(await outcomeOf(alice.id, bob.email), 'duplicate')
    assert.equal(await outcomeOf(999, 'new@example.com'), 'gone')
    assert.equal((await store.users.findById(alice.id))?.email, alice.email)
    assert.deepEqual(await revocationsOf(store), [])
  })
}

function recordedChanges(firstName: string) {
  return { email: ['alice@example.com', 'alice@example.org'], firstName: [firstName, 'Alice'] }
}

function testFlags(name: string, open: OpenStore): void {
  test(`${name}: deactivating ends every session of the account, and of no other`, async t => {
    const { store, alice } = await begin(open, t)
    const saved = await store.directory.setFlags(alice.id, { isActive: false }, now, origin)
    assert.equal(saved.outcome === 'saved' && saved.user.isActive, false)
    assert.equal((await store.sessions.find('hers'))?.endReason, 'deactivated')
    assert.equal((await store.sessions.find('his'))?.endedAt, null)
    const kinds = (await revocationsOf(store)).map(({ kind, subject }) => `${kind} ${subject}`).sort()
    assert.deepEqual(kinds, ['sid hers', `user-before ${alice.id}`, `user-stale ${alice.id}`])
  })

  test(`${name}: other flags mark the user stale and end no session`, async t => {
    const { store, alice } = await begin(open, t)
    await store.directory.setFlags(alice.id, { isStaff: true }, now)
    const user = await store.users.findById(alice.id)
    assert.deepEqual([user?.isStaff, user?.isActive, user?.isSuperuser], [true, true, false])
    assert.equal((await store.sessions.find('hers'))?.endedAt, null)
    assert.deepEqual(
      (await revocationsOf(store)).map(({ kind }) => kind),
      ['user-stale'],
    )
    assert.equal((await store.directory.setFlags(999, { isStaff: true }, now)).outcome, 'gone')
  })

  test(`${name}: flags that are so already change nothing and revoke nothing`, async t => {
    const { store, alice } = await begin(open, t)
    const same = await store.directory.setFlags(alice.id, { isActive: true, isStaff: false }, now, origin)
    assert.equal(same.outcome, 'unchanged')
    assert.deepEqual(await revocationsOf(store), [])
    await store.directory.setFlags(alice.id, { isActive: false }, now)
    assert.equal((await store.directory.setFlags(alice.id, { isActive: false }, now)).outcome, 'unchanged')
  })

  test(`${name}: an operator ends the sessions of one account, and its tokens without a session`, async t => {
    const { store, alice } = await begin(open, t)
    assert.equal(await store.directory.endSessions(alice.id, now, origin), 1)
    assert.equal((await store.sessions.find('hers'))?.endReason, 'ended_by_operator')
    assert.equal((await store.sessions.find('his'))?.endedAt, null)
    const kinds = (await revocationsOf(store)).map(({ kind, subject }) => `${kind} ${subject}`).sort()
    assert.deepEqual(kinds, ['sid hers', `user-before ${alice.id}`])
    assert.equal(await store.directory.endSessions(alice.id, now), 0)
    assert.equal(await store.directory.endSessions(999, now), 'gone')
  })
}

function testDirectory(name: string, open: OpenStore): void {
  test(`${name}: hasUsers is true from the first account on`, async t => {
    const store = await open(t)
    assert.equal(await store.directory.hasUsers(), false)
    await addUser(store, 'alice@example.com')
    assert.equal(await store.directory.hasUsers(), true)
  })

  test(`${name}: a newly opened store is ready`, async t => {
    assert.deepEqual(await (await open(t)).findWhatIsNotReady(), [])
  })
}

function testDeletion(name: string, open: OpenStore): void {
  test(`${name}: an account is deleted with its sessions; its login can be used again, its id cannot`, async t => {
    const { store, alice, bob } = await begin(open, t)
    assert.equal(await store.directory.delete(bob.id, now, origin), 'deleted')
    assert.equal(await store.directory.delete(bob.id, now), 'gone')
    assert.equal(await store.users.findById(bob.id), undefined)
    assert.equal((await store.sessions.find('his'))?.endReason, 'deleted')
    assert.equal(await store.sessions.tokenStatus('his', bob.id, stamp('his-1')), 'gone')
    assert.equal(await store.sessions.start(beginning(bob, 'again')), 'superseded')
    const next = await addUser(store, 'bob@example.com')
    assert.ok(next.id !== bob.id && next.id !== alice.id)
  })

  test(`${name}: a deletion that was checked against an older password deletes nothing`, async t => {
    const { store, alice } = await begin(open, t)
    assert.equal(await store.users.delete({ userId: alice.id, provenBy: newHash, now }), 'superseded')
    assert.equal((await store.sessions.find('hers'))?.endedAt, null)
    assert.equal(await store.users.delete({ userId: alice.id, provenBy: oldHash, now }), 'deleted')
  })

  test(`${name}: a password set by an operator ends the sessions and puts the notice to the owner in the outbox`, async t => {
    const { store, alice } = await begin(open, t)
    const notice = { kind: 'password_changed', userId: alice.id, to: alice.email, now } as const
    assert.equal(await store.directory.setPassword({ userId: alice.id, to: newHash, now, mails: [notice] }), 'changed')
    assert.equal((await store.users.findById(alice.id))?.password.reveal(), newHash.reveal())
    assert.equal((await store.sessions.find('hers'))?.endReason, 'password_change')
    assert.equal(await store.directory.setPassword({ userId: 999, to: newHash, now, mails: [notice] }), 'gone')
    const waiting = await store.outbox.claim({ now, until: now + 1, limit: 9 })
    assert.deepEqual(
      waiting.map(({ kind, userId }) => [kind, userId]),
      [['password_changed', alice.id]],
    )
  })
}

function testGroups(name: string, open: OpenStore): void {
  test(`${name}: members of a group have its permissions, until they leave or either is deleted`, async t => {
    const { store, alice, bob } = await begin(open, t)
    const { groups } = store
    assert.deepEqual(
      [await groups.create('editors', now), await groups.create('editors', now)],
      ['created', 'duplicate'],
    )
    await groups.create('authors', now)
    for (const permission of ['blog.change_post', 'blog.add_post']) await groups.grant('editors', permission, now)
    await groups.grant('authors', 'blog.add_post', now)
    for (const group of ['editors', 'authors']) assert.equal(await groups.addMember(group, alice.id, now), 'done')
    assert.equal(await groups.addMember('editors', alice.id, now), 'unchanged')
    assert.deepEqual(await groups.grantsOf(alice.id), {
      groups: ['authors', 'editors'],
      permissions: ['blog.add_post', 'blog.change_post'],
      roles: [],
    })
    assert.deepEqual(await groups.grantsOf(bob.id), { groups: [], permissions: [], roles: [] })
    await groups.removeMember('authors', alice.id, now)
    await groups.revoke('editors', 'blog.add_post', now)
    assert.deepEqual((await groups.grantsOf(alice.id)).permissions, ['blog.change_post'])
    await store.directory.delete(alice.id, now)
    assert.deepEqual(
      (await groups.list()).map(({ name, members, permissions }) => [name, members, ...permissions]),
      [
        ['authors', 0, 'blog.add_post'],
        ['editors', 0, 'blog.change_post'],
      ],
    )
    assert.deepEqual([await groups.delete('editors', now), await groups.delete('editors', now)], ['deleted', 'gone'])
  })

  test(`${name}: a user's own permissions add to those of the groups, without duplicates, until revoked`, async t => {
    const { store, alice, bob } = await begin(open, t)
    const { groups } = store
    await groups.create('editors', now)
    await groups.grant('editors', 'blog.add_post', now)
    await groups.addMember('editors', alice.id, now)
    const both = ['blog.add_post', 'blog.change_post']
    for (const permission of both) assert.equal(await groups.grantUser(alice.id, permission, now), 'done')
    assert.equal(await groups.grantUser(alice.id, 'blog.change_post', now), 'unchanged')
    assert.deepEqual((await groups.grantsOf(alice.id)).permissions, both)
    assert.deepEqual((await groups.grantsOf(bob.id)).permissions, [])
    for (const permission of both) assert.equal(await groups.revokeUser(alice.id, permission, now), 'done')
    assert.equal(await groups.revokeUser(alice.id, 'blog.add_post', now), 'unchanged')
    assert.deepEqual((await groups.grantsOf(alice.id)).permissions, ['blog.add_post'])
    assert.equal(await groups.grantUser(999, 'blog.add_post', now), 'unknown_user')
  })

  test(`${name}: an unknown group and an unknown user are reported as such`, async t => {
    const { store, alice } = await begin(open, t)
    await store.groups.create('editors', now)
    assert.equal(await store.groups.addMember('authors', alice.id, now), 'unknown_group')
    assert.equal(await store.groups.addMember('editors', 999, now), 'unknown_user')
    assert.equal(await store.groups.grant('authors', 'blog.add_post', now), 'unknown_group')
  })
}

function testKnownPermissions(name: string, open: OpenStore): void {
  test(`${name}: the permissions that groups and users have are listed once each, in order`, async t => {
    const { store, alice } = await begin(open, t)
    const { groups } = store
    assert.deepEqual(await groups.listPermissions(), [])
    await groups.create('editors', now)
    await groups.grant('editors', 'shop.view_product', now)
    await groups.grantUser(alice.id, 'shop.view_product', now)
    await groups.grantUser(alice.id, 'blog.add_post', now)
    assert.deepEqual(await groups.listPermissions(), ['blog.add_post', 'shop.view_product'])
    await groups.delete('editors', now)
    await groups.revokeUser(alice.id, 'blog.add_post', now)
    assert.deepEqual(await groups.listPermissions(), ['shop.view_product'])
    await store.directory.delete(alice.id, now)
    assert.deepEqual(await groups.listPermissions(), [])
  })
}

function testGrantsAreHeard(name: string, open: OpenStore): void {
  test(`${name}: each change of what a user may do marks the users concerned, and a repetition marks none`, async t => {
    const { store, alice, bob } = await begin(open, t)
    const { groups, sessions } = store
    let { cursor } = await sessions.revokedSince(undefined)
    const heard = async (change: Promise<unknown>) => {
      await change
      const news = await sessions.revokedSince(cursor)
      cursor = news.cursor
      return news.revocations.map(({ kind, subject }) => `${kind} ${subject}`)
    }
    const [ofAlice, ofBob] = [`user-stale ${alice.id}`, `user-stale ${bob.id}`]
    // Hours apart: marks of one lifetime may be one.
    let at = now
    const later = () => {
      at += 3_600_000
      return at
    }
    assert.deepEqual(await heard(groups.create('editors', later())), [])
    assert.deepEqual(await heard(groups.grant('editors', 'chat.join', later())), [])
    assert.deepEqual(await heard(groups.addMember('editors', alice.id, later())), [ofAlice])
    assert.deepEqual(await heard(groups.addMember('editors', alice.id, later())), [])
    assert.deepEqual(await heard(groups.addMember('editors', bob.id, later())), [ofBob])
    assert.deepEqual(await heard(groups.grant('editors', 'chat.write', later())), [ofAlice, ofBob])
    assert.deepEqual(await heard(groups.grant('editors', 'chat.write', later())), [])
    assert.deepEqual(await heard(groups.revoke('editors', 'chat.write', later())), [ofAlice, ofBob])
    assert.deepEqual(await heard(groups.removeMember('editors', bob.id, later())), [ofBob])
    assert.deepEqual(await heard(groups.delete('editors', later())), [ofAlice])
    assert.deepEqual(await heard(groups.grantUser(bob.id, 'chat.join', later())), [ofBob])
    assert.deepEqual(await heard(groups.grantUser(bob.id, 'chat.join', later())), [])
    assert.deepEqual(await heard(groups.revokeUser(bob.id, 'chat.join', later())), [ofBob])
  })
}

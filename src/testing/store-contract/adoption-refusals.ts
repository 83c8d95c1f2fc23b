/** While a Django project keeps the accounts: the database refuses every other write of them, of whatever kind. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInstant } from '../../kernel/instant.ts'
import { Secret } from '../../kernel/secret.ts'
import { AuthError } from '../../problems.ts'
import type { Store } from '../../store.ts'
import { adopted, allUsers, apply, djangoHash, goTo } from './adopted.ts'
import {
  addUser,
  beginning,
  newHash,
  now,
  type OpenedStore,
  type OpenStore,
  refreshing,
  stamp,
} from './opened-store.ts'

export function isFollowing(error: unknown): boolean {
  return error instanceof AuthError && error.code === 'adoption_following' && error.status === 409
}

const alice = adopted(1, {
  groups: ['editors'],
  permissions: ['shop.add_order'],
  isSuperuser: true,
  socialAccounts: [{ provider: 'acme', subject: '1', email: 'user1@example.com' }],
})
const bob = adopted(2, { isSuperuser: true, emailVerified: true })
const later = parseInstant('2026-02-01T00:00:00Z')

async function openFollowing(open: OpenStore, t: Parameters<OpenStore>[0]): Promise<OpenedStore> {
  const store = await open(t, { organizations: 'on' })
  await goTo(store, 'copying')
  await apply(store, [alice, bob])
  await store.outbox.put([{ kind: 'password_reset', userId: 1, to: alice.email, stamp: stamp('reset'), now }])
  await goTo(store, 'following')
  return store
}

/** Each way to write accounts, groups and grants, by the words of the port. */
const writes: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  'a registration': store => addUser(store, 'new@example.com'),
  'a changed profile': ({ users }) => users.update(1, { firstName: 'Eve' }, now),
  'a changed address': ({ users }) => users.update(1, { email: 'eve@example.com' }, now),
  'a changed password': ({ users }) =>
    users.changePassword({ userId: 1, from: new Secret(djangoHash), to: newHash, now }),
  'a reset by mail': ({ users }) =>
    users.changePassword({
      userId: 1,
      from: new Secret(djangoHash),
      to: newHash,
      now,
      byMail: { token: stamp('reset'), email: alice.email },
    }),
  'a verified address': ({ users }) =>
    users.verifyEmail({ userId: 1, email: alice.email, spends: stamp('verify'), now }),
  'an account that its owner deletes': ({ users }) =>
    users.delete({ userId: 1, provenBy: new Secret(djangoHash), now }),
  'flags of an operator': ({ directory }) => directory.setFlags(1, { isStaff: true }, now),
  'a password of an operator': ({ directory }) => directory.setPassword({ userId: 1, to: newHash, now }),
  'an account that an operator changes': ({ directory }) =>
    directory.change(1, { lastName: 'Eve', flags: { isActive: false } }, now),
  'an account that an operator deletes': ({ directory }) => directory.delete(2, now),
  'an import': ({ directory }) =>
    directory.import(
      [
        {
          email: 'new@example.com',
          dateJoined: alice.dateJoined,
          lastLogin: null,
          password: newHash,
          groups: [],
          permissions: [],
        },
      ],
      now,
    ),
  'a new group': ({ groups }) => groups.create('authors', now),
  'a deleted group': ({ groups }) => groups.delete('editors', now),
  'a renamed group': async ({ groups }) => groups.update((await groups.list())[0]?.id ?? 0, { name: 'authors' }, now),
  'a new member': ({ groups }) => groups.addMember('editors', 2, now),
  'a removed member': ({ groups }) => groups.removeMember('editors', 1, now),
  'a permission of a group': ({ groups }) => groups.grant('editors', 'shop.view_order', now),
  'a permission of a user': ({ groups }) => groups.grantUser(2, 'shop.view_order', now),
  'a revoked permission of a user': ({ groups }) => groups.revokeUser(1, 'shop.add_order', now),
  'all groups of a user': ({ groups }) => groups.setUserGroups(1, [], now),
  'all permissions of a user': ({ groups }) => groups.setUserPermissions(1, [], now),
  'an account of a provider that is linked': ({ socialAccounts }) =>
    socialAccounts.link({ userId: 2, provider: 'acme', subject: '2', email: '', now }),
  'an account of a provider that is unlinked': ({ socialAccounts }) =>
    socialAccounts.unlink(1, 'acme', { usable: [], now }),
  'a first sign-in with a provider': ({ socialAccounts }) =>
    socialAccounts.findOrCreate({
      provider: 'acme',
      subject: '9',
      email: 'new@example.com',
      account: { email: 'new@example.com', emailVerified: true, dateJoined: later, password: newHash },
      usernames: [''],
      now,
    }),
}

export function testAdoptionRefusals(name: string, open: OpenStore): void {
  testRefusedWrites(name, open)
  testOtherWrites(name, open)
}

function testRefusedWrites(name: string, open: OpenStore): void {
  test(`${name}: every way to write accounts is refused while Django keeps them, and changes nothing`, async t => {
    const store = await openFollowing(open, t)
    const before = await stateOf(store)
    for (const [what, write] of Object.entries(writes)) {
      await assert.rejects(async () => await write(store), isFollowing, what)
      assert.deepEqual(await stateOf(store), before, what)
    }
    await goTo(store, 'switched')
    for (const [what, write] of Object.entries(writes)) {
      await assert.doesNotReject(async () => await write(store), what)
    }
  })

  test(`${name}: SQL of an application is refused, too, unless it changes nothing that Django has`, async t => {
    const store = await openFollowing(open, t)
    for (const sql of [
      "UPDATE users SET email = 'eve@example.com'",
      "UPDATE users SET date_joined = '' WHERE id = 1",
      'DELETE FROM users WHERE id = 1',
      "INSERT INTO user_groups (name) VALUES ('x')",
      'DELETE FROM group_members',
      "UPDATE user_permissions SET permission = 'x.y'",
    ]) {
      await assert.rejects(store.runSql(sql), /accounts are still kept by Django/, sql)
    }
    await store.runSql('UPDATE users SET email = email, tokens_not_before = 1, owner_proven_at = 5')
    assert.deepEqual(await allUsers(store), [alice, bob])
  })

  test(`${name}: who waits together with a refused write is served, and what lets Django's pass lets no other pass`, async t => {
    const store = await openFollowing(open, t)
    const peer = (await store.openPeer?.()) ?? store
    const outcomes = await Promise.allSettled([
      store.sessions.start(beginning({ id: 1 }, 'one')),
      addUser(store, 'eve@example.com'),
      apply(store, [adopted(3)]),
      addUser(peer, 'mallory@example.com'),
      store.sessions.start(beginning({ id: 2 }, 'two')),
      apply(store, [adopted(4)]),
      store.groups.create('authors', now),
    ])
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'rejected'],
    )
    for (const outcome of outcomes) if (outcome.status === 'rejected') assert.ok(isFollowing(outcome.reason))
    assert.deepEqual(
      (await allUsers(store)).map(({ id }) => id),
      [1, 2, 3, 4],
    )
    assert.equal((await store.sessions.find('two'))?.endedAt, null)
  })
}

function testOtherWrites(name: string, open: OpenStore): void {
  test(`${name}: what belongs to Latchkey goes on while Django keeps the accounts`, async t => {
    const store = await openFollowing(open, t)
    await store.sessions.start(beginning({ id: 1 }, 'one', { lastLogin: later }))
    assert.equal((await store.sessions.rotate(refreshing('one', 'one-1', 'one-2'))).kind, 'rotated')
    await store.users.recordLogin(1, later)
    await store.users.upgradePassword(1, new Secret(djangoHash), newHash)
    assert.equal(await store.directory.endSessions(1, now), 1)
    const known = await store.socialAccounts.findOrCreate({
      provider: 'acme',
      subject: '1',
      email: alice.email,
      usernames: [],
      now,
    })
    assert.equal(known.outcome, 'known')
    assert.equal(await store.groups.addMember('editors', 1, now), 'unchanged')
    assert.equal((await store.directory.setFlags(1, { isActive: true }, now)).outcome, 'unchanged')
    assert.deepEqual(await allUsers(store), [alice, bob])
  })

  test(`${name}: roles of the configuration are brought in step, and Django's groups leave them alone`, async t => {
    const store = await openFollowing(open, t)
    const [change] = await store.groups.syncRoles([{ name: 'boss', permissions: ['a.b'] }], now)
    assert.equal(change?.outcome, 'created')
    const groups = [
      { name: 'boss', permissions: ['x.y'] },
      { name: 'writers', permissions: ['z.b', 'z.a', 'z.a'] },
    ]
    assert.equal(await store.adoption.applyGroups(groups, now), 2)
    assert.equal(await store.adoption.applyGroups(groups, now), 0)
    assert.deepEqual(
      (await store.adoption.groups()).map(({ name, permissions, isRole }) => ({ name, permissions, isRole })),
      [
        { name: 'boss', permissions: ['a.b'], isRole: true },
        { name: 'writers', permissions: ['z.a', 'z.b'], isRole: false },
      ],
    )
    await assert.rejects(addUser(store, 'new@example.com'), isFollowing)
  })
}

async function stateOf(store: Store) {
  return [await allUsers(store), await store.adoption.groups(), (await store.adoption.jobs(100)).length]
}

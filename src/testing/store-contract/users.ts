/** Users: one account for each login name, and no lost update of a password. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInstant } from '../../kernel/instant.ts'
import { addUser, beginning, newHash, now, type OpenStore, oldHash, revocationsOf } from './opened-store.ts'

export function testUsers(name: string, open: OpenStore): void {
  testAccounts(name, open)
  testProfileChanges(name, open)
  testPasswordChanges(name, open)
}

function testAccounts(name: string, open: OpenStore): void {
  test(`${name}: every field of a user is stored, times to the microsecond`, async t => {
    const store = await open(t)
    const about = { firstName: 'Alice', lastName: 'Wonder', isStaff: true, isSuperuser: true, isActive: false }
    const user = await addUser(store, 'alice@example.com', about)
    assert.deepEqual(await store.users.findById(user.id), user)
    assert.equal(user.dateJoined, '2026-01-15T12:00:00.123456Z')
    assert.equal(user.lastLogin, null)
    assert.equal(user.password.reveal(), oldHash.reveal())
    const { firstName, lastName, isStaff, isSuperuser, isActive } = user
    assert.deepEqual({ firstName, lastName, isStaff, isSuperuser, isActive }, about)
  })

  test(`${name}: ten simultaneous registrations of one address create one account`, async t => {
    const { users } = await open(t)
    const one = { email: 'alice@example.com', dateJoined: parseInstant('2026-01-15T12:00:00Z'), password: oldHash }
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => users.create(one)))
    assert.deepEqual(outcomes.map(({ outcome }) => outcome).sort(), [...Array(9).fill('duplicate'), 'saved'])
  })

  test(`${name}: addresses that differ in case are one account with emailCase fold`, async t => {
    const store = await open(t, { accounts: 'email', emailCase: 'fold', usernameForm: 'nfkc' })
    const { id } = await addUser(store, 'Alice@example.com')
    assert.equal((await store.users.findByLogin('aLICE@EXAMPLE.com'))?.id, id)
    await assert.rejects(addUser(store, 'alice@example.com'), /taken/)
  })

  test(`${name}: addresses that differ in case are two accounts with emailCase django`, async t => {
    const store = await open(t, { accounts: 'email', emailCase: 'django', usernameForm: 'nfkc' })
    await addUser(store, 'Alice@example.com')
    assert.equal(await store.users.findByLogin('alice@example.com'), undefined)
    await addUser(store, 'alice@example.com')
  })

  test(`${name}: with accounts by user name, names are case-sensitive and addresses may repeat`, async t => {
    const store = await open(t, { accounts: 'username', emailCase: 'fold', usernameForm: 'nfkc' })
    const { id } = await addUser(store, 'same@example.com', { username: 'alice' })
    await addUser(store, 'same@example.com', { username: 'Alice' })
    assert.equal((await store.users.findByLogin('alice'))?.id, id)
    assert.equal(await store.users.findByLogin('same@example.com'), undefined)
  })
}

function testProfileChanges(name: string, open: OpenStore): void {
  test(`${name}: a profile change marks the user stale for as long as an access token lives`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    const saved = await store.users.update(user.id, { firstName: 'Al' }, now)
    assert.equal(saved.outcome === 'saved' && saved.user.firstName, 'Al')
    const [revocation, ...others] = await revocationsOf(store)
    assert.deepEqual([revocation?.kind, revocation?.subject, others.length], ['user-stale', String(user.id), 0])
    assert.ok((revocation?.keepUntil ?? 0) >= now + 15 * 60_000)
  })

  test(`${name}: a profile change to a taken address is refused and changes nothing`, async t => {
    const store = await open(t)
    await addUser(store, 'bob@example.com')
    const alice = await addUser(store, 'alice@example.com')
    const outcome = await store.users.update(alice.id, { firstName: 'Al', email: 'BOB@example.com' }, now)
    assert.equal(outcome.outcome, 'duplicate')
    assert.deepEqual(await store.users.findById(alice.id), alice)
    assert.deepEqual(await revocationsOf(store), [])
  })

  test(`${name}: a deleted user cannot be changed`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    await store.deleteUser(id)
    assert.equal((await store.users.update(id, { firstName: 'Al' }, now)).outcome, 'gone')
    assert.equal(await store.users.changePassword({ userId: id, from: oldHash, to: newHash, now }), 'superseded')
  })

  test(`${name}: the id of a deleted user is never reused`, async t => {
    const store = await open(t)
    await addUser(store, 'alice@example.com')
    const { id } = await addUser(store, 'bob@example.com')
    await store.deleteUser(id)
    assert.ok(Number((await addUser(store, 'carol@example.com')).id) > Number(id))
  })
}

function testPasswordChanges(name: string, open: OpenStore): void {
  test(`${name}: a password change ends every session, and refuses older tokens without a session`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    for (const sid of ['one', 'two']) await store.sessions.start(beginning(user, sid))
    assert.equal(await store.users.changePassword({ userId: user.id, from: oldHash, to: newHash, now }), 'changed')
    assert.equal((await store.users.findById(user.id))?.password.reveal(), newHash.reveal())
    for (const sid of ['one', 'two']) assert.equal((await store.sessions.find(sid))?.endReason, 'password_change')
    const revoked = (await revocationsOf(store)).map(({ kind, subject }) => `${kind} ${subject}`)
    assert.deepEqual(revoked.sort(), ['sid one', 'sid two', `user-before ${user.id}`])
  })

  test(`${name}: a password change keeps the session named in exceptSid`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    for (const sid of ['one', 'two']) await store.sessions.start(beginning(user, sid))
    await store.users.changePassword({ userId: user.id, from: oldHash, to: newHash, now, exceptSid: 'two' })
    assert.equal((await store.sessions.find('one'))?.endedAt, now)
    assert.equal((await store.sessions.find('two'))?.endedAt, null)
  })

  test(`${name}: of two password changes at once one wins, and the other ends no session`, async t => {
    const store = await open(t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    const change = { userId, from: oldHash, to: newHash, now }
    const outcomes = await Promise.all([store.users.changePassword(change), store.users.changePassword(change)])
    assert.deepEqual(outcomes.sort(), ['changed', 'superseded'])
    assert.equal((await revocationsOf(store)).length, 1)
  })

  test(`${name}: rehashing the same password ends no session, and never undoes a change`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    await store.sessions.start(beginning(user, 'one'))
    await store.users.upgradePassword(user.id, oldHash, newHash)
    assert.equal((await store.users.findById(user.id))?.password.reveal(), newHash.reveal())
    await store.users.upgradePassword(user.id, oldHash, oldHash)
    assert.equal((await store.users.findById(user.id))?.password.reveal(), newHash.reveal())
    assert.equal((await store.sessions.find('one'))?.endedAt, null)
  })

  test(`${name}: a login updates lastLogin`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    const at = parseInstant('2026-01-16T00:00:00.000001Z')
    await store.users.recordLogin(id, at)
    assert.equal((await store.users.findById(id))?.lastLogin, at)
  })
}

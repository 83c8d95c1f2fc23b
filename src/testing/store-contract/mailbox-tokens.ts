/** Tokens that came back from a mailbox: each acts once, on the account that it was made for, and only the newest. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '../../kernel/user-id.ts'
import type { Store } from '../../store.ts'
import { addUser, newHash, now, type OpenStore, oldHash, stamp } from './opened-store.ts'

/** Puts a link for a new password into the outbox, as the worker does; its token is named by its jti. */
export async function askForReset(store: Pick<Store, 'outbox'>, userId: UserId, to: string, jti: string) {
  await store.outbox.put([{ kind: 'password_reset', userId, to, stamp: stamp(jti), now }])
}

/** The same for a link to a new address. */
export async function askForMove({ users }: Pick<Store, 'users'>, userId: UserId, to: string, jti: string) {
  const mail = { kind: 'email_change', userId, to, stamp: stamp(jti), now } as const
  await users.update(userId, {}, now, undefined, [mail])
}

export function testTokensFromMailboxes(name: string, open: OpenStore): void {
  testOpenLinks(name, open)
  testSingleUse(name, open)
}

function testSingleUse(name: string, open: OpenStore): void {
  test(`${name}: an address is verified once a token, and only while it is the account's`, async t => {
    const store = await open(t)
    const { users } = store
    const { id, email } = await addUser(store, 'alice@example.com')
    const verification = { userId: id, email, spends: stamp('one'), now }
    assert.equal(await users.verifyEmail({ ...verification, email: 'old@example.com' }), 'superseded')
    assert.equal(await users.verifyEmail(verification), 'verified')
    assert.equal((await users.findById(id))?.emailVerified, true)
    assert.equal(await users.verifyEmail(verification), 'spent')
    await users.update(id, { email: 'new@example.com' }, now)
    assert.equal((await users.findById(id))?.emailVerified, false)
  })

  test(`${name}: an account moves to a proven address, unless its address or password changed since`, async t => {
    const store = await open(t)
    const { users } = store
    const { id } = await addUser(store, 'alice@example.com')
    await addUser(store, 'bob@example.com')
    const asked = { userId: id, from: 'alice@example.com', provenBy: oldHash, now, mails: [] }
    const change = { ...asked, to: 'new@example.com', spends: stamp('one') }
    await askForMove(store, id, 'new@example.com', 'one')
    assert.equal((await users.changeEmail({ ...change, provenBy: newHash })).outcome, 'superseded')
    assert.equal((await users.changeEmail({ ...change, to: 'BOB@example.com' })).outcome, 'duplicate')
    assert.equal((await users.changeEmail(change)).outcome, 'changed')
    assert.equal((await users.changeEmail(change)).outcome, 'spent')
    const found = await users.findByLogin('new@example.com')
    assert.deepEqual([found?.id, found?.emailVerified], [id, true])
  })

  test(`${name}: a token from a mail sets one password, and verifies the address`, async t => {
    const store = await open(t)
    const { id: userId, email } = await addUser(store, 'alice@example.com')
    const byMail = { token: stamp('one'), email }
    await askForReset(store, userId, email, 'one')
    const change = { userId, from: oldHash, to: newHash, now, byMail }
    assert.equal(await store.users.changePassword(change), 'changed')
    assert.equal((await store.users.findById(userId))?.emailVerified, true)
    assert.equal(await store.users.changePassword({ ...change, from: newHash, to: oldHash }), 'superseded')
  })
}

function testOpenLinks(name: string, open: OpenStore): void {
  test(`${name}: of two requests for a new address the newer is open, and the present address takes it back`, async t => {
    const store = await open(t)
    const { users } = store
    const { id: userId, email: from } = await addUser(store, 'alice@example.com')
    const change = { userId, from, provenBy: oldHash, now, mails: [] }
    const confirm = async (to: string, jti: string) =>
      (await users.changeEmail({ ...change, to, spends: stamp(jti) })).outcome
    await askForMove(store, userId, 'typo@example.com', 'one')
    await askForMove(store, userId, 'new@example.com', 'two')
    assert.equal(await confirm('typo@example.com', 'one'), 'superseded')
    await users.update(userId, { firstName: 'Alice' }, now)
    await users.update(userId, { email: from }, now)
    assert.equal(await confirm('new@example.com', 'two'), 'superseded')
    const kinds = (await store.outbox.claim({ now, until: now + 1, limit: 10 })).map(mail => mail.kind)
    assert.deepEqual(kinds, [])
    await askForMove(store, userId, 'new@example.com', 'three')
    assert.equal(await confirm('new@example.com', 'three'), 'changed')
  })

  test(`${name}: of two links for a new password the newer is open, and none after the address moved or sessions ended`, async t => {
    const store = await open(t)
    const { users } = store
    const { id: userId, email } = await addUser(store, 'alice@example.com')
    const reset = (jti: string) =>
      users.changePassword({ userId, from: oldHash, to: oldHash, now, byMail: { token: stamp(jti), email } })
    await askForReset(store, userId, email, 'one')
    await askForReset(store, userId, email, 'two')
    assert.deepEqual(
      [await reset('one'), await reset('two'), await reset('two')],
      ['superseded', 'changed', 'superseded'],
    )
    await askForReset(store, userId, email, 'three')
    await store.sessions.endAll(userId, 'ended_by_user', now)
    assert.equal(await reset('three'), 'superseded')
    await askForReset(store, userId, email, 'four')
    await users.update(userId, { email: 'moved@example.com' }, now)
    assert.equal(await reset('four'), 'superseded')
  })
}

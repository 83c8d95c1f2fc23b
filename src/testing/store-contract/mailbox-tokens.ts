/** Tokens sent by mail: each works once, and only for the account that it was made for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addUser, newHash, now, type OpenStore, oldHash, stamp } from './opened-store.ts'

export function testTokensFromMailboxes(name: string, open: OpenStore): void {
  test(`${name}: a token verifies an address once, and only while the account has that address`, async t => {
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
    const change = { userId, from: oldHash, to: newHash, now, byMail }
    assert.equal(await store.users.changePassword(change), 'changed')
    assert.equal((await store.users.findById(userId))?.emailVerified, true)
    assert.equal(await store.users.changePassword({ ...change, from: newHash, to: oldHash }), 'superseded')
  })
}

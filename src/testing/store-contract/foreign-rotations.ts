/** A service that copies our `sid` rotated the session's refresh token: the session goes on with what it handed out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addUser, beginning, minute, now, type OpenStore, origin, refreshing, stamp } from './opened-store.ts'

const followed = (from: string, to: string, more = {}) => ({
  sid: 'one',
  userId: 1,
  from,
  to: stamp(to, now + 3000),
  tokensUntil: now + 20 * minute,
  now: now + 5000,
  origin,
  ...more,
})

export function testForeignRotations(name: string, open: OpenStore): void {
  test(`${name}: a session follows from its current token, and does not forgive the one before`, async t => {
    const store = await open(t)
    await store.sessions.start(beginning(await addUser(store, 'alice@example.com'), 'one'))
    assert.equal(await store.sessions.follow(followed('one-1', 'foreign-2')), true)
    const session = await store.sessions.find('one')
    assert.deepEqual([session?.current, session?.lastUsedAt], [stamp('foreign-2', now + 3000), now + 5000])
    assert.notEqual(session?.previous?.jti, 'one-1')
    const old = await store.sessions.rotate(refreshing('one', 'one-1', 'x', { now: now + 5001 }))
    assert.equal(old.kind, 'reused')
  })

  test(`${name}: of two who follow the same token one does, and the next refresh rotates as any`, async t => {
    const store = await open(t)
    await store.sessions.start(beginning(await addUser(store, 'alice@example.com'), 'one'))
    const { sessions } = store
    const both = await Promise.all(['a', 'b'].map(to => sessions.follow(followed('one-1', to))))
    assert.deepEqual([...both].sort(), [false, true])
    const current = both[0] ? 'a' : 'b'
    const at = now + 6000
    assert.equal((await sessions.rotate(refreshing('one', current, 'one-3', { now: at }))).kind, 'rotated')
    assert.equal((await sessions.rotate(refreshing('one', current, 'y', { now: at }))).kind, 'forgiven')
  })

  test(`${name}: neither another user's session nor an ended one follows`, async t => {
    const store = await open(t)
    await store.sessions.start(beginning(await addUser(store, 'alice@example.com'), 'one'))
    const bob = await addUser(store, 'bob@example.com')
    assert.equal(await store.sessions.follow(followed('one-1', 'x', { userId: bob.id })), false)
    assert.equal(await store.sessions.follow(followed('another', 'x')), false)
    await store.sessions.end('one', 1, 'logout', now)
    assert.equal(await store.sessions.follow(followed('one-1', 'x')), false)
  })
}

/** A session starts with a password that is still current, or with a foreign token that was never used. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseInstant } from '../../kernel/instant.ts'
import { addUser, beginning, newHash, now, nowSeconds, type OpenStore, oldHash, stamp } from './opened-store.ts'

export function testSessionStarts(name: string, open: OpenStore): void {
  testLogins(name, open)
  testAdoption(name, open)
}

function testLogins(name: string, open: OpenStore): void {
  test(`${name}: a session records how it started`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    const lastLogin = parseInstant('2026-01-15T12:00:00.500000Z')
    assert.equal(await store.sessions.start(beginning(user, 'one', { provenBy: oldHash, lastLogin })), 'started')
    assert.deepEqual(await store.sessions.find('one'), {
      id: 'one',
      userId: user.id,
      startedAt: now,
      lastUsedAt: now,
      expiresAt: stamp('one-1').exp * 1000,
      endedAt: null,
      endReason: null,
      current: stamp('one-1'),
      previous: null,
      generation: 0,
      factors: ['password'],
      address: '192.0.2.1',
      userAgent: 'contract',
    })
    assert.equal((await store.users.findById(user.id))?.lastLogin, lastLogin)
  })

  test(`${name}: a login that was checked against an older password starts no session`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    await store.users.changePassword({ userId: user.id, from: oldHash, to: newHash, now })
    const lastLogin = parseInstant('2026-01-15T12:00:00Z')
    const attempt = beginning(user, 'one', { provenBy: oldHash, lastLogin })
    assert.equal(await store.sessions.start(attempt), 'superseded')
    assert.equal(await store.sessions.find('one'), undefined)
    assert.equal((await store.users.findById(user.id))?.lastLogin, null)
  })

  test(`${name}: a login that was checked before the account was deactivated starts no session`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    await store.directory.setFlags(user.id, { isActive: false }, now)
    assert.equal(await store.sessions.start(beginning(user, 'one', { wasActive: true })), 'superseded')
    assert.equal(await store.sessions.find('one'), undefined)
    assert.equal(await store.sessions.start(beginning(user, 'two', { wasActive: false })), 'started')
  })

  test(`${name}: a deleted user gets no session`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    await store.deleteUser(user.id)
    assert.equal(await store.sessions.start(beginning(user, 'one')), 'superseded')
    assert.equal(await store.sessions.find('one'), undefined)
  })

  test(`${name}: a login with the new password in the millisecond of the password change survives`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    await store.users.changePassword({ userId: user.id, from: oldHash, to: newHash, now })
    assert.equal(await store.sessions.start(beginning(user, 'one', { provenBy: newHash })), 'started')
    assert.equal((await store.sessions.find('one'))?.endedAt, null)
    assert.equal(await store.sessions.tokenStatus('one', user.id, stamp('one-1')), 'live')
  })
}

function testAdoption(name: string, open: OpenStore): void {
  test(`${name}: a foreign refresh token is adopted once, even by ten requests at once`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    const adopts = stamp('foreign')
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) => store.sessions.start(beginning(user, `s${index}`, { adopts }))),
    )
    assert.deepEqual(outcomes.sort(), [...Array(9).fill('spent'), 'started'])
    assert.equal(await store.sessions.tokenStatus(undefined, user.id, adopts), 'spent')
  })

  test(`${name}: a foreign refresh token from before a password change is not adopted`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    await store.users.changePassword({ userId: user.id, from: oldHash, to: newHash, now })
    const ages = [
      { iat: nowSeconds - 1, expected: 'gone' },
      { iat: nowSeconds, expected: 'gone' },
      { iat: undefined, expected: 'gone' },
      { iat: nowSeconds + 1, expected: 'live' },
    ] as const
    for (const [index, { iat, expected }] of ages.entries()) {
      const adopts = { ...stamp(`foreign-${index}`), iat }
      assert.equal(await store.sessions.tokenStatus(undefined, user.id, adopts), expected, `iat ${iat}`)
      const started = await store.sessions.start(beginning(user, `s${index}`, { adopts }))
      assert.equal(started, expected === 'live' ? 'started' : 'spent', `iat ${iat}`)
    }
  })
}

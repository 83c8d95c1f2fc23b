/** Trusted devices: found by id and digest while they are trusted, and forgotten with what they rest on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TrustedDevice } from '../../features/mfa/trusted-device.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Store } from '../../store.ts'
import { deleteAll } from '../flush-expired.ts'
import { change, historyOf } from './enrolled-factors.ts'
import { askForReset } from './mailbox-tokens.ts'
import { openNodes, times } from './nodes.ts'
import { addUser, minute, newHash, now, type OpenStore, oldHash, origin, stamp } from './opened-store.ts'

const day = 86_400_000

export const deviceOf = (userId: UserId, id: string, more: Partial<TrustedDevice> = {}) => ({
  id,
  userId,
  digest: `digest of ${id}`,
  address: '192.0.2.1',
  userAgent: 'Firefox',
  trustedAt: now,
  lastUsedAt: now,
  expiresAt: now + 30 * day,
  ...more,
})

export function testTrustedDevices(name: string, open: OpenStore): void {
  testTrust(name, open)
  testForgetting(name, open)
  testEnds(name, open)
}

const idsOf = async ({ factors }: Store, userId: UserId, at = now) =>
  (await factors.listDevices(userId, at)).map(({ id }) => id)

function testTrust(name: string, open: OpenStore): void {
  test(`${name}: a device is trusted by its id and digest until it expires, and its last use is written`, async t => {
    const store = await open(t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    const { digest, ...device } = deviceOf(userId, 'laptop')
    await store.factors.trustDevice({ ...device, digest }, 5)
    const use = (id: string, secret: string, at: number) => store.factors.useDevice(id, secret, at)
    assert.deepEqual(await use('laptop', digest, now + minute), { ...device, lastUsedAt: now + minute })
    assert.deepEqual(await store.factors.listDevices(userId, now), [{ ...device, lastUsedAt: now + minute }])
    const refused = [use('laptop', 'another', now), use('phone', digest, now), use('laptop\0', digest, now)]
    assert.deepEqual(await Promise.all(refused), [undefined, undefined, undefined])
    assert.equal(await use('laptop', digest, now + 30 * day), undefined)
    assert.deepEqual(await idsOf(store, userId, now + 30 * day), [])
    assert.deepEqual(await historyOf(store, userId), [['device.trusted', 'device:laptop']])
  })

  test(`${name}: a user has at most so many trusted devices, and the ones used longest ago go`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const alice = await addUser(store, 'alice@example.com')
    const bob = await addUser(store, 'bob@example.com')
    await store.factors.trustDevice(deviceOf(bob.id, 'of bob'), 1)
    for (const [index, id] of ['one', 'two', 'three'].entries()) {
      await store.factors.trustDevice(deviceOf(alice.id, id, { lastUsedAt: now + index }), 3)
    }
    await store.factors.useDevice('one', 'digest of one', now + minute)
    await store.factors.trustDevice(deviceOf(alice.id, 'four', { lastUsedAt: now - day }), 3)
    assert.deepEqual(await idsOf(store, alice.id), ['one', 'three', 'four'])
    assert.deepEqual((await historyOf(store, alice.id)).at(-1), ['device.forgotten', 'device:two'])
    await times(12, index => nodeOf(index).factors.trustDevice(deviceOf(alice.id, `at once ${index}`), 3))
    assert.equal((await idsOf(store, alice.id)).length, 3)
    assert.deepEqual(await idsOf(store, bob.id), ['of bob'])
  })

  test(`${name}: no device of a deleted user is trusted`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    await store.deleteUser(id)
    await store.factors.trustDevice(deviceOf(id, 'laptop'), 5)
    assert.equal(await store.factors.useDevice('laptop', 'digest of laptop', now), undefined)
  })

  test(`${name}: devices that are not trusted any more go by housekeeping`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    await store.factors.trustDevice(deviceOf(id, 'short', { expiresAt: now + day }), 5)
    await store.factors.trustDevice(deviceOf(id, 'long'), 5)
    assert.equal(await deleteAll(store.housekeeping, 'trustedDevices', now + day - 1), 0)
    assert.equal(await deleteAll(store.housekeeping, 'trustedDevices', now + day), 1)
    assert.deepEqual(await idsOf(store, id), ['long'])
  })
}

function testForgetting(name: string, open: OpenStore): void {
  test(`${name}: a device is forgotten once, and by its own user alone (IDOR)`, async t => {
    const store = await open(t)
    const alice = await addUser(store, 'alice@example.com')
    const bob = await addUser(store, 'bob@example.com')
    await store.factors.trustDevice(deviceOf(alice.id, 'laptop'), 5)
    const forget = (userId: UserId, id = 'laptop') => store.factors.forgetDevice(userId, id, change)
    assert.deepEqual([await forget(bob.id), await forget(alice.id, 'lap\0top')], [false, false])
    assert.deepEqual((await times(5, () => forget(alice.id))).toSorted(), [false, false, false, false, true])
    assert.equal(await store.factors.useDevice('laptop', 'digest of laptop', now), undefined)
    assert.deepEqual((await historyOf(store, alice.id)).slice(1), [['device.forgotten', 'device:laptop']])
  })
}

/** What ends the trust in all devices of a user. */
const ends: Readonly<Record<string, (store: Store, userId: UserId, email: string) => Promise<unknown>>> = {
  'a changed password': ({ users }, userId) =>
    users.changePassword({ userId, from: oldHash, to: newHash, now, origin }),
  'a password that was reset by mail': async (store, userId, email) => {
    await askForReset(store, userId, email, 'reset')
    const byMail = { token: stamp('reset'), email }
    return await store.users.changePassword({ userId, from: oldHash, to: newHash, now, origin, byMail })
  },
  'a password that an operator set': ({ directory }, userId) =>
    directory.setPassword({ userId, to: newHash, now, by: origin }),
  'the end of all sessions with API keys': ({ sessions }, userId) =>
    sessions.endAll(userId, 'logout', now, undefined, origin, 'sessions_and_api_keys'),
  'the end of all sessions of all users': ({ sessions }) => sessions.endEvery('restored', now, origin),
}

function testEnds(name: string, open: OpenStore): void {
  for (const [what, end] of Object.entries(ends)) {
    test(`${name}: ${what} forgets every trusted device: a thief's browser must not survive it`, async t => {
      const store = await open(t)
      const { id: userId, email } = await addUser(store, 'alice@example.com')
      for (const id of ['laptop', 'phone']) await store.factors.trustDevice(deviceOf(userId, id), 5)
      await end(store, userId, email)
      assert.deepEqual(await idsOf(store, userId), [])
      const forgotten = (await historyOf(store, userId)).slice(2)
      assert.deepEqual(forgotten.toSorted(), [
        ['device.forgotten', 'device:laptop'],
        ['device.forgotten', 'device:phone'],
      ])
    })
  }

  test(`${name}: the end of all sessions alone, and a password change that fails, forget no device`, async t => {
    const store = await open(t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    await store.factors.trustDevice(deviceOf(userId, 'laptop'), 5)
    await store.sessions.endAll(userId, 'logout', now)
    await store.users.changePassword({ userId, from: newHash, to: newHash, now, origin })
    assert.deepEqual(await idsOf(store, userId), ['laptop'])
  })
}

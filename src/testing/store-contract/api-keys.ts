/** API keys: found by their id, revoked once, deleted with their user. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewApiKey } from '../../features/api-keys/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { addUser, minute, now, type OpenStore, origin } from './opened-store.ts'

const keyOf = (userId: UserId, id: string, more: Partial<NewApiKey> = {}): NewApiKey => ({
  id,
  digest: `digest of ${id}`,
  userId,
  name: `name of ${id}`,
  scopes: ['orders:read', 'orders:write'],
  now,
  expiresAt: null,
  ...more,
})

export function testApiKeys(name: string, open: OpenStore): void {
  test(`${name}: an API key is read as it was created`, async t => {
    const store = await open(t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    assert.equal(await store.apiKeys.create(keyOf(userId, 'one', { expiresAt: now + minute }), origin), 'created')
    assert.deepEqual(await store.apiKeys.find('one'), {
      id: 'one',
      digest: 'digest of one',
      userId,
      name: 'name of one',
      scopes: ['orders:read', 'orders:write'],
      createdAt: now,
      expiresAt: now + minute,
      lastUsedAt: null,
      revokedAt: null,
    })
    assert.equal(await store.apiKeys.find('two'), undefined)
  })

  test(`${name}: an API key of an unknown user is not created`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    await store.deleteUser(id)
    assert.equal(await store.apiKeys.create(keyOf(id, 'one')), 'unknown_user')
  })

  test(`${name}: an API key is revoked once, by its user or by an operator`, async t => {
    const store = await open(t)
    const alice = await addUser(store, 'alice@example.com')
    const bob = await addUser(store, 'bob@example.com')
    for (const id of ['one', 'two']) await store.apiKeys.create(keyOf(alice.id, id))
    assert.equal(await store.apiKeys.revoke('one', now, bob.id, origin), 'gone')
    const twice = await Promise.all([1, 2].map(() => store.apiKeys.revoke('one', now + minute, alice.id, origin)))
    assert.deepEqual(twice.toSorted(), ['gone', 'revoked'])
    assert.equal(await store.apiKeys.revoke('two', now), 'revoked')
    assert.equal((await store.apiKeys.find('one'))?.revokedAt, now + minute)
  })

  test(`${name}: the last use is kept, and a list shows the newest key first, of its user alone`, async t => {
    const store = await open(t)
    const alice = await addUser(store, 'alice@example.com')
    const bob = await addUser(store, 'bob@example.com')
    await store.apiKeys.create(keyOf(alice.id, 'old'))
    await store.apiKeys.create(keyOf(alice.id, 'new', { now: now + minute }))
    await store.apiKeys.create(keyOf(bob.id, 'other'))
    await store.apiKeys.recordUse('old', now + minute)
    const list = await store.apiKeys.listOf(alice.id)
    assert.deepEqual(
      list.map(({ id, lastUsedAt }) => [id, lastUsedAt]),
      [
        ['new', null],
        ['old', now + minute],
      ],
    )
    assert.equal('digest' in (list[0] ?? {}), false)
  })

  test(`${name}: the API keys of a deleted user are gone`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    await store.apiKeys.create(keyOf(id, 'one'))
    await store.deleteUser(id)
    assert.equal(await store.apiKeys.find('one'), undefined)
  })
  testApiKeyLimits(name, open)
}

function testApiKeyLimits(name: string, open: OpenStore): void {
  test(`${name}: a user has at most so many working API keys, however many are created at once`, async t => {
    const store = await open(t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    const create = (id: string, at = now) => store.apiKeys.create(keyOf(userId, id, { limit: 3, now: at }))
    await store.apiKeys.create(keyOf(userId, 'short', { limit: 3, expiresAt: now + minute }))
    const ids = ['a', 'b', 'c', 'd']
    const outcomes = await Promise.all(ids.map(id => create(id)))
    assert.deepEqual(outcomes.toSorted(), ['created', 'created', 'too_many', 'too_many'])
    assert.equal(await create('expired-makes-room', now + minute), 'created')
    assert.equal(await create('one more', now + minute), 'too_many')
    // Which of them were first is not ours to say.
    const first = ids[outcomes.indexOf('created')] ?? ''
    assert.equal(await store.apiKeys.revoke(first, now + minute, userId), 'revoked')
    assert.equal(await create('revoked-makes-room', now + minute), 'created')
  })

  test(`${name}: API keys that are created and revoked without end leave a hundred rows (CWE-770)`, async t => {
    const store = await open(t)
    const { id: userId } = await addUser(store, 'alice@example.com')
    for (let index = 0; index < 130; index += 1) {
      const key = keyOf(userId, `key-${index}`, { limit: 3, now: now + index })
      assert.equal(await store.apiKeys.create(key), 'created')
      await store.apiKeys.revoke(key.id, now + index, userId)
    }
    const list = await store.apiKeys.listOf(userId)
    assert.deepEqual([list.length, list[0]?.id, list.at(-1)?.id], [101, 'key-129', 'key-29'])
  })
}

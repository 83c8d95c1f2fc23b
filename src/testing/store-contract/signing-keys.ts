/** Keys that sign tokens: one key for each turn, whichever node makes it, and states that follow from the rows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type NewManagedKey, placeKeys } from '../../keys/managed-key.ts'
import type { Store } from '../../store.ts'
import { openNodes, times } from './nodes.ts'
import { addUser, beginning, minute, now, nowSeconds, type OpenStore, stamp } from './opened-store.ts'

const day = 86_400_000
const by = { address: '', userAgent: '', actor: 'cli:ann' }

const keyOf = (kid: string, more: Partial<NewManagedKey> = {}): NewManagedKey => ({
  kid,
  algorithm: 'ES256',
  publicKey: `{"kid":"${kid}"}`,
  sealed: `sealed ${kid}`,
  publishedAt: now,
  signsFrom: now,
  overlap: 7 * day,
  ...more,
})

const statesOf = async ({ signingKeys }: Store, at: number) =>
  placeKeys(await signingKeys.list(), at).map(({ kid, state }) => [kid, state])

const historyOf = async ({ audit }: Store, kid: string) =>
  (await audit.list({ subject: `key:${kid}`, limit: 10 })).entries.map(({ event, reason, actor }) => [
    event,
    reason,
    actor,
  ])

export function testSigningKeys(name: string, open: OpenStore): void {
  testPublishing(name, open)
  testRetiring(name, open)
  testWeighing(name, open)
  testSettling(name, open)
}

function testPublishing(name: string, open: OpenStore): void {
  test(`${name}: of several nodes that make the next key at once, one does, and the others hear that they were late`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const publish = (turn: number) => (index: number) =>
      nodeOf(index).signingKeys.publish(keyOf(`key-${turn}-${index}`, { signsFrom: now + turn * day }), turn, {
        now,
        by,
      })
    for (const turn of [0, 1, 2]) {
      const outcomes = await times(8, publish(turn))
      assert.deepEqual(outcomes.toSorted(), ['published', ...Array.from({ length: 7 }, () => 'superseded')])
    }
    assert.deepEqual(
      (await store.signingKeys.list()).map(({ number }) => number),
      [1, 2, 3],
    )
  })

  test(`${name}: a list of keys has what was published, and of the half that signs only whether it is there`, async t => {
    const store = await open(t)
    const { sealed, ...pair } = keyOf('pair')
    const secret = { ...keyOf('secret', { signsFrom: now + day }), publicKey: undefined }
    await store.signingKeys.publish({ ...pair, sealed }, 0, { now, by })
    await store.signingKeys.publish(secret, 1, { now, by })
    await store.signingKeys.publish({ ...keyOf('set', { fingerprint: 'abc' }), sealed: undefined }, 2, { now, by })
    const listed = await store.signingKeys.list()
    assert.deepEqual(
      listed.find(({ kid }) => kid === 'pair'),
      { ...pair, number: 1, fingerprint: undefined, retiredAt: undefined, isSealed: true },
    )
    assert.deepEqual(
      listed.map(({ kid, publicKey, fingerprint, isSealed }) => [kid, publicKey !== undefined, fingerprint, isSealed]),
      [
        ['pair', true, undefined, true],
        ['secret', false, undefined, true],
        ['set', true, 'abc', false],
      ],
    )
    assert.doesNotMatch(JSON.stringify(listed), /sealed (pair|secret)/)
    assert.deepEqual(await store.signingKeys.findSealed(['secret', 'set', 'none']), [
      { kid: 'secret', sealed: 'sealed secret' },
    ])
    assert.deepEqual(await historyOf(store, 'set'), [['key.published', 'founding', 'cli:ann']])
    const { entries } = await store.audit.list({ limit: 10 })
    assert.doesNotMatch(JSON.stringify(entries), /sealed/)
  })

  test(`${name}: a sealed half is replaced only while it is the one that was read`, async t => {
    const store = await open(t)
    await store.signingKeys.publish(keyOf('one'), 0, { now, by })
    assert.equal(await store.signingKeys.reseal('one', 'another', 'new'), false)
    assert.equal(await store.signingKeys.reseal('one', 'sealed one', 'new'), true)
    assert.deepEqual(await store.signingKeys.findSealed(['one']), [{ kid: 'one', sealed: 'new' }])
  })
}

function testRetiring(name: string, open: OpenStore): void {
  test(`${name}: a key that signs is retired only where a published one takes its place, which signs at once`, async t => {
    const store = await open(t)
    const { signingKeys } = store
    await signingKeys.publish(keyOf('one'), 0, { now, by })
    const later = now + minute
    assert.equal(await signingKeys.retire('one', { now: later, by }), 'no_successor')
    assert.equal(await signingKeys.retire('none\0', { now: later, by }), 'gone')
    await signingKeys.publish(keyOf('two', { signsFrom: now + day }), 1, { now, by })
    assert.equal(await signingKeys.retire('one', { now: later, by }), 'retired')
    const states = [
      ['one', 'retired'],
      ['two', 'signing'],
    ]
    assert.deepEqual(await statesOf(store, later), states)
    assert.deepEqual(await statesOf(store, later - 5 * minute), states, 'where a clock is behind')
    assert.equal(await signingKeys.retire('one', { now: later, by }), 'already')
    assert.deepEqual(await signingKeys.findSealed(['one']), [])
    assert.deepEqual((await historyOf(store, 'one'))[0], ['key.retired', 'operator', 'cli:ann'])
    assert.deepEqual((await historyOf(store, 'two'))[0], ['key.advanced', undefined, 'cli:ann'])
  })

  test(`${name}: a key that was published a moment ago takes no one's place before every node knows it`, async t => {
    const store = await open(t)
    await store.signingKeys.publish(keyOf('one'), 0, { now, by })
    await store.signingKeys.publish(keyOf('two', { signsFrom: now + day }), 1, { now, by })
    assert.equal(await store.signingKeys.retire('one', { now: now + 1000, by }), 'retired')
    assert.deepEqual(await statesOf(store, now + 1000), [
      ['one', 'signing'],
      ['two', 'published'],
    ])
    // A node that starts meanwhile signs with it.
    assert.equal((await store.signingKeys.findSealed(['one'])).length, 1)
    assert.deepEqual(await statesOf(store, now + 5000), [
      ['one', 'retired'],
      ['two', 'signing'],
    ])
    await store.signingKeys.settle({ overlap: 0, now: now + 5000, by })
    assert.deepEqual(await statesOf(store, now + 1000), [
      ['one', 'retired'],
      ['two', 'signing'],
    ])
    assert.deepEqual(await store.signingKeys.findSealed(['one']), [])
  })

  test(`${name}: a published key signs earlier, never later, and one that was retired not at all`, async t => {
    const store = await open(t)
    const { signingKeys } = store
    await signingKeys.publish(keyOf('one'), 0, { now, by })
    await signingKeys.publish(keyOf('two', { signsFrom: now + day }), 1, { now, by })
    assert.equal(await signingKeys.advance('two', now + 2 * day, { now, by }), 'unchanged')
    assert.equal(await signingKeys.advance('one', now, { now, by }), 'unchanged')
    assert.equal(await signingKeys.advance('two', now + minute, { now, by }), 'advanced')
    assert.deepEqual(await statesOf(store, now + minute), [
      ['one', 'verifying'],
      ['two', 'signing'],
    ])
    await signingKeys.publish(keyOf('three', { signsFrom: now + day }), 2, { now, by })
    assert.equal(await signingKeys.retire('three', { now, by }), 'retired')
    assert.equal(await signingKeys.advance('three', now + minute, { now, by }), 'gone')
    assert.deepEqual((await statesOf(store, now + 2 * day))[1], ['two', 'signing'])
  })
}

function testWeighing(name: string, open: OpenStore): void {
  test(`${name}: where no key signs, as after a restore, the next one that is published begins at once`, async t => {
    const store = await open(t)
    await store.signingKeys.publish(keyOf('one'), 0, { now, by })
    await store.signingKeys.publish(keyOf('two', { signsFrom: now + day }), 1, { now, by })
    await store.runSql(`UPDATE signing_keys SET retired_at = ${now} WHERE kid = 'one'`)
    await store.signingKeys.settle({ overlap: 0, now: now + minute, by })
    assert.deepEqual(await statesOf(store, now + minute), [
      ['one', 'retired'],
      ['two', 'signing'],
    ])
  })

  test(`${name}: live sessions are counted by the second of their refresh token`, async t => {
    const store = await open(t)
    const user = await addUser(store, 'alice@example.com')
    for (const [sid, at] of [
      ['one', now],
      ['two', now + minute],
      ['three', now + 2 * minute],
    ] as const) {
      await store.sessions.start(beginning(user, sid, { stamp: stamp(`jti ${sid}`, at), now: at }))
    }
    await store.sessions.end('two', user.id, 'logout', now + minute)
    const count = (since: number, before: number, at = now) =>
      store.signingKeys.countSessions({ since, before, now: at })
    assert.equal(await count(0, now + day), 2)
    assert.equal(await count(now + minute, now + day), 1)
    assert.equal(await count(now - minute, now), 1, 'its second had begun')
    assert.equal(await count(now - minute, nowSeconds * 1000), 0)
    assert.equal(await count(0, now + day, now + 8 * day), 0)
  })
}

function testSettling(name: string, open: OpenStore): void {
  test(`${name}: a key whose overlap is over is retired once, with a row in the audit log, by one of the nodes`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    await store.signingKeys.publish(keyOf('one'), 0, { now, by })
    await store.signingKeys.publish(keyOf('two', { signsFrom: now + day }), 1, { now, by })
    const settle = (at: number) => times(4, index => nodeOf(index).signingKeys.settle({ overlap: 0, now: at, by }))
    assert.deepEqual(
      (await settle(now + 8 * day - 1)).flatMap(({ retired }) => retired),
      [],
    )
    assert.deepEqual(
      (await settle(now + 8 * day)).flatMap(({ retired }) => retired),
      ['one'],
    )
    assert.equal((await store.signingKeys.list())[0]?.retiredAt, now + 8 * day)
    assert.equal((await historyOf(store, 'one')).length, 2)
  })

  test(`${name}: the half that signs is deleted after its last signature, and a secret with its last verification`, async t => {
    const store = await open(t)
    const { signingKeys } = store
    await signingKeys.publish(keyOf('pair'), 0, { now, by })
    await signingKeys.publish({ ...keyOf('secret', { signsFrom: now + day }), publicKey: undefined }, 1, { now, by })
    await signingKeys.publish(keyOf('next', { signsFrom: now + 2 * day }), 2, { now, by })
    const sealedAt = async (at: number) => {
      await signingKeys.settle({ overlap: 0, now: at, by })
      return (await signingKeys.findSealed(['pair', 'secret', 'next'])).map(({ kid }) => kid).toSorted()
    }
    assert.deepEqual(await sealedAt(now + day), ['next', 'pair', 'secret'])
    assert.deepEqual(await sealedAt(now + day + minute), ['next', 'secret'])
    assert.deepEqual(await sealedAt(now + 2 * day + minute), ['next', 'secret'])
    assert.deepEqual(await sealedAt(now + 9 * day), ['next'])
  })

  test(`${name}: what signs verifies for as long as the longest settings want that it signed under`, async t => {
    const store = await open(t)
    const overlaps = async (overlap: number) => {
      await store.signingKeys.settle({ overlap, now: now + day, by })
      return (await store.signingKeys.list()).map(key => key.overlap / day)
    }
    await store.signingKeys.publish(keyOf('one'), 0, { now, by })
    await store.signingKeys.publish(keyOf('two', { signsFrom: now + day }), 1, { now, by })
    assert.deepEqual(await overlaps(30 * day), [7, 30])
    assert.deepEqual(await overlaps(day), [7, 30])
  })
}

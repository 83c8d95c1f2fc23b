/** Attempts to show a factor are counted before anything is compared, for each token and each account (brute force). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FactorAttempt } from '../../features/mfa/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { deleteAll } from '../flush-expired.ts'
import { openNodes, times } from './nodes.ts'
import { addUser, minute, now, type OpenStore } from './opened-store.ts'

const hour = 60 * minute
const day = 24 * hour

export const attemptOf = (userId: UserId, more: Partial<FactorAttempt> = {}): FactorAttempt => ({
  userId,
  token: undefined,
  attemptsOfToken: 5,
  allowance: null,
  mostFailures: 100,
  now,
  ...more,
})

export function testFactorAttempts(name: string, open: OpenStore): void {
  testTokens(name, open)
  testCounts(name, open)
  testRestarts(name, open)
}

function testTokens(name: string, open: OpenStore): void {
  test(`${name}: a token has so many attempts, however many are made at once, and another token has its own`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const { id } = await addUser(store, 'alice@example.com')
    const reserve = (index: number, token = 'one') =>
      nodeOf(index).factors.reserve(attemptOf(id, { token: { id: token, expiresAt: now + minute } }))
    const outcomes = (await times(50, index => reserve(index))).map(({ outcome }) => outcome)
    assert.equal(outcomes.filter(outcome => outcome === 'reserved').length, 5)
    assert.equal(outcomes.filter(outcome => outcome === 'used_up').length, 45)
    await store.factors.succeed(id)
    assert.equal((await reserve(0)).outcome, 'used_up', 'a success gives a token no further attempt')
    assert.equal((await reserve(0, 'two')).outcome, 'reserved')
  })

  test(`${name}: counts of expired tokens go, two with each new one and the others by housekeeping`, async t => {
    const { factors, housekeeping, ...store } = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    const reserve = (token: string, at: number) =>
      factors.reserve(attemptOf(id, { token: { id: token, expiresAt: at + minute }, attemptsOfToken: 1, now: at }))
    for (let index = 0; index < 4; index += 1) await reserve(`old ${index}`, now)
    await reserve('middle', now + 30 * minute)
    for (let index = 0; index < 4; index += 1) {
      assert.equal((await reserve(`old ${index}`, now)).outcome, 'used_up', 'the clock was set back by half an hour')
    }
    await reserve('new', now + day)
    assert.equal(await deleteAll(housekeeping, 'factorAttempts', now + minute + day - hour), 3)
    assert.equal(await deleteAll(housekeeping, 'factorAttempts', now + minute + day - 1), 0)
    assert.equal((await reserve('new', now + day)).outcome, 'used_up')
    assert.equal(await deleteAll(housekeeping, 'factorAttempts', now + 2 * day), 1)
  })
}

function testCounts(name: string, open: OpenStore): void {
  test(`${name}: of fifty attempts at once each is counted, and at the limit the account is locked until a success`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const { id } = await addUser(store, 'alice@example.com')
    const bob = await addUser(store, 'bob@example.com')
    const reserve = (index: number, mostFailures: number, user: UserId = id) =>
      nodeOf(index).factors.reserve(attemptOf(user, { mostFailures }))
    const outcomes = (await times(50, index => reserve(index, 47))).map(({ outcome }) => outcome)
    assert.equal(outcomes.filter(outcome => outcome === 'reserved').length, 47)
    assert.equal(outcomes.filter(outcome => outcome === 'locked').length, 3)
    assert.equal((await reserve(0, 48)).outcome, 'reserved', 'one that was locked is not counted')
    assert.equal((await reserve(0, 48)).outcome, 'locked')
    assert.equal((await reserve(0, 48, bob.id)).outcome, 'reserved')
    await store.factors.succeed(id)
    assert.equal((await reserve(0, 1)).outcome, 'reserved')
  })

  test(`${name}: failures delay the next attempt, and a day forgets the delay but not how many there were in a row`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    const reserve = (at: number) => store.factors.reserve(attemptOf(id, { allowance: 2, mostFailures: 6, now: at }))
    const reserved = { outcome: 'reserved' }
    for (const at of [now, now]) assert.deepEqual(await reserve(at), reserved)
    assert.deepEqual(await reserve(now), { outcome: 'refused', waitMs: 30_000 })
    assert.deepEqual(await reserve(now + 30_000), reserved)
    assert.deepEqual(await reserve(now + 30_000), { outcome: 'refused', waitMs: 60_000 })
    const next = now + 2 * day
    for (const at of [next, next]) assert.deepEqual(await reserve(at), reserved)
    assert.equal((await reserve(next)).outcome, 'refused')
    assert.deepEqual(await reserve(next + hour), reserved)
    assert.deepEqual(await reserve(next + 30 * day), { outcome: 'locked' })
  })

  test(`${name}: without delays only the limit counts, and after the clock was set back a wait begins once`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    const reserve = (allowance: number | null, at: number) =>
      store.factors.reserve(attemptOf(id, { allowance, mostFailures: 20, now: at }))
    for (let index = 0; index < 10; index += 1) assert.equal((await reserve(null, now + day)).outcome, 'reserved')
    assert.deepEqual(await reserve(8, now), { outcome: 'refused', waitMs: 120_000 })
    assert.deepEqual(await reserve(8, now + 60_000), { outcome: 'refused', waitMs: 60_000 })
    assert.equal((await reserve(8, now + 120_000)).outcome, 'reserved')
  })

  test(`${name}: a user who is gone has no attempt`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    await store.deleteUser(id)
    assert.equal((await store.factors.reserve(attemptOf(id))).outcome, 'used_up')
    await store.factors.succeed(id)
  })
}

function testRestarts(name: string, open: OpenStore): void {
  test(`${name}: what one node counts, another that starts later knows`, async t => {
    const store = await open(t)
    const { id } = await addUser(store, 'alice@example.com')
    const attempt = attemptOf(id, { token: { id: 'one', expiresAt: now + minute }, attemptsOfToken: 2 })
    for (let index = 0; index < 2; index += 1) await store.factors.reserve(attempt)
    const peer = (await store.openPeer?.()) ?? store
    assert.equal((await peer.factors.reserve(attempt)).outcome, 'used_up')
    assert.equal((await peer.factors.reserve(attemptOf(id, { mostFailures: 2 }))).outcome, 'locked')
  })
}

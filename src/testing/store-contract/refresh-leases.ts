/** Of all processes that come with one refresh token, one exchanges it, and the others are told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as rest } from 'node:timers/promises'
import { systemClock } from '../../ports/defaults/clock.ts'
import type { RefreshLease, RefreshLeases } from '../../sessions/refresh-leases.ts'
import { openNodes, times } from './nodes.ts'
import type { OpenStore } from './opened-store.ts'

const second = 1000
const digest = 'digest-of-a-token'
const held = (holder: string): RefreshLease => ({ digest, holder })
/** Stores go by the clock of their database, so these tests do, too. */
const lasting = (length: number) => ({ now: systemClock.now(), length })
const claim = (leases: RefreshLeases, holder: string, length = second * 10) =>
  leases.claim(held(holder), lasting(length))
const find = (leases: RefreshLeases) => leases.find(digest, systemClock.now())

export function testRefreshLeases(name: string, open: OpenStore): void {
  testTurns(name, open)
  testAnswers(name, open)
  testEnds(name, open)
}

function testTurns(name: string, open: OpenStore): void {
  test(`${name}: of twelve that come with one refresh token one has the turn, and others of other tokens have theirs`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    assert.deepEqual(await find(store.refreshLeases), { kind: 'free' })
    const claims = await times(12, index => claim(nodeOf(index).refreshLeases, `node-${index}`))
    assert.equal(claims.filter(isTaken => isTaken).length, 1)
    const winner = `node-${claims.indexOf(true)}`
    assert.equal(await claim(store.refreshLeases, winner), true, 'its own turn it gets once more')
    assert.deepEqual(await find(nodeOf(1).refreshLeases), { kind: 'claimed' })
    assert.equal(await store.refreshLeases.claim({ digest: 'another', holder: 'x' }, lasting(second)), true)
  })

  test(`${name}: a turn that is late is taken over by one, and one that goes on is not`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const { refreshLeases } = store
    assert.equal(await claim(refreshLeases, 'late'), true)
    assert.equal(await claim(refreshLeases, 'other'), false)
    assert.equal(await refreshLeases.extend(held('late'), lasting(1)), true)
    await rest(20)
    assert.deepEqual(await find(refreshLeases), { kind: 'free' })
    const claims = await times(6, index => claim(nodeOf(index).refreshLeases, `next-${index}`, 200))
    assert.equal(claims.filter(isTaken => isTaken).length, 1)
    const next = held(`next-${claims.indexOf(true)}`)
    assert.equal(await refreshLeases.extend(held('late'), lasting(second)), false, 'it was taken over')
    assert.equal(await refreshLeases.extend(next, lasting(10 * second)), true)
    await rest(220)
    assert.equal(await claim(refreshLeases, 'other'), false)
  })

  test(`${name}: a turn that was given back is free at once, and not by another than its holder`, async t => {
    const { refreshLeases } = await open(t)
    assert.equal(await claim(refreshLeases, 'a'), true)
    await refreshLeases.release(held('b'), systemClock.now())
    assert.equal(await claim(refreshLeases, 'b'), false)
    await refreshLeases.release(held('a'), systemClock.now())
    assert.deepEqual(await find(refreshLeases), { kind: 'free' })
    assert.equal(await claim(refreshLeases, 'b'), true)
  })
}

function testAnswers(name: string, open: OpenStore): void {
  test(`${name}: an answer is there for all for as long as it is kept, and is not exchanged anew before`, async t => {
    const { store, nodeOf } = await openNodes(open, t)
    const { refreshLeases } = store
    await claim(refreshLeases, 'a')
    assert.equal(await refreshLeases.answer(held('a'), lasting(10 * second), 'sealed', false), true)
    for (const index of [0, 1]) {
      const state = await find(nodeOf(index).refreshLeases)
      assert.ok(state.kind === 'answered' && state.goodFor > 0 && state.goodFor <= 10 * second, JSON.stringify(state))
      assert.equal(state.answer, 'sealed')
      assert.equal(await claim(nodeOf(index).refreshLeases, 'a'), false)
    }
    await refreshLeases.answer(held('a'), lasting(1), 'sealed', true)
    await rest(20)
    assert.deepEqual(await find(refreshLeases), { kind: 'free' })
    assert.equal(await claim(refreshLeases, 'b'), true)
    assert.deepEqual(await find(refreshLeases), { kind: 'claimed' }, 'the old answer is gone')
  })

  test(`${name}: what its holder says after it has answered changes nothing`, async t => {
    const { refreshLeases } = await open(t)
    await claim(refreshLeases, 'a')
    await refreshLeases.answer(held('a'), lasting(10 * second), 'sealed', true)
    assert.equal(await refreshLeases.extend(held('a'), lasting(second)), false)
    await refreshLeases.release(held('a'), systemClock.now())
    const state = await find(refreshLeases)
    assert.equal(state.kind === 'answered' && state.answer, 'sealed')
  })

  test(`${name}: where a turn was taken over, the late holder's answer counts only if it wins`, async t => {
    const { refreshLeases } = await open(t)
    await claim(refreshLeases, 'late', 1)
    await rest(20)
    await claim(refreshLeases, 'next')
    const answer = (holder: string, text: string, wins: boolean) =>
      refreshLeases.answer(held(holder), lasting(10 * second), text, wins)
    assert.equal(await answer('late', 'refused', false), false)
    assert.deepEqual(await find(refreshLeases), { kind: 'claimed' })
    assert.equal(await answer('late', 'the pair', true), true)
    assert.equal(await answer('next', 'refused', false), false)
    const state = await find(refreshLeases)
    assert.equal(state.kind === 'answered' && state.answer, 'the pair')
  })
}

function testEnds(name: string, open: OpenStore): void {
  test(`${name}: leases that are over go with the next ones, and the last with housekeeping`, async t => {
    const { refreshLeases, housekeeping } = await open(t)
    const leases = [1, 2, 3, 4, 5].map(index => ({ digest: `old-${index}`, holder: 'a' }))
    for (const lease of leases) await refreshLeases.claim(lease, lasting(10 * second))
    for (const lease of leases) await refreshLeases.release(lease, systemClock.now())
    await rest(20)
    await refreshLeases.claim({ digest: 'new', holder: 'a' }, lasting(10 * second))
    const before = systemClock.now() - 1
    assert.equal(await housekeeping.deleteSome('refreshLeases', before - 3_600_000, 10), 0)
    assert.equal(await housekeeping.deleteSome('refreshLeases', before, 2), 2)
    assert.equal(await housekeeping.deleteSome('refreshLeases', before, 2), 1)
    assert.equal(await refreshLeases.claim({ digest: 'new', holder: 'b' }, lasting(second)), false)
  })

  test(`${name}: a lease from before the clock was set back by an hour holds no one up`, async t => {
    const { refreshLeases } = await open(t)
    await claim(refreshLeases, 'before', 3_600_000)
    assert.deepEqual(await find(refreshLeases), { kind: 'free' })
    assert.equal(await claim(refreshLeases, 'after'), true)
  })
}

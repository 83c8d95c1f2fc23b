/** One process at a time copies, follows or switches. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WorkLost } from '../../features/adoption/store.ts'
import { adopted, allUsers, goTo, inPhase } from './adopted.ts'
import { now, type OpenStore } from './opened-store.ts'

export function testAdoptionWork(name: string, open: OpenStore): void {
  test(`${name}: of two followers one has the work, until its time is over`, async t => {
    const { adoption } = await open(t)
    assert.equal(await adoption.takeWork('one', now, now + 10), false)
    await goTo({ adoption }, 'following')
    assert.equal(await adoption.takeWork('one', now, now + 10), true)
    assert.equal(await adoption.takeWork('two', now + 9, now + 20), false)
    assert.equal(await adoption.takeWork('one', now + 9, now + 20), true)
    assert.equal(await adoption.takeWork('two', now + 20, now + 30), true)
    assert.deepEqual((await adoption.state())?.worker, { id: 'two', until: now + 30 })
  })

  test(`${name}: a process that lost the work writes nothing any more`, async t => {
    const store = await open(t)
    const { adoption } = store
    await goTo(store, 'following')
    await adoption.takeWork('one', now, now + 10)
    await adoption.apply({ put: [adopted(1)], gone: [], now, worker: 'one' })
    const switching = inPhase('switching', { worker: { id: 'two', until: now + 10 } })
    assert.equal(await adoption.setState('following', switching), true)
    await assert.rejects(adoption.apply({ put: [adopted(2)], gone: [], now, worker: 'one' }), WorkLost)
    await assert.rejects(adoption.applyGroups([{ name: 'editors', permissions: [] }], now, 'one'), WorkLost)
    assert.equal(await adoption.setState('switching', inPhase('following'), 'one'), false)
    assert.equal((await allUsers(store)).length, 1)
    assert.equal(await adoption.setState('switching', { ...switching, phase: 'switched' }, 'two'), true)
    await adoption.apply({ put: [adopted(2)], gone: [], now, worker: 'two' })
    await assert.rejects(adoption.apply({ put: [adopted(3)], gone: [], now }), WorkLost)
    assert.deepEqual(await adoption.jobs(10), [])
    assert.equal(await adoption.setState('switched', inPhase('switched'), 'two'), true)
    assert.equal((await adoption.state())?.worker, undefined)
  })
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createTurnEnd, createTurnWork } from './turn-end.ts'

test('all of one turn go on together, in their order, after what the turn had to do', async () => {
  const turnEnd = createTurnEnd()
  const seen: string[] = []
  const first = turnEnd().then(() => seen.push('first'))
  const second = turnEnd().then(() => seen.push('second'))
  process.nextTick(() => seen.push('of the turn'))
  await Promise.all([first, second])
  assert.deepEqual(seen, ['of the turn', 'first', 'second'])
})

test('one that fails stops no other, and the next turn has an end of its own', async () => {
  const turnEnd = createTurnEnd()
  const failing = turnEnd().then(() => {
    throw new Error('not written')
  })
  const other = turnEnd().then(() => 'written')
  await assert.rejects(failing, /not written/)
  assert.equal(await other, 'written')
  const earlier = turnEnd()
  await nextTurn()
  assert.notEqual(turnEnd(), earlier)
})

test('work of a turn is done once, after all that asked for it, and each of them gets what came of it', async () => {
  const asked: string[] = []
  const work = createTurnWork(() => [...asked])
  const results = ['first', 'second'].map(name => {
    asked.push(name)
    return work()
  })
  asked.push('last')
  const [first, second] = await Promise.all(results)
  assert.deepEqual(first, ['first', 'second', 'last'])
  assert.equal(second, first)
})

test('work that fails fails for all that asked in the turn, and is done anew in the next', async () => {
  let runs = 0
  const work = createTurnWork(() => {
    runs += 1
    if (runs === 1) throw new Error('not now')
    return runs
  })
  const outcomes = await Promise.allSettled([work(), work()])
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.equal(await work(), 2)
})

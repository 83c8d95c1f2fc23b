import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createTurnEnd } from './turn-end.ts'

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

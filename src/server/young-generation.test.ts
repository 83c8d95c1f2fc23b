import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { boundYoungGeneration, youngSize } from './young-generation.ts'

/** Works in turns, as a server does, with much that survives a collection. Returns the largest size. */
async function work(): Promise<number> {
  let largest = 0
  const kept: object[] = []
  for (let turn = 0; turn < 1500; turn += 1) {
    for (let index = 0; index < 2000; index += 1) kept[(turn * 2000 + index) % 400_000] = { turn, index, of: [turn] }
    largest = Math.max(largest, youngSize())
    await setImmediate()
  }
  return largest
}

test('the young generation stays small under load, and grows when it is let go', async () => {
  const release = boundYoungGeneration()
  // A collection may come between a growth and the bound, and what has grown beyond it does not shrink by itself.
  let bounded = Number.POSITIVE_INFINITY
  for (let rounds = 0; rounds < 3 && bounded > 34e6; rounds += 1) bounded = await work()
  release()
  // When it grows is V8's to say; on a slow machine it takes its time.
  let unbounded = 0
  for (let rounds = 0; rounds < 8 && unbounded <= 34e6; rounds += 1) unbounded = await work()
  assert.ok(bounded <= 34e6, `${bounded}`)
  assert.ok(unbounded > 34e6, `${unbounded}`)
})

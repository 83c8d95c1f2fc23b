import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { collectAll, collectStartGarbage } from './start-garbage.ts'
import { youngSize } from './young-generation.ts'

test('what is garbage goes back to the system, and no flag is left', () => {
  let kept: object[] = Array.from({ length: 400_000 }, (_, index) => ({ index, of: [index] }))
  const before = process.memoryUsage()
  assert.equal(kept.length, 400_000)
  kept = []
  collectAll()
  const after = process.memoryUsage()
  assert.ok(after.heapTotal < before.heapTotal - 20e6, `${before.heapTotal} became ${after.heapTotal}`)
  assert.ok(youngSize() <= 4e6, `${youngSize()}`)
  assert.equal(globalThis.gc, undefined)
})

test('it waits for a second of rest, and comes once', async () => {
  let [busy, count] = [true, 0]
  const work = setInterval(() => {
    for (const end = performance.now() + 20; busy && performance.now() < end; );
  }, 40)
  collectStartGarbage(() => {
    count += 1
  })
  await wait(2500)
  assert.equal(count, 0)
  busy = false
  await wait(4500)
  assert.equal(count, 1)
  clearInterval(work)
})

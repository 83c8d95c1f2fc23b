import assert from 'node:assert/strict'
import { test } from 'node:test'
import { within } from './within.ts'

/** A timer that fires when the test says so. */
function createTimer() {
  const waiting = new Set<() => void>()
  return {
    waiting,
    after(_: number, run: () => void) {
      waiting.add(run)
      return () => void waiting.delete(run)
    },
  }
}

test('an answer in time is passed on, and so is a failure; the timer ends with it', async () => {
  const { after, waiting } = createTimer()
  assert.equal(await within(after, 10, Promise.resolve(7)), 7)
  await assert.rejects(within(after, 10, Promise.reject(new Error('away'))), /away/)
  assert.equal(waiting.size, 0)
})

test('what does not answer is given up', async () => {
  const { after, waiting } = createTimer()
  const asked = within(after, 10, new Promise(() => {}))
  for (const run of waiting) run()
  await assert.rejects(asked, /no answer within 10 ms/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Silence } from './faults.ts'
import { withPatience } from './patience.ts'

const never = () => new Promise<never>(() => {})
const after = (milliseconds: number) => pause(milliseconds, 'answer')
const isLost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
const isRefused = Object.assign(new Error('deadlock detected'), { code: '40P01', severity: 'ERROR' })

test('a silence of some length is waited for once, over whatever is asked', async () => {
  const began = performance.now()
  await withPatience(100, async patience => {
    await patience.within(after(60))
    assert.equal(patience.isOver, false)
    await assert.rejects(patience.hear(never()), Silence)
    assert.ok(performance.now() - began < 150, 'a connection that was lent has said nothing')
    assert.equal(patience.isOver, true)
    await assert.rejects(patience.hear(never()), Silence)
  })
  assert.ok(performance.now() - began < 200)
})

test('each answer begins the wait anew', async () => {
  await withPatience(200, async patience => {
    for (const _ of [1, 2, 3]) assert.equal(await patience.hear(after(120)), 'answer')
    assert.equal(patience.isOver, false)
  })
})

test("a clock that an application's tests move is not its own", async t => {
  t.mock.timers.enable()
  await withPatience(1000, async patience => {
    t.mock.timers.tick(900_000)
    assert.equal(await patience.hear(Promise.resolve('answer')), 'answer')
    assert.equal(patience.isOver, false)
  })
})

test('so does what is told after a refusal, and not what is told after a loss', async () => {
  for (const [error, isOver] of [
    [isRefused, false],
    [isLost, true],
  ] as const)
    await withPatience(200, async patience => {
      await assert.rejects(patience.hear(Promise.reject(error)), error)
      await patience.hear(after(120))
      await pause(120)
      assert.equal(patience.isOver, isOver)
    })
})

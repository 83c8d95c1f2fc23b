import assert from 'node:assert/strict'
import { test } from 'node:test'
import { singleFlight } from './single-flight.ts'

function countedCalls() {
  const gates: PromiseWithResolvers<number>[] = []
  const call = singleFlight(() => {
    const gate = Promise.withResolvers<number>()
    gates.push(gate)
    return gate.promise
  })
  return { call, gates }
}

test('callers share the result of a call that is in flight', async () => {
  const { call, gates } = countedCalls()
  const calls = [call(), call(), call()]
  gates[0]?.resolve(7)
  assert.deepEqual(await Promise.all(calls), [7, 7, 7])
  assert.equal(gates.length, 1)
})

test('a caller after that starts a new call', async () => {
  const { call, gates } = countedCalls()
  const first = call()
  gates[0]?.resolve(1)
  await first
  const second = call()
  gates[1]?.resolve(2)
  assert.equal(await second, 2)
})

test('a failure is shared too, and is not cached', async () => {
  const { call, gates } = countedCalls()
  const calls = Promise.allSettled([call(), call()])
  gates[0]?.reject(new Error('away'))
  assert.deepEqual(
    (await calls).map(outcome => outcome.status),
    ['rejected', 'rejected'],
  )
  const again = call()
  gates[1]?.resolve(3)
  assert.equal(await again, 3)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextFlight, singleFlight } from './single-flight.ts'

function countedCalls(share = singleFlight) {
  const gates: PromiseWithResolvers<number>[] = []
  const call = share(() => {
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

test('a call that had begun is not joined: those who ask meanwhile share the next one', async () => {
  const { call, gates } = countedCalls(nextFlight)
  const [first, second, third] = [call(), call(), call()]
  assert.equal(gates.length, 1)
  gates[0]?.resolve(1)
  assert.equal(await first, 1)
  await new Promise(setImmediate)
  assert.equal(gates.length, 2)
  gates[1]?.resolve(2)
  assert.deepEqual(await Promise.all([second, third]), [2, 2])
})

test('the next call begins although the one before failed', async () => {
  const { call, gates } = countedCalls(nextFlight)
  const calls = [call(), call()]
  gates[0]?.reject(new Error('away'))
  await assert.rejects(calls[0] as Promise<number>)
  await new Promise(setImmediate)
  gates[1]?.resolve(2)
  assert.equal(await calls[1], 2)
  const third = call()
  gates[2]?.resolve(3)
  assert.equal(await third, 3)
})

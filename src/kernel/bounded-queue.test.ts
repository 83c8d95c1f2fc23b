import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBoundedQueue } from './bounded-queue.ts'

const full = () => new Error('full')

/** Jobs that end when the test says so. */
function createJobs() {
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const job = (name: string) => () => {
    started.push(name)
    return new Promise<string>(resolve => ends.set(name, () => resolve(name)))
  }
  return { started, job, end: (name: string) => ends.get(name)?.() }
}

/** Runs everything that is ready. */
const settle = () => new Promise(resolve => setImmediate(resolve))

test('at most `concurrency` jobs run at once, the others wait and run in order', async () => {
  const { started, job, end } = createJobs()
  const queue = createBoundedQueue(2, 10, full)
  const all = ['a', 'b', 'c', 'd'].map(name => queue.run(job(name)))
  await settle()
  assert.deepEqual([started, queue.running, queue.waiting], [['a', 'b'], 2, 2])
  end('b')
  await settle()
  assert.deepEqual([started, queue.running, queue.waiting], [['a', 'b', 'c'], 2, 1])
  end('a')
  await settle()
  end('c')
  end('d')
  assert.deepEqual(await Promise.all(all), ['a', 'b', 'c', 'd'])
  assert.deepEqual([queue.running, queue.waiting], [0, 0])
})

test('a job is rejected at once when the queue is full, and does not run', async () => {
  const { started, job, end } = createJobs()
  const queue = createBoundedQueue(1, 1, full)
  const kept = [queue.run(job('a')), queue.run(job('b'))]
  await assert.rejects(queue.run(job('c')), /full/)
  end('a')
  await settle()
  end('b')
  await Promise.all(kept)
  assert.deepEqual(started, ['a', 'b'])
})

test('a queue without room to wait still runs jobs', async () => {
  const queue = createBoundedQueue(1, 0, full)
  assert.equal(await queue.run(async () => 'done'), 'done')
  assert.equal(await queue.run(async () => 'again'), 'again')
})

test('a job that fails frees its slot', async () => {
  const queue = createBoundedQueue(1, 10, full)
  const failing = queue.run(async () => {
    throw new Error('failed')
  })
  const next = queue.run(async () => 'next')
  await assert.rejects(failing, /failed/)
  assert.equal(await next, 'next')
  assert.deepEqual([queue.running, queue.waiting], [0, 0])
})

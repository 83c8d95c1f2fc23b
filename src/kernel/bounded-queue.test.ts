import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBoundedQueue } from './bounded-queue.ts'

const full = () => new Error('full')
const alice = { lane: 'first', source: 'alice' } as const
const mallory = { lane: 'second', source: 'mallory' } as const

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
  const all = ['a', 'b', 'c', 'd'].map(name => queue.run(job(name), alice))
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
  const kept = [queue.run(job('a'), alice), queue.run(job('b'), alice)]
  await assert.rejects(queue.run(job('c'), alice), /full/)
  end('a')
  await settle()
  end('b')
  await Promise.all(kept)
  assert.deepEqual(started, ['a', 'b'])
})

test('a queue without room to wait still runs jobs', async () => {
  const queue = createBoundedQueue(1, 0, full)
  assert.equal(await queue.run(async () => 'done', alice), 'done')
  assert.equal(await queue.run(async () => 'again', alice), 'again')
})

test('a job that fails frees its slot', async () => {
  const queue = createBoundedQueue(1, 10, full)
  const failing = queue.run(async () => {
    throw new Error('failed')
  }, alice)
  const next = queue.run(async () => 'next', alice)
  await assert.rejects(failing, /failed/)
  assert.equal(await next, 'next')
  assert.deepEqual([queue.running, queue.waiting], [0, 0])
})

/** One slot, taken by a job that ends when the test says so; the rest waits. */
function createFullQueue(limit: number) {
  const jobs = createJobs()
  const queue = createBoundedQueue(1, limit, full)
  const rejected: string[] = []
  const send = (name: string, from: { lane: 'first' | 'second'; source: string }) =>
    queue.run(jobs.job(name), from).catch(() => void rejected.push(name))
  send('running', mallory)
  return { ...jobs, queue, send, rejected }
}

test('sources take turns, so that one with many jobs does not delay one with few', async () => {
  const { send, started, end } = createFullQueue(10)
  for (const name of ['m1', 'm2', 'm3']) send(name, mallory)
  for (const name of ['b1', 'b2']) send(name, { lane: 'second', source: 'bob' })
  for (const name of ['running', 'm1', 'b1', 'm2', 'b2']) {
    await settle()
    end(name)
  }
  await settle()
  assert.deepEqual(started, ['running', 'm1', 'b1', 'm2', 'b2', 'm3'])
})

test('lanes take turns, whatever the number of sources in one of them', async () => {
  const { send, started, end } = createFullQueue(10)
  for (const name of ['m1', 'm2', 'm3']) send(name, { lane: 'second', source: name })
  for (const name of ['a1', 'a2']) send(name, alice)
  for (const name of ['running', 'a1', 'm1', 'a2', 'm2']) {
    await settle()
    end(name)
  }
  await settle()
  assert.deepEqual(started, ['running', 'a1', 'm1', 'a2', 'm2', 'm3'])
})

test('in a full queue a newcomer takes the place of the newest job of the busiest source (denial of service)', async () => {
  const { send, rejected, queue } = createFullQueue(4)
  for (const name of ['m1', 'm2', 'm3', 'm4', 'm5']) send(name, mallory)
  send('b1', { lane: 'second', source: 'bob' })
  send('b2', { lane: 'second', source: 'bob' })
  send('b3', { lane: 'second', source: 'bob' })
  await settle()
  assert.deepEqual(rejected.toSorted(), ['b3', 'm3', 'm4', 'm5'])
  assert.deepEqual([queue.waiting, queue.shed], [4, 4])
})

test('half of the places are kept for each lane, against many sources too (distributed denial of service)', async () => {
  const { send, rejected } = createFullQueue(4)
  for (const source of ['m1', 'm2', 'm3', 'm4']) send(source, { lane: 'second', source })
  for (const source of ['a1', 'a2', 'a3']) send(source, { lane: 'first', source })
  send('m5', { lane: 'second', source: 'm5' })
  await settle()
  assert.deepEqual(rejected.toSorted(), ['a3', 'm3', 'm4', 'm5'])
})

test('requireRoom says at once what run would say, and takes no place', async () => {
  const { send, queue, rejected } = createFullQueue(2)
  const bob = { lane: 'second', source: 'bob' } as const
  send('m1', mallory)
  queue.requireRoom(mallory)
  send('m2', mallory)
  assert.throws(() => queue.requireRoom(mallory), /full/)
  // Bob would get the place of the newest of the others, and Alice's lane has places of its own.
  for (const from of [alice, bob]) queue.requireRoom(from)
  await settle()
  assert.deepEqual([rejected, queue.waiting, queue.shed], [[], 2, 1])
})

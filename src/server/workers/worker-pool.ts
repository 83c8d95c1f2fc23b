/**
 * Several processes behind one port, each the whole server: on one machine a second core does what a second machine would.
 * One that ends is started again. They share nothing but the database and the port (nodejs.org/api/cluster.html).
 */
import cluster, { type Worker } from 'node:cluster'
import { mergeMetrics } from './merge-metrics.ts'
import { countVariable, isMessage, type Message, slotVariable } from './messages.ts'

export interface WorkerPool {
  /** Resolves with the address once all of them serve; with `undefined` where one ended before, having said why. */
  readonly started: Promise<string | undefined>
  /** Lets all of them finish. Resolves when they have ended. */
  close(): Promise<void>
  /** Ends them at once. */
  kill(): void
}

export interface PoolEvents {
  /** A worker ended that should not. It is started again, unless too many did so. */
  onLost(slot: number, how: string): void
  /** They end as fast as they are started. */
  onGiveUp(): void
}

/** So many ends within ten seconds are no accident. */
const mostLosses = 10
const lossWindow = 10_000
const restartPause = 200

export function startWorkers(count: number, { onLost, onGiveUp }: PoolEvents): WorkerPool {
  const workers = new Map<number, Worker>()
  const listening = new Set<number>()
  const started = Promise.withResolvers<string | undefined>()
  const losses: number[] = []
  let isClosing = false

  const fork = (slot: number) => {
    const worker = cluster.fork({ [slotVariable]: String(slot), [countVariable]: String(count) })
    workers.set(slot, worker)
    worker.on('message', (message: unknown) => isMessage(message) && hear(slot, worker, message))
    worker.on('exit', (code, signal) => lose(slot, code, signal))
  }
  const hear = (slot: number, worker: Worker, message: Message) => {
    if (message.kind === 'listening') {
      listening.add(slot)
      if (listening.size === 1) for (let other = 1; other < count; other += 1) fork(other)
      if (listening.size === count) started.resolve(message.address)
    }
    if (message.kind === 'scrape') {
      void collect([...workers.values()]).then(text => send(worker, { kind: 'merged', id: message.id, text }))
    }
  }
  const lose = (slot: number, code: number | null, signal: string | null) => {
    workers.delete(slot)
    if (isClosing) return
    // Before all serve, a worker that ends has said why: a port in use, a wrong setting.
    if (listening.size < count) return started.resolve(undefined)
    onLost(slot, signal === null ? `with code ${code}` : `by ${signal}`)
    const now = performance.now()
    losses.push(now)
    if (losses.filter(at => now - at < lossWindow).length > mostLosses) return onGiveUp()
    setTimeout(() => isClosing || fork(slot), restartPause)
  }
  // The others follow once the first one serves: what is wrong is said once.
  fork(0)

  return {
    started: started.promise,
    async close() {
      isClosing = true
      await Promise.all([...workers.values()].map(end))
    },
    kill() {
      isClosing = true
      for (const worker of workers.values()) worker.process.kill('SIGKILL')
    },
  }
}

async function end(worker: Worker): Promise<void> {
  if (worker.isDead()) return
  const ended = new Promise(resolve => worker.once('exit', resolve))
  worker.process.kill('SIGTERM')
  await ended
}

/** Milliseconds in which a worker that is busy may answer. */
const patience = 1000
let collections = 0

async function collect(workers: readonly Worker[]): Promise<string> {
  collections += 1
  const id = collections
  const texts = await Promise.all(workers.map(worker => askMetrics(worker, id)))
  return mergeMetrics(texts.filter(text => text !== undefined))
}

function askMetrics(worker: Worker, id: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const hear = (message: unknown) => {
      if (isMessage(message) && message.kind === 'collected' && message.id === id) finish(message.text)
    }
    const timer = setTimeout(() => finish(undefined), patience)
    const finish = (text: string | undefined) => {
      clearTimeout(timer)
      worker.off('message', hear)
      resolve(text)
    }
    worker.on('message', hear)
    send(worker, { kind: 'collect', id })
  })
}

function send(worker: Worker, message: Message): void {
  if (worker.isConnected()) worker.send(message)
}

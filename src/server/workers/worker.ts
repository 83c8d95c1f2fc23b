/** A worker's side: which one it is, and what it tells the process that started it. */
import cluster from 'node:cluster'
import { mergeMetrics } from './merge-metrics.ts'
import { countVariable, isMessage, type Message, slotVariable } from './messages.ts'

export interface WorkerPlace {
  /** From 0. The first one keeps the house. */
  readonly slot: number
  readonly count: number
}

/** `undefined`: this process is none. */
export function findWorkerPlace(env: NodeJS.ProcessEnv): WorkerPlace | undefined {
  if (!cluster.isWorker || env[slotVariable] === undefined) return undefined
  return { slot: Number(env[slotVariable]), count: Number(env[countVariable]) }
}

export function tellListening(address: string): void {
  tell({ kind: 'listening', address })
}

/** Ends the channel to the process that started this one. */
export function leave(): void {
  if (process.connected) process.disconnect()
}

/** A worker whose process of origin is gone would hold the port for ever. */
export function whenLeftAlone(close: () => void): void {
  process.once('disconnect', close)
}

/** Milliseconds for all workers to answer; then a scrape gets this one's alone. */
const patience = 2000

/** The metrics of all workers, whichever of them is asked. */
export function shareMetrics(own: { render(): string }): { render(): Promise<string> } {
  const waiting = new Map<number, (text: string) => void>()
  let scrapes = 0
  process.on('message', message => {
    if (!isMessage(message)) return
    if (message.kind === 'collect') tell({ kind: 'collected', id: message.id, text: own.render() })
    if (message.kind === 'merged') waiting.get(message.id)?.(message.text)
  })
  return {
    async render() {
      scrapes += 1
      const id = scrapes
      const merged = new Promise<string>(resolve => {
        waiting.set(id, resolve)
        setTimeout(() => resolve(mergeMetrics([own.render()])), patience).unref()
      })
      tell({ kind: 'scrape', id })
      try {
        return await merged
      } finally {
        waiting.delete(id)
      }
    },
  }
}

function tell(message: Message): void {
  if (process.connected) process.send?.(message)
}

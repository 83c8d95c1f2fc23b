/**
 * Gives back the memory that only the start needed: V8 collects when it must, and a server that is asked for nothing
 * must not for hours. 96 MB become 87.
 */
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** In milliseconds. */
const lookAgainAfter = 1000

/** Of the time of the event loop. What is busier than that would have to wait for it, for a twentieth of a second. */
const mostUsed = 0.05

/** In bytes. A server that keeps more has so many revocations that a collection would take it longer than that. */
const largestHeap = 100e6

/** Collects once, after the first second of rest. */
export function collectStartGarbage(collect: () => void = collectAll): void {
  let before = performance.eventLoopUtilization()
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    if (utilization > mostUsed) return
    clearInterval(timer)
    if (process.memoryUsage().heapUsed < largestHeap) collect()
  }, lookAgainAfter)
  timer.unref()
}

/** Of all that Node offers, only what the flag `--expose-gc` brings gives memory back to the system. */
export function collectAll(): void {
  setFlagsFromString('--expose-gc')
  const collector: NodeJS.GCFunction = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  collector({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

/**
 * Hits in this process's memory: DRF's sliding log, a list of moments for each key. A key for every address that ever
 * came would let anybody fill the memory, so both the keys and the moments have an end: the key that was quiet for
 * longest goes first. Counts are forgotten by a restart and not shared between processes.
 */
import type { Hit, ThrottleStore } from './store.ts'

export interface MemoryThrottleLimits {
  readonly keys: number
  /** Over all keys. */
  readonly moments: number
}

export function createMemoryThrottleStore(
  { keys, moments }: MemoryThrottleLimits = { keys: 100_000, moments: 2_000_000 },
): ThrottleStore {
  // A Map keeps the order in which keys were last written: the first is the one that was quiet for longest.
  const logs = new Map<string, readonly number[]>()
  let total = 0

  const write = (key: string, before: readonly number[], log: readonly number[]) => {
    logs.delete(key)
    logs.set(key, log)
    total += log.length - before.length
    while (logs.size > keys || (total > moments && logs.size > 1)) forgetQuietest()
  }
  const forgetQuietest = () => {
    const [key, log] = logs.entries().next().value ?? []
    if (key !== undefined) logs.delete(key)
    total -= log?.length ?? 0
  }

  const hit = (key: string, limit: number, periodMs: number, now: number): Hit => {
    const before = logs.get(key) ?? []
    const log = before.filter(moment => moment > now - periodMs)
    const oldest = log[log.length - limit]
    write(key, before, oldest === undefined ? [...log, now] : log)
    return oldest === undefined ? { outcome: 'counted' } : { outcome: 'refused', waitMs: oldest + periodMs - now }
  }

  return { hit: async (key, limit, periodMs, now) => hit(key, limit, periodMs, now) }
}

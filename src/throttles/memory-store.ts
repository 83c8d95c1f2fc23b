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

/** The moments in their order; those before `first` have left the window. */
interface Log {
  moments: number[]
  first: number
}

export function createMemoryThrottleStore(
  { keys, moments }: MemoryThrottleLimits = { keys: 100_000, moments: 2_000_000 },
): ThrottleStore {
  // A Map keeps the order in which keys were last set: the first is the one that was quiet for longest.
  const logs = new Map<string, Log>()
  let total = 0

  const take = (key: string): Log => {
    const log = logs.get(key) ?? { moments: [], first: 0 }
    logs.delete(key)
    logs.set(key, log)
    return log
  }
  const forgetQuietest = () => {
    const [key = '', log] = logs.entries().next().value ?? []
    logs.delete(key)
    total -= log?.moments.length ?? 0
  }

  const hit = (key: string, limit: number, periodMs: number, now: number): Hit => {
    const log = take(key)
    total -= dropOlder(log, now - periodMs)
    const oldest = log.moments.length - log.first < limit ? undefined : log.moments[log.moments.length - limit]
    // A clock that was set back must not make anybody wait for longer than the period.
    if (oldest !== undefined) return { outcome: 'refused', waitMs: Math.min(periodMs, oldest + periodMs - now) }
    log.moments.push(now)
    total += 1
    while (logs.size > keys || (total > moments && logs.size > 1)) forgetQuietest()
    return { outcome: 'counted' }
  }

  return { hit: async (key, limit, periodMs, now) => hit(key, limit, periodMs, now) }
}

/** Moves past what left the window, and cuts it off when it is half of the list: each moment is moved once or twice. */
function dropOlder(log: Log, end: number): number {
  while ((log.moments[log.first] ?? Number.POSITIVE_INFINITY) <= end) log.first += 1
  if (log.first * 2 < log.moments.length || log.first === 0) return 0
  const dropped = log.first
  log.moments = log.moments.slice(dropped)
  log.first = 0
  return dropped
}

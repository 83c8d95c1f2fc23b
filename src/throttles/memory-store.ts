/**
 * Counts hits in this process's memory with DRF's sliding log: a list of times for each key. Keys and times are bounded
 * against memory exhaustion by many addresses; the least recently used key is evicted first. Counts do not survive a
 * restart and are not shared between processes.
 */
import type { Hit, ThrottleStore } from './store.ts'

/** Bounds of the memory of a throttle store, in keys and in counted moments. The least recently used are forgotten first. */
export interface MemoryThrottleLimits {
  readonly keys: number
  /** Over all keys. */
  readonly moments: number
}

/** Times in ascending order; those before `first` have left the window. */
interface Log {
  moments: number[]
  first: number
}

/** A throttle store in memory, for one process. It is bounded: see `MemoryThrottleLimits`. */
export function createMemoryThrottleStore(
  { keys, moments }: MemoryThrottleLimits = { keys: 100_000, moments: 2_000_000 },
): ThrottleStore {
  // A Map keeps insertion order, and `take` re-inserts: the first key is the least recently used.
  const logs = new Map<string, Log>()
  let total = 0

  const take = (key: string): Log => {
    const log = logs.get(key) ?? { moments: [], first: 0 }
    logs.delete(key)
    logs.set(key, log)
    return log
  }
  const evictOldest = () => {
    const [key = '', log] = logs.entries().next().value ?? []
    logs.delete(key)
    total -= log?.moments.length ?? 0
  }

  const hit = (key: string, limit: number, periodMs: number, now: number): Hit => {
    const log = take(key)
    moveToPast(log, now)
    total -= dropOlder(log, now - periodMs)
    const oldest = log.moments.length - log.first < limit ? undefined : log.moments[log.moments.length - limit]
    if (oldest !== undefined) return { outcome: 'refused', waitMs: oldest + periodMs - now }
    log.moments.push(now)
    total += 1
    while (logs.size > keys || (total > moments && logs.size > 1)) evictOldest()
    return { outcome: 'counted' }
  }

  return { hit: async (key, limit, periodMs, now) => hit(key, limit, periodMs, now) }
}

/** The clock was set back: what lies in the future happened just now, or it would count until the clock is there again. */
function moveToPast({ moments }: Log, now: number): void {
  for (let last = moments.length - 1; last >= 0 && (moments[last] ?? now) > now; last -= 1) moments[last] = now
}

/** Skips times that left the window, and drops them once they are half of the list: a hit costs O(1) on average. */
function dropOlder(log: Log, end: number): number {
  while ((log.moments[log.first] ?? Number.POSITIVE_INFINITY) <= end) log.first += 1
  if (log.first * 2 < log.moments.length || log.first === 0) return 0
  const dropped = log.first
  log.moments = log.moments.slice(dropped)
  log.first = 0
  return dropped
}

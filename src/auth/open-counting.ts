/** What counts requests, and what wakes other nodes: the memory of the process, the store, or a Redis. */

import { parseRedisUrl } from '../kernel/redis-url.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import { RedisOpenError } from '../redis/errors.ts'
import { openRedis, type Redis } from '../redis/open-redis.ts'
import type { SessionStore } from '../sessions/store.ts'
import { ConfigurationError } from '../settings/configuration-error.ts'
import type { Settings } from '../settings/settings.ts'
import { withDigestedKeys } from '../throttles/digested-keys.ts'
import { createMemoryThrottleStore } from '../throttles/memory-store.ts'
import type { ThrottleStore } from '../throttles/store.ts'
import type { AuthParts } from './parts.ts'

export interface Counting {
  readonly throttles: ThrottleStore
  /** The sessions of the store, heard by way of Redis where the database cannot wake. */
  readonly sessions: SessionStore
  readonly redis: Redis | undefined
}

/** Throws ConfigurationError for a Redis that cannot be used until something is corrected. */
export async function openCounting(parts: AuthParts, events: Events, clock: Clock): Promise<Counting> {
  const { settings, store } = parts
  const memory = createMemoryThrottleStore()
  const counted = parts.throttles === undefined && settings.throttling ? whereCounted(settings) : 'memory'
  const isDeaf = store.sessions.changeMark === undefined && store.sessions.watch === undefined
  const isNeeded = counted === 'redis' || isDeaf
  const redis = isNeeded ? await openRedisOf(settings, memory, events, clock) : undefined
  const stores = { memory, database: store.throttles, redis: redis?.throttles ?? memory }
  return {
    // In memory keys stay as they are: they do not leave the process.
    throttles:
      parts.throttles ?? (counted === 'memory' ? memory : withDigestedKeys(stores[counted], settings.secretKey)),
    sessions: redis === undefined ? store.sessions : withHints(store.sessions, redis),
    redis,
  }
}

/** `throttleStore`, and what it is where nothing is said. */
export function whereCounted({
  throttleStore,
  redisUrl,
}: Pick<Settings, 'throttleStore' | 'redisUrl'>): 'memory' | 'database' | 'redis' {
  if (redisUrl === null) return throttleStore === 'database' ? 'database' : 'memory'
  return throttleStore ?? 'redis'
}

async function openRedisOf({ redisUrl }: Settings, fallback: ThrottleStore, events: Events, clock: Clock) {
  if (redisUrl === null) return undefined
  const read = parseRedisUrl(redisUrl)
  if (!read.ok) throw faultOf(read, undefined)
  try {
    return await openRedis({ url: read.url, fallback, events, clock })
  } catch (error) {
    throw error instanceof RedisOpenError ? faultOf({ what: error.message, fix: error.fix }, error) : error
  }
}

function faultOf({ what, fix }: { readonly what: string; readonly fix: string }, cause: unknown): ConfigurationError {
  return new ConfigurationError([{ setting: 'redisUrl', source: 'createAuth', what, fix }], { cause })
}

/** Every node announces where the store does not tell by itself; those whose store cannot wake them listen. */
function withHints(sessions: SessionStore, redis: Redis): SessionStore {
  if (sessions.changeMark !== undefined) return sessions
  sessions.onRevoked(redis.announce)
  return { ...sessions, watch: sessions.watch ?? redis.watch }
}

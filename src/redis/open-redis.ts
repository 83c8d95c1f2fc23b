/**
 * Redis, where the settings name one: it counts for all nodes, and wakes them. It is never waited for twice: one that is
 * away or slow is left alone until it works again, and each process counts for itself meanwhile.
 */
import type { RedisUrl } from '../kernel/redis-url.ts'
import { within } from '../kernel/within.ts'
import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import type { Hit, ThrottleStore } from '../throttles/store.ts'
import { after, keepConnected } from './connection.ts'
import { mistakeOf, reasonOf } from './faults.ts'
import { createAnnouncer, listen } from './hints.ts'
import { countHit } from './sliding-log.ts'

/** What shows of a Redis in readiness and metrics. */
export interface RedisState {
  /** Whether it counts at present. */
  readonly isUp: boolean
  /** How many hits this process has counted for itself, because it was away. */
  readonly missed: number
}

/** An open Redis. */
export interface Redis {
  readonly state: RedisState
  readonly throttles: ThrottleStore
  /** Says that something was revoked. */
  announce(): void
  /** Calls the listener when another node announces. Returns how to stop. */
  watch(listener: () => void): () => void
  close(): void
}

export interface RedisParts {
  readonly url: RedisUrl
  /** Counts while it is away. */
  readonly fallback: ThrottleStore
  readonly events: Events
  readonly clock: Clock
}

/**
 * In milliseconds. A request counts three times at most, one after the other: two answers that just pass as prompt and
 * one that never comes are less than 200.
 */
const patience = 100
const prompt = 50

/** Resolves when it is open or away. Throws RedisOpenError for what has to be corrected. */
export async function openRedis({ url, fallback, events, clock }: RedisParts): Promise<Redis> {
  const state = { isStarting: true, isUp: false, isAwayTold: false, missed: 0, patience }
  const elapsed = clock.elapsed ?? clock.now
  const connection = keepConnected({
    url,
    // A write of the kind that will be asked for: a server may answer, and refuse writes.
    prove: client => within(after, state.patience, countHit(client, `${url.prefix}:probe`, 1000, 1)),
    onUp() {
      Object.assign(state, { isUp: true })
      if (state.isAwayTold) events.emit({ name: 'redis.back', data: { missed: state.missed } })
      state.isAwayTold = false
    },
    onDown(error) {
      state.isUp = false
      // At the start a mistake is thrown, and not told as something that may pass.
      if (state.isAwayTold || (state.isStarting && mistakeOf(error) !== undefined)) return
      state.isAwayTold = true
      events.emit({ name: 'redis.away', reason: reasonOf(error) })
    },
  })
  const announce = createAnnouncer(connection, url)
  const mistake = mistakeOf(await connection.first)
  if (mistake !== undefined) {
    connection.close()
    throw mistake
  }
  state.isStarting = false

  const ask = async (key: string, limit: number, periodMs: number): Promise<Hit | undefined> => {
    const { client } = connection
    if (client === undefined) return undefined
    const asked = elapsed()
    try {
      const waitMs = await within(after, state.patience, countHit(client, `${url.prefix}:t:${key}`, limit, periodMs))
      return waitMs > 0 ? { outcome: 'refused', waitMs } : { outcome: 'counted' }
    } catch (error) {
      connection.lose(client, error)
      return undefined
    } finally {
      // One that is slow is not waited for as long again: it is as good as away.
      state.patience = elapsed() - asked > prompt ? prompt : patience
    }
  }

  return {
    state,
    throttles: {
      async hit(key, limit, periodMs, now) {
        const answer = await ask(key, limit, periodMs)
        if (answer !== undefined) return answer
        state.missed += 1
        return await fallback.hit(key, limit, periodMs, now)
      },
    },
    announce,
    watch: listener => listen(url, listener),
    close: () => connection.close(),
  }
}

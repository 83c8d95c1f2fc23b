/** What `latchkey doctor` looks at in a Redis. Leaves nothing there but a key that lives for a millisecond. */
import type { RedisUrl } from '../kernel/redis-url.ts'
import { connect, end } from './connection.ts'
import { mistakeOf, reasonOf } from './faults.ts'
import type { Client } from './load-ioredis.ts'
import { countHit } from './sliding-log.ts'

export interface RedisFacts {
  /** `undefined` where the user may not ask. */
  readonly version: string | undefined
  /** What it deletes when it is full; `undefined` where it has no bound. */
  readonly eviction: string | undefined
}

export type RedisInspection =
  | { readonly ok: true; readonly facts: RedisFacts }
  /** It cannot count: `what` is to be read behind "Redis". */
  | { readonly ok: false; readonly what: string; readonly fix: string }

export async function inspectRedis(url: RedisUrl): Promise<RedisInspection> {
  try {
    const client = await connect(url, proven => countHit(proven, `${url.prefix}:probe`, 1000, 1))
    try {
      return { ok: true, facts: factsIn(await informationOf(client)) }
    } finally {
      end(client)
    }
  } catch (error) {
    const { what, fix } = mistakeOf(error) ?? {
      what: `cannot count at present: ${reasonOf(error)}`,
      fix: 'Start it, or correct REDIS_URL. Until then each process counts for itself.',
    }
    return { ok: false, what, fix }
  }
}

/** INFO needs a right that counting does not need. */
async function informationOf(client: Client): Promise<ReadonlyMap<string, string>> {
  const text = await client.call('INFO').then(String, () => '')
  const lines = text.split(/\r?\n/).filter(line => line.includes(':'))
  return new Map(lines.map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]))
}

function factsIn(information: ReadonlyMap<string, string>): RedisFacts {
  const isBounded = Number(information.get('maxmemory') ?? 0) > 0
  const policy = information.get('maxmemory_policy')
  return {
    version: information.get('redis_version'),
    eviction: isBounded && policy !== 'noeviction' ? policy : undefined,
  }
}

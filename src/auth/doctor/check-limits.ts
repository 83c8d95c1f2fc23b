/** Where requests are counted, and what the limits mean then; the Redis that counts them. */
import { isPostgresUrl } from '../../kernel/postgres-url.ts'
import { nameOfRedis, parseRedisUrl, type RedisUrl } from '../../kernel/redis-url.ts'
import { inspectRedis, type RedisFacts } from '../../redis/inspect.ts'
import type { Settings } from '../../settings/settings.ts'
import { whereCounted } from '../open-counting.ts'
import { type Finding, reporter } from './finding.ts'

const limits = reporter('limits')
const { fault, advice } = reporter('redis')

type Counted = Pick<Settings, 'throttling' | 'throttleStore' | 'redisUrl' | 'databaseUrl' | 'workers' | 'loginRate'>

export async function checkLimits(settings: Counted): Promise<readonly Finding[]> {
  const ofCounters = settings.throttling && whereCounted(settings) === 'memory' ? checkMemory(settings) : []
  return [...ofCounters, ...(await checkRedis(settings.redisUrl))]
}

function checkMemory({ workers, databaseUrl, loginRate }: Counted): readonly Finding[] {
  if (workers === 1 && !isPostgresUrl(databaseUrl)) return []
  const fix = "Set REDIS_URL, or throttleStore: 'database' (LATCHKEY_THROTTLE_STORE=database)."
  const example = (times: number) => {
    const [count, period] = loginRate?.split('/') ?? []
    return count === undefined ? '' : ` (loginRate ${loginRate}: up to ${Number(count) * times}/${period})`
  }
  return workers > 1
    ? [
        limits.advice(
          `Each of ${workers} processes counts requests for itself: up to ${workers} times as many pass${example(workers)}.`,
          fix,
        ),
      ]
    : [
        limits.advice(
          `Each node counts requests for itself: two of them let up to twice as many pass${example(2)}.`,
          `With one node this is exact. With more: ${fix}`,
        ),
      ]
}

async function checkRedis(redisUrl: string | null): Promise<readonly Finding[]> {
  if (redisUrl === null) return []
  const read = parseRedisUrl(redisUrl)
  if (!read.ok) return [fault(`REDIS_URL ${read.what}.`, read.fix)]
  const inspected = await inspectRedis(read.url)
  const name = nameOfRedis(read.url)
  if (!inspected.ok) return [fault(`The Redis at ${name} ${inspected.what}.`, sentence(inspected.fix))]
  return [...checkServer(inspected.facts), ...checkWay(read.url)]
}

function sentence(fix: string): string {
  return `${fix.slice(0, 1).toUpperCase()}${fix.slice(1)}${fix.endsWith('.') ? '' : '.'}`
}

function checkServer({ version, eviction }: RedisFacts): readonly Finding[] {
  return [
    ...(version !== undefined && Number.parseInt(version, 10) < 5
      ? [fault(`Redis ${version} is too old to count by scripts.`, 'Use Redis 5 or newer, or Valkey.')]
      : []),
    ...(eviction === undefined
      ? []
      : [
          advice(
            `When it is full it deletes keys (${eviction}): counters are forgotten, and limits let more through.`,
            'Use a Redis of its own with maxmemory-policy noeviction.',
          ),
        ]),
  ]
}

function checkWay({ host, socket, isTls, password }: RedisUrl): readonly Finding[] {
  if (socket !== undefined || /^(?:localhost|127\.[\d.]+|::1)$/.test(host)) return []
  return [
    ...(password === undefined
      ? [advice(`${host} asks for no password: who reaches it can reset every limit.`, 'Set requirepass, or an ACL.')]
      : []),
    ...(isTls
      ? []
      : [
          advice(
            `The way to ${host} is plain text: its password can be read on it.`,
            'Write rediss://, or let only your own network reach it.',
          ),
        ]),
  ]
}

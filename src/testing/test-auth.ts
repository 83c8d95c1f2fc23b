/**
 * A complete Auth for tests: an in-memory store, argon2 at its lowest cost, a fake clock, seeded random values and
 * recorded events. Requests go through dispatch, without a socket.
 */
import type { AuthParts } from '../auth/parts.ts'
import { type Auth, createAuth } from '../auth.ts'
import type { AuthEvent } from '../ports/events.ts'
import type { Config } from '../settings/settings.ts'
import { resolveSettings } from '../settings.ts'
import { openSqliteStore, type SqliteStore } from '../stores/sqlite/store.ts'
import type { AppSchema } from '../stores/store-settings.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createSeededRandom } from './seeded-random.ts'
import { createTestClient, type TestClient } from './test-client.ts'

/** An Auth in memory with a clock that you move. */
export interface TestAuth extends Auth, TestClient {
  readonly clock: FakeClock
  readonly store: SqliteStore
  /** The events emitted so far. */
  readonly events: readonly AuthEvent[]
  /** The reasons of all events with this name: `reasonsOf('login.failed')`. */
  reasonsOf(name: string): readonly (string | undefined)[]
}

/** What a test Auth can be given beside settings: a path, a clock, endpoints, resources. */
export interface TestParts {
  /** The store's file; `:memory:` by default. */
  readonly path?: string
  readonly clock?: FakeClock
  readonly seed?: string
  /** The application's endpoints. */
  readonly endpoints?: AuthParts['endpoints']
  readonly resources?: AuthParts['resources']
  readonly schema?: AppSchema
}

/** The test's settings; all others have their defaults. */
export async function createTestAuth(config: Config = {}, parts: TestParts = {}): Promise<TestAuth> {
  const settings = resolveSettings([{ source: 'test', values: { ...cheapSettings, ...config } }])
  const { path = ':memory:', clock = createFakeClock(), seed, endpoints = [], resources = [], schema } = parts
  const store = openSqliteStore(path, settings, schema)
  const seen: AuthEvent[] = []
  const events = { emit: (event: AuthEvent) => void seen.push(event) }
  const auth = await createAuth({
    settings,
    store,
    clock,
    timer: clock,
    random: createSeededRandom(seed),
    events,
    endpoints,
    resources,
  })
  return {
    ...auth,
    ...createTestClient(auth.dispatch),
    clock,
    store,
    events: seen,
    reasonsOf: name => seen.filter(event => event.name === name).map(({ reason }) => reason),
  }
}

/** One pass over 64 KiB: fast, and no protection at all. */
const cheapSettings = {
  secretKey: 'a secret that tests share, and that protects nothing at all',
  passwordMemory: 64,
  passwordIterations: 1,
  passwordParallelism: 1,
  // Tests log in more than five times a minute; a test of the limits turns them on.
  throttling: false,
} as const satisfies Config

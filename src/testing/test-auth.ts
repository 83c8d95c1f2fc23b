/**
 * A whole Auth for tests: an in-memory store, argon2 at its cheapest, a clock that stands still, random values that
 * repeat, and events that can be looked at. Requests go through dispatch, without a socket.
 */
import { type Auth, type AuthParts, createAuth } from '../auth.ts'
import type { AuthEvent } from '../ports/events.ts'
import type { Config } from '../settings/settings.ts'
import { resolveSettings } from '../settings.ts'
import { openSqliteStore, type SqliteStore } from '../stores/sqlite/store.ts'
import type { AppSchema } from '../stores/store-settings.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createSeededRandom } from './seeded-random.ts'
import { createTestClient, type TestClient } from './test-client.ts'

export interface TestAuth extends Auth, TestClient {
  readonly clock: FakeClock
  readonly store: SqliteStore
  /** What was emitted so far. */
  readonly events: readonly AuthEvent[]
  /** The reasons that were emitted under a name: `reasonsOf('login.failed')`. */
  reasonsOf(name: string): readonly (string | undefined)[]
}

export interface TestParts {
  /** A file for the store; `:memory:` unless given. */
  readonly path?: string
  readonly clock?: FakeClock
  readonly seed?: string
  /** Rows of the application's own. */
  readonly endpoints?: AuthParts['endpoints']
  readonly resources?: AuthParts['resources']
  readonly schema?: AppSchema
}

/** The test's own part of the settings; everything else has its default. */
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

/** One pass over 64 KiB: a hash takes no time worth naming, and protects nobody. */
const cheapSettings = {
  secretKey: 'a secret that tests share, and that protects nothing at all',
  passwordMemory: 64,
  passwordIterations: 1,
  passwordParallelism: 1,
  // A test logs in more often than five times a minute; one that is about limits turns them on.
  throttling: false,
} as const satisfies Config

/** The database of a place from the inside, for what no command makes: logins, links to providers. */
import { type Auth, createAuth } from '../../src/auth.ts'
import { loadConfiguration } from '../../src/server/config/load-settings.ts'
import type { Store } from '../../src/store.ts'
import { openStore } from '../../src/stores/open-store.ts'
import { createTestClient, type TestClient } from '../../src/testing/test-client.ts'
import type { Place } from './in-process.ts'

export interface Opened {
  readonly auth: Auth
  readonly store: Store
  readonly request: TestClient['request']
}

/** With the settings of the commands. Closed when this returns, as a command finds it. */
export async function inDatabase<T>({ folder: cwd, env }: Place, use: (opened: Opened) => Promise<T>): Promise<T> {
  const { settings } = await loadConfiguration({ env, cwd })
  const store = await openStore(settings.databaseUrl, settings, {}, cwd)
  const auth = await createAuth({ settings, store })
  try {
    return await use({ auth, store, request: createTestClient(auth.dispatch).request })
  } finally {
    await auth.close()
  }
}

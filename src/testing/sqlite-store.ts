/** The embedded store, for tests of the store itself. */
import type { TestContext } from 'node:test'
import { openSqliteStore, type SqliteStore } from '../stores/sqlite/store.ts'
import type { StoreSettings } from '../stores/store-settings.ts'

export const storeSettings: StoreSettings = {
  accounts: 'email',
  emailCase: 'fold',
  usernameForm: 'nfkc',
  usernameCase: 'exact',
  accessTokenLifetime: 900,
  refreshTokenLifetime: 604_800,
  slidingTokenLifetime: 300,
  slidingTokenRefreshLifetime: 86_400,
  leeway: 0,
  userIdField: 'id',
}

/** Opens the file, or a store in memory, and closes it after the test. */
export function openTestStore(
  t: Pick<TestContext, 'after'>,
  path = ':memory:',
  settings: Partial<StoreSettings> = {},
): SqliteStore {
  const store = openSqliteStore(path, { ...storeSettings, ...settings })
  t.after(() => store.close())
  return store
}

/** Loads the settings and opens the store, for most commands. */
import { loadSettings } from '../server/config/load-settings.ts'
import type { Settings } from '../settings/settings.ts'
import type { Store } from '../store.ts'
import { openStore } from '../stores/open-store.ts'
import type { Surroundings } from './command.ts'

type Values = Readonly<Record<string, string | boolean | undefined>>

/** Reads `--config`, the environment and the files, as `serve` does. */
export async function loadCommandSettings({ env, cwd }: Surroundings, { config }: Values): Promise<Settings> {
  return await loadSettings({ env, cwd, ...(typeof config === 'string' ? { configFile: config } : {}) })
}

/** Opens the store for the time of one call. */
export async function withStore<T>(
  surroundings: Surroundings,
  settings: Settings,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const store = openStore(settings.databaseUrl, settings, {}, surroundings.cwd)
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

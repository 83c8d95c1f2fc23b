/** Loads the configuration and opens the store, for most commands. */
import { type LoadedConfiguration, loadConfiguration } from '../server/config/load-settings.ts'
import type { MissingSecret } from '../server/config/missing-secret.ts'
import type { Settings } from '../settings/settings.ts'
import type { Store } from '../store.ts'
import { DatabaseOpenError } from '../stores/errors.ts'
import { isDatabaseThere, openStore } from '../stores/open-store.ts'
import { quoteForShell } from './banner.ts'
import type { Surroundings } from './command.ts'

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

/** Reads `--config`, the environment and the files, as `serve` does. Creates nothing unless it is asked to. */
export async function loadCommand(
  { env, cwd }: Surroundings,
  { config }: Values,
  missingSecret: MissingSecret = 'stand_in',
): Promise<LoadedConfiguration> {
  return await loadConfiguration({ env, cwd, missingSecret, config: typeof config === 'string' ? config : undefined })
}

/** The settings alone. */
export async function loadCommandSettings(surroundings: Surroundings, values: Values): Promise<Settings> {
  return (await loadCommand(surroundings, values)).settings
}

/**
 * A command counts no requests, waits for no Redis and has nothing signed at its start; the groups of roles are changed by a server, or `roles sync`, and
 * the next key is made by a server, or `keys rotate`.
 */
export function forOneCommand(settings: Settings): Settings {
  const keyRotation = settings.keyRotation === undefined ? undefined : 'manual'
  const signer = settings.signer && { ...settings.signer, checkAtStart: false }
  return { ...settings, redisUrl: null, rolesAtStart: 'off', keyRotation, signer }
}

export type WhichDatabase = Pick<LoadedConfiguration, 'settings' | 'databaseName' | 'migrations'>

export interface StoreUse {
  /** Whether a database is made where there is none. A command that only reads must not leave an empty one behind. */
  readonly creates?: boolean
}

/** Opens the store for the time of one call, and says which one it was: two may lie in two folders. */
export async function withStore<T>(
  { ui }: Pick<Surroundings, 'ui'>,
  values: Values,
  { settings, databaseName, migrations }: WhichDatabase,
  use: (store: Store) => Promise<T>,
  { creates = false }: StoreUse = {},
): Promise<T> {
  if (databaseName === ':memory:') throw new DatabaseOpenError(inMemory, 'Set DATABASE_URL=sqlite:///PATH.')
  const isThere = await isDatabaseThere(settings.databaseUrl)
  if (!isThere && !creates) throw new DatabaseOpenError(`There is no database at ${databaseName}.`, missingFix(values))
  const store = await openStore(settings.databaseUrl, settings, { migrations })
  try {
    return await use(store)
  } finally {
    await store.close()
    if (values.json !== true) ui.hint(`${isThere ? 'Database' : 'Created a new database'}: ${databaseName}`)
  }
}

const inMemory =
  'The database is in the memory of the process that opens it, so a command cannot reach that of a server.'
/** For the same configuration: without it, the command would make a database elsewhere. */
function missingFix({ config }: Values): string {
  if (typeof config === 'string') return `\`latchkey --config ${quoteForShell(config)} migrate\` creates it.`
  return '`latchkey migrate` creates it. For the database of another application, name its configuration: --config PATH.'
}

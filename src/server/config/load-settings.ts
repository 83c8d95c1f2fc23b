/**
 * The settings of a process: environment, then `.env`, then the configuration file, then the defaults. The server, the
 * commands and an application that calls this read the same files, so they have the same database and the same secret.
 */
import { ConfigurationError, type ConfigurationFault } from '../../settings/configuration-error.ts'
import type { SettingName, Settings } from '../../settings/settings.ts'
import { withValues } from '../../settings/sources.ts'
import { configVariable, type Layer, remarksOn, resolveSettings, type SettingSource, sourceOf } from '../../settings.ts'
import { formatSqliteUrl, nameOfDatabase, parseDatabaseUrl } from '../../stores/database-url.ts'
import type { AppMigration } from '../../stores/store-settings.ts'
import { type ApplicationExports, locateConfig, readConfigFile } from './config-file.ts'
import { type MissingSecret, secretLayers } from './missing-secret.ts'
import { readDotEnv } from './read-dot-env.ts'
import { readValueFiles } from './value-files.ts'

/** Where `loadConfiguration` looks: the environment, the folder, the file. */
export interface LoadOptions {
  /** Usually `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder of `.env`, of the configuration file and of `.latchkey/`, unless a configuration is named. */
  readonly cwd: string
  /** A configuration elsewhere: its file or its folder. LATCHKEY_CONFIG names one too. */
  readonly config?: string | undefined
  /** Stronger than the environment, and read in its place: the options of a command line. */
  readonly overrides?: readonly Layer[]
  /** What happens where no secret is configured. Default: one is generated and kept. */
  readonly missingSecret?: MissingSecret
}

/** What `loadConfiguration` found: the settings, where each comes from, the database and its migrations. */
export interface LoadedConfiguration {
  readonly settings: Settings
  /** The folder of the configuration. */
  readonly folder: string
  /** The absolute path of the database, `:memory:`, or an address without its password. */
  readonly databaseName: string
  /** What the module of the configuration exports as `migrations`. */
  readonly migrations: readonly AppMigration[]
  /** What it exports as `endpoints` and `resources`, unchecked: for `latchkey policy test`, which serves nothing. */
  readonly application: ApplicationExports
  /** What is set and not read, and stops no start. */
  readonly remarks: readonly ConfigurationFault[]
  /** Where the value of a setting comes from; `undefined` if it is the default. */
  sourceOf(name: SettingName): SettingSource | undefined
}

/** Throws a ConfigurationError that names every fault of every source. */
export async function loadConfiguration(options: LoadOptions): Promise<LoadedConfiguration> {
  const { env, cwd, overrides = [], missingSecret = 'generate' } = options
  const place = await locateConfig(
    cwd,
    options.config ?? env[configVariable],
    options.config ? '--config' : configVariable,
  )
  const file = await readConfigFile(place)
  const dotEnv = await readDotEnv(place.folder)
  const environment: Layer = {
    source: 'environment',
    spelling: 'environment',
    isShared: true,
    values: without(env, overrides),
  }
  const filled = [
    await readValueFiles(environment, cwd),
    ...(await Promise.all(dotEnv.layers.map(layer => readValueFiles(layer, place.folder)))),
  ]
  const given = [...overrides, ...filled.flatMap(({ layers }) => layers), ...file.layers]
  const faults = [...place.faults, ...file.faults, ...dotEnv.faults, ...filled.flatMap(each => each.faults)]
  const secret = await secretLayers(given, place.folder, faults.length > 0 ? 'stand_in' : missingSecret)
  const layers = [...given, ...secret.layers]
  const resolved = resolveWith([...faults, ...secret.faults], layers)
  // A path in the environment starts where the process was started, one in a file at the file.
  const base = sourceOf('databaseUrl', layers)?.source === 'environment' ? cwd : place.folder
  const database = parseDatabaseUrl(resolved.databaseUrl, base)
  const databaseUrl = database.dialect === 'sqlite' ? formatSqliteUrl(database.path) : resolved.databaseUrl
  return {
    settings: withValues(resolved, { databaseUrl }),
    folder: place.folder,
    databaseName: nameOfDatabase(database),
    migrations: file.migrations ?? [],
    application: file.application ?? {},
    remarks: remarksOn(layers),
    sourceOf: name => sourceOf(name, layers),
  }
}

/** What an option overrides may be anything: Kubernetes sets PORT for a service of that name. */
function without(env: LoadOptions['env'], overrides: readonly Layer[]): LoadOptions['env'] {
  const names = new Set(overrides.flatMap(({ values }) => Object.keys(values)))
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.has(name)))
}

/** The settings alone. */
export async function loadSettings(options: LoadOptions): Promise<Settings> {
  return (await loadConfiguration(options)).settings
}

function resolveWith(faults: readonly ConfigurationFault[], layers: readonly Layer[]): Settings {
  try {
    const settings = resolveSettings(layers)
    if (faults.length === 0) return settings
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    // An unusable secret file is reported once, not again as a missing secret.
    const others = error.faults.filter(fault => faults.length === 0 || fault.source !== 'nowhere')
    throw new ConfigurationError([...faults, ...others])
  }
  throw new ConfigurationError(faults)
}

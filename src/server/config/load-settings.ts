/**
 * The settings of a process: environment, then `.env`, then the configuration file, then the defaults. Without a
 * configured secret one is generated and kept, so that the first start needs no configuration.
 */
import { join } from 'node:path'
import { ConfigurationError, type ConfigurationFault } from '../../settings/configuration-error.ts'
import type { Settings } from '../../settings/settings.ts'
import { type Layer, resolveSettings } from '../../settings.ts'
import { readConfigFile, readDotEnv } from './config-file.ts'
import { readOrCreateSecretFile } from './secret-file.ts'

export interface LoadOptions {
  /** Usually `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder of `.env`, of the configuration file and of `.latchkey/`. */
  readonly cwd: string
  /** A configuration file with another name or place. */
  readonly configFile?: string
}

/** The settings, or a ConfigurationError that names every fault of every source. */
export async function loadSettings(options: LoadOptions): Promise<Settings> {
  const files = [await readDotEnv(options.cwd), await readConfigFile(options.cwd, options.configFile)]
  const environment: Layer = { source: 'environment', spelling: 'environment', values: options.env }
  const given = [environment, ...files.flatMap(file => file.layers)]
  const secret = given.some(hasSecret) ? { layers: [], faults: [] } : await secretLayer(options.cwd)
  const faults = [...files.flatMap(file => file.faults), ...secret.faults]
  return resolveWith(faults, [...given, ...secret.layers])
}

function hasSecret({ spelling, values }: Layer): boolean {
  return values[spelling === 'environment' ? 'SECRET_KEY' : 'secretKey'] !== undefined
}

async function secretLayer(cwd: string) {
  const reading = await readOrCreateSecretFile(join(cwd, '.latchkey'))
  if (!reading.ok) return { layers: [], faults: [reading.fault] }
  return { layers: [{ source: '.latchkey/secret-key', values: { secretKey: reading.secret } }], faults: [] }
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

/** For tests of setting rules: the names of the settings at which a configuration's faults are reported. */
import { type Config, ConfigurationError, resolveSettings } from '../settings.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'

/** Empty when the configuration is valid. */
export function settingsAtFault(config: Config | Readonly<Record<string, unknown>>): readonly string[] {
  try {
    resolveSettings([{ source: 'test', values: { secretKey, ...config } }])
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.map(({ setting }) => setting)
    throw error
  }
}

/** What `createAuth` refuses late, such as a Redis that does not answer, is named as the process was given it. */
import { ConfigurationError } from '../../settings/configuration-error.ts'
import type { SettingName } from '../../settings/settings.ts'
import type { LoadedConfiguration } from './load-settings.ts'

/** The error with `REDIS_URL (environment)` in place of `redisUrl (createAuth)`; any other error as it is. */
export function nameSources(error: unknown, loaded: LoadedConfiguration): unknown {
  if (!(error instanceof ConfigurationError)) return error
  const isSetting = (name: string): name is SettingName => Object.hasOwn(loaded.settings, name)
  const faults = error.faults.map(fault => {
    const found = fault.source === 'createAuth' && isSetting(fault.setting) ? loaded.sourceOf(fault.setting) : undefined
    return found === undefined ? fault : { ...fault, setting: found.spelling, source: found.source }
  })
  return new ConfigurationError(faults, { cause: error.cause })
}

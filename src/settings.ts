/**
 * Every setting of the product: its name, default, unit, sentence, environment name and SIMPLE_JWT alias. The rows
 * are in `settings/subjects/`. Unknown names and impossible values are errors: a slip must never turn a protection
 * off in silence.
 */
import type { Config } from './settings/settings.ts'

export type { GivenProvider, GivenProviders, ProviderSettings } from './features/social/settings/provider-settings.ts'
export { ConfigurationError, type ConfigurationFault } from './settings/configuration-error.ts'
export type { FunctionSettings } from './settings/functions.ts'
export { environmentName, type Layer } from './settings/layers.ts'
export { defaultOf, resolveSettings } from './settings/resolve.ts'
export type { SettingKind, SettingRow } from './settings/row.ts'
export type { Config, SettingName, Settings, SimpleJwtConfig } from './settings/settings.ts'
export { settingNames, settingRow, settingTable } from './settings/table.ts'

/**
 * The configuration, with its types checked while it is written:
 *
 * ```ts
 * export default defineConfig({ accessTokenLifetime: '10m', authHeaderTypes: ['Bearer', 'JWT'] })
 * ```
 */
export function defineConfig(config: Config): Config {
  return config
}

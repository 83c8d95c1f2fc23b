/**
 * Every setting of the product. The engine stands in `settings/`, the settings of the core in `settings/subjects/`, and
 * a feature brings its own: this file lists them all. Unknown names and invalid values are errors, because a typing
 * mistake must never silently disable a protection.
 */
import { apiKeySettings } from './features/api-keys/settings.ts'
import { socialSettings } from './features/social/settings/subject.ts'
import { coreSubjects } from './settings/core-subjects.ts'
import type { Layer } from './settings/read-layer.ts'
import * as engine from './settings/resolve-settings.ts'
import type { SettingRow } from './settings/row.ts'
import type { Config, SettingName, Settings } from './settings/settings.ts'
import type { SettingSubject } from './settings/subject.ts'
import { createSettingTable } from './settings/table.ts'

// Published types see the settings of a feature only where the file that adds them is loaded.
export type { ApiKeyRows } from './features/api-keys/settings.ts'
export type { GivenProvider, GivenProviders, ProviderSettings } from './features/social/settings/provider-settings.ts'
export type { SocialRows } from './features/social/settings/subject.ts'
export { ConfigurationError, type ConfigurationFault } from './settings/configuration-error.ts'
export type { FunctionSettings } from './settings/function-settings.ts'
export type { Layer } from './settings/read-layer.ts'
export type { SettingKind, SettingRow } from './settings/row.ts'
export type { Config, SettingName, Settings, SimpleJwtConfig } from './settings/settings.ts'

const table = createSettingTable([...coreSubjects, apiKeySettings, socialSettings])

/** In the order of the reference page. */
export const settingSubjects: readonly SettingSubject[] = table.subjects
export const settingNames: readonly SettingName[] = table.names

export function settingRow(name: SettingName): SettingRow {
  return table.row(name)
}

/** The name of the environment variable of a setting. */
export function environmentName(name: SettingName): string {
  return table.environmentName(name)
}

/** The value of a setting that no source sets. */
export function defaultOf(name: SettingName, isCompat: boolean): unknown {
  return engine.defaultOf(table, name, isCompat)
}

/**
 * The settings of these layers, the strongest first: environment, `.env`, configuration file.
 * Throws a ConfigurationError that lists all faults of all layers, overridden ones too.
 *
 * ```ts
 * const settings = resolveSettings([{ source: 'code', values: { secretKey, accessTokenLifetime: '5m' } }])
 * ```
 */
export function resolveSettings(layers: readonly Layer[]): Settings {
  return engine.resolveSettings(table, layers)
}

/**
 * The configuration, with its types checked while you write it:
 *
 * ```ts
 * export default defineConfig({ accessTokenLifetime: '10m', authHeaderTypes: ['Bearer', 'JWT'] })
 * ```
 */
export function defineConfig(config: Config): Config {
  return config
}

/**
 * Every setting of the product. The engine stands in `settings/`, the settings of the core in `settings/subjects/`, their
 * rules in `settings/rules/`, and a feature brings its own: this file lists them all. Unknown names and invalid values are
 * errors, because a typing mistake must never silently disable a protection.
 */
import { adoptionSettings } from './features/adoption/settings.ts'
import { apiKeySettings } from './features/api-keys/settings.ts'
import { mfaSettings } from './features/mfa/settings.ts'
import { organizationSettings } from './features/organizations/settings.ts'
import { revocationFeedSettings } from './features/revocation-feed/settings.ts'
import { serviceSettings } from './features/services/settings.ts'
import { socialSettings } from './features/social/settings/subject.ts'
import { webhookSettings } from './features/webhooks/settings.ts'
import type { RolePermission } from './permissions/define-policy.ts'
import type { ConfigurationFault } from './settings/configuration-error.ts'
import { coreSubjects } from './settings/core-subjects.ts'
import { concernsUs } from './settings/environment/read-variable.ts'
import type { Layer } from './settings/read-layer.ts'
import * as engine from './settings/resolve-settings.ts'
import type { SettingRow } from './settings/row.ts'
import type { Config, SettingName, Settings } from './settings/settings.ts'
import type { SettingSource } from './settings/sources.ts'
import type { SettingSubject } from './settings/subject.ts'
import { createSettingTable } from './settings/table.ts'

// Published types see the settings of a feature only where the file that adds them is loaded.
export type { AdoptionRows } from './features/adoption/settings.ts'
export type { ApiKeyRows } from './features/api-keys/settings.ts'
export type { MfaRows } from './features/mfa/settings.ts'
export type { OrganizationRows } from './features/organizations/settings.ts'
export type { RevocationFeedRows } from './features/revocation-feed/settings.ts'
export type { GivenServiceClients, ServiceRows } from './features/services/settings.ts'
export type { GivenProvider, GivenProviders, ProviderSettings } from './features/social/settings/provider-settings.ts'
export type { SocialRows } from './features/social/settings/subject.ts'
export type { GivenWebhook, GivenWebhooks, WebhookRows } from './features/webhooks/settings.ts'
export { ConfigurationError, type ConfigurationFault } from './settings/configuration-error.ts'
export { configVariable } from './settings/environment/read-variable.ts'
export type { FunctionSettings } from './settings/function-settings.ts'
export type { Layer } from './settings/read-layer.ts'
export type { SettingKind, SettingRow } from './settings/row.ts'
export type { Config, SettingName, Settings, SimpleJwtConfig } from './settings/settings.ts'
export type { SettingSource } from './settings/sources.ts'

const features = [
  apiKeySettings,
  socialSettings,
  mfaSettings,
  organizationSettings,
  serviceSettings,
  revocationFeedSettings,
  webhookSettings,
  adoptionSettings,
]
const table = createSettingTable([...coreSubjects, ...features])

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

/** The variable whose value stands in the file that this one names: SECRET_KEY for SECRET_KEY_FILE. */
export function variableOfFile(name: string): string | undefined {
  const setting = table.byFileName.get(name)
  return setting === undefined ? undefined : table.environmentName(setting)
}

/** The variable that names a file with the value of a secret or a key; `undefined` for other settings. */
export function fileVariable(name: SettingName): string | undefined {
  return [...table.byFileName].find(([, setting]) => setting === name)?.[0]
}

/** Whether it is read, refused or remarked on: anything else in an environment belongs to other programs. */
export function isVariableOfOurs(name: string): boolean {
  return concernsUs(table, name) || concernsUs(table, name.toUpperCase())
}

/** What the sources of settings say that is not read, and stops no start. */
export function remarksOn(layers: readonly Layer[]): readonly ConfigurationFault[] {
  return engine.remarksOn(table, layers)
}

/** Where the value of a setting comes from, and how it is spelled there; `undefined` if it is the default. */
export function sourceOf(name: SettingName, layers: readonly Layer[]): SettingSource | undefined {
  return engine.sourceOf(table, name, layers)
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
  requireLayers(layers)
  return engine.resolveSettings(table, layers)
}

/**
 * The configuration, with its types checked while you write it:
 *
 * ```ts
 * export default defineConfig({ accessTokenLifetime: '10m', authHeaderTypes: ['Bearer', 'JWT'] })
 * ```
 *
 * With `permissions`, a role that has another word does not compile.
 */
export function defineConfig<const Name extends string = string>(config: Config & DeclaredRoles<Name>): Config {
  return config
}

/** Roles whose words are those that stand beside them in `permissions`. */
export interface DeclaredRoles<Name extends string> {
  readonly permissions?: string | readonly Name[] | undefined
  readonly roles?: Readonly<Record<string, readonly NoInfer<RolePermission<Name>>[] | undefined>> | undefined
}

/** Settings where layers are expected are the likeliest mistake, and would fail as "not iterable". */
function requireLayers(layers: unknown): void {
  const isLayer = (layer: unknown) =>
    typeof layer === 'object' && layer !== null && 'values' in layer && Object(layer.values) === layer.values
  if (Array.isArray(layers) && layers.every(isLayer)) return
  throw new TypeError(
    "resolveSettings takes a list of layers: resolveSettings([{ source: 'app', values: { secretKey, ... } }]). createAuth({ secretKey, ... }) takes the settings themselves.",
  )
}

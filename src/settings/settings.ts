/** The types that derive from the rows: what the product reads, and what a configuration may contain. */
import type { Duration } from '../kernel/duration.ts'
import type { Secret } from '../kernel/secret.ts'
import type { Permission } from '../permissions/permission.ts'
import type { CoreRows } from './core-rows.ts'
import type { FunctionSettings } from './function-settings.ts'
import type { KeyRotation } from './read-key-rotation.ts'
import type { RestFrameworkConfig } from './rest-framework/names.ts'
import type {
  AuthenticationName,
  NamedAuthenticator,
  PermissionName,
  PresetName,
} from './rest-framework/read-defaults.ts'
import type { SettingRow } from './row.ts'

/**
 * Every row by the name of its setting. A feature adds its own beside them:
 *
 * ```ts
 * declare module '../../settings/settings.ts' {
 *   interface SettingRows extends ApiKeyRows {}
 * }
 * ```
 */
export interface SettingRows extends CoreRows {}

/** The types of settings of kind `custom`: what a configuration gives, and what it becomes. Features add theirs. */
export interface CustomSettings {
  readonly basePath: { readonly given: string; readonly resolved: string }
  readonly defaultPermissions: {
    readonly given: PermissionName | readonly (PermissionName | Permission)[]
    readonly resolved: readonly (PermissionName | Permission)[]
  }
  readonly defaultAuthentication: {
    readonly given: PresetName | AuthenticationName | readonly (AuthenticationName | NamedAuthenticator)[]
    readonly resolved: PresetName | readonly (AuthenticationName | NamedAuthenticator)[]
  }
  readonly throttleRates: {
    readonly given: Readonly<Record<string, string | null | undefined>>
    readonly resolved: Readonly<Record<string, string>>
  }
  readonly paths: {
    readonly given: Readonly<Record<string, string | readonly string[]>>
    readonly resolved: Readonly<Record<string, readonly string[]>>
  }
  readonly roles: {
    readonly given: Readonly<Record<string, readonly string[] | undefined>>
    readonly resolved: Readonly<Record<string, readonly string[]>>
  }
  readonly keyRotation: { readonly given: Duration; readonly resolved: KeyRotation }
  readonly trustedOrigins: GivenList
  readonly corsAllowedOrigins: GivenList
}

interface GivenList {
  readonly given: string | readonly string[]
  readonly resolved: readonly string[]
}

export type SettingName = keyof SettingRows

/** All settings as the product reads them: complete, validated, durations in seconds. */
export type Settings = { readonly [Name in SettingName]: Resolved<Name> }

/** What a configuration file may contain. */
export type Config = { readonly [Name in SettingName]?: Given<Name> | undefined } & ShortNames & {
    /** The dictionary of a Django project, in its own spelling. */
    readonly SIMPLE_JWT?: SimpleJwtConfig | undefined
    /** DRF's dictionary: each of its names is taken, or refused with what to write. */
    readonly REST_FRAMEWORK?: RestFrameworkConfig | undefined
  }

/** Settings by their shorter names: `database` is `databaseUrl`. */
type ShortNames = {
  readonly [Name in SettingName as SettingRows[Name] extends { shortName: infer Short extends string }
    ? Short
    : never]?: Given<Name> | undefined
}

/** The settings by their SimpleJWT names and in Python's values: `null` is `None`, classes are dotted paths. */
export type SimpleJwtConfig = {
  readonly [Name in SettingName as SettingRows[Name] extends { alias: infer Alias extends string } ? Alias : never]?:
    | PythonValue<Name>
    | null
    | undefined
}

type PythonValue<Name extends SettingName> = SettingRows[Name] extends { kind: 'list' }
  ? string | readonly string[]
  : Given<Name> | (Name extends keyof FunctionSettings ? string : never)

interface ResolvedKinds {
  readonly boolean: boolean
  readonly integer: number
  readonly duration: number
  readonly text: string
  readonly texts: string | readonly string[]
  readonly list: readonly string[]
  readonly secret: Secret
}

interface GivenKinds extends Omit<ResolvedKinds, 'duration' | 'secret' | 'list'> {
  readonly duration: Duration
  readonly secret: string | Secret
  readonly list: string | readonly string[]
}

type Resolved<Name extends SettingName> =
  | ValueOf<Name, ResolvedKinds, 'resolved'>
  | (SettingRows[Name] extends { optional: true } ? undefined : never)

type Given<Name extends SettingName> = ValueOf<Name, GivenKinds, 'given'>

type ValueOf<Name extends SettingName, Kinds, Side extends 'given' | 'resolved'> =
  | (Name extends keyof FunctionSettings ? FunctionSettings[Name] : OwnType<Name, Kinds, Side>)
  | (SettingRows[Name] extends { nullable: true } ? null : never)

type OwnType<Name extends SettingName, Kinds, Side extends 'given' | 'resolved'> = Name extends keyof CustomSettings
  ? CustomSettings[Name][Side]
  : Chosen<SettingRows[Name], Kinds>

type Chosen<Row extends SettingRow, Kinds> = Row extends { choices: readonly (infer Choice)[] }
  ? Row extends { kind: 'list' }
    ? readonly Choice[]
    : Choice
  : Row['kind'] extends keyof Kinds
    ? Kinds[Row['kind']]
    : never

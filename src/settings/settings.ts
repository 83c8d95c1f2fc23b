/** The types that follow from the rows: what the product reads, and what a configuration may say. */
import type { GivenProviders, Providers } from '../features/social/settings/provider-settings.ts'
import type { Duration } from '../kernel/duration.ts'
import type { Secret } from '../kernel/secret.ts'
import type { FunctionSettings } from './functions.ts'
import type { SettingRow } from './row.ts'
import type { settingTable } from './table.ts'

type Table = typeof settingTable
export type SettingName = keyof Table

/** All settings as the product reads them: complete, judged, spans in seconds. */
export type Settings = { readonly [Name in SettingName]: Resolved<Name> }

/** What a configuration file may say. */
export type Config = { readonly [Name in SettingName]?: Given<Name> | undefined } & {
  /** A Django project's own dictionary, in its own spelling. */
  readonly SIMPLE_JWT?: SimpleJwtConfig | undefined
}

/** The settings under their SimpleJWT names and in Python's values: `null` is `None`, classes are dotted paths. */
export type SimpleJwtConfig = {
  readonly [Name in SettingName as Table[Name] extends { alias: infer Alias extends string } ? Alias : never]?:
    | PythonValue<Name>
    | null
    | undefined
}

type PythonValue<Name extends SettingName> = Table[Name] extends { kind: 'list' }
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
  readonly providers: Providers
}

interface GivenKinds extends Omit<ResolvedKinds, 'duration' | 'secret' | 'list' | 'providers'> {
  readonly duration: Duration
  readonly secret: string | Secret
  readonly list: string | readonly string[]
  readonly providers: GivenProviders
}

type Resolved<Name extends SettingName> =
  | ValueOf<Name, ResolvedKinds>
  | (Table[Name] extends { optional: true } ? undefined : never)

type Given<Name extends SettingName> = ValueOf<Name, GivenKinds>

type ValueOf<Name extends SettingName, Kinds> =
  | (Name extends keyof FunctionSettings ? FunctionSettings[Name] : Chosen<Table[Name], Kinds>)
  | (Table[Name] extends { nullable: true } ? null : never)

type Chosen<Row extends SettingRow, Kinds> = Row extends { choices: readonly (infer Choice)[] }
  ? Row extends { kind: 'list' }
    ? readonly Choice[]
    : Choice
  : Row['kind'] extends keyof Kinds
    ? Kinds[Row['kind']]
    : never

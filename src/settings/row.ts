/**
 * A setting is one row: its kind, default, limits and sentence. The types `Settings` and `Config`, the environment
 * names, the SIMPLE_JWT names and the reference page all derive from the rows.
 */
import type { ValueFault, ValueResult } from './value-result.ts'

export type SettingKind =
  | 'boolean'
  | 'integer'
  | 'duration'
  | 'text'
  | 'texts'
  | 'list'
  | 'choice'
  | 'secret'
  | 'function'
  | 'functions'
  | 'definition'
  | 'keys'
  | 'signer'
  | 'custom'

interface Row {
  readonly kind: Exclude<SettingKind, 'custom'>
  /** As a user would write it; `undefined` where there is none. */
  readonly default: unknown
  /** The default under `compat: 'simplejwt'`, where it differs. */
  readonly compat?: unknown
  /** The default where another setting is given, and `compat` is not. */
  readonly defaultWith?: { readonly setting: string; readonly value: unknown }
  /** One sentence for the reference page. */
  readonly doc: string
  /** The environment name, unless it is LATCHKEY_ and the name in upper snake case. */
  readonly env?: string
  /** A shorter name in code, where the name says it twice: `createAuth({ database })`. */
  readonly shortName?: string
  /** The name inside SIMPLE_JWT. */
  readonly alias?: string
  /** It is a key, or holds a secret: `NAME_FILE` may name a file with the value. Secrets need no such word. */
  readonly fromFile?: true
  /** The unit of a number. */
  readonly unit?: string
  readonly min?: number
  readonly max?: number
  /** The allowed values of a choice, or of each member of a list. */
  readonly choices?: readonly string[]
  /** The form of a text, or of each member of a list. */
  readonly pattern?: RegExp
  /** What is wrong with a text, where a pattern cannot say it. */
  readonly check?: (text: string) => ValueFault | undefined
  /** A valid value, for the message about an invalid one. */
  readonly example?: string
  /** `null` disables the setting. */
  readonly nullable?: true
  /** A word that says: left unset on purpose. Rules see it; the resolved setting is `undefined`. */
  readonly unsetWord?: string
  /** Stays `undefined` unless set. */
  readonly optional?: true
  /** The list may be empty. */
  readonly allowsEmpty?: true
  /** It has no default: you have to set it. The text is the cure when it is missing. */
  readonly required?: string
}

/** A setting that brings its own reader; its types stand in `CustomSettings`. */
interface CustomRow extends Omit<Row, 'kind'> {
  readonly kind: 'custom'
  readonly read: (raw: unknown) => ValueResult
  /** Reads the text of an environment variable. */
  readonly readText: (text: string) => ValueResult
}

export type SettingRow = Row | CustomRow

/**
 * What a setting is: one row with its kind, default, limits and sentence. The types `Settings` and `Config`, the
 * environment's names, the SIMPLE_JWT spelling and the reference page are all derived from the rows.
 */

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
  | 'providers'

export interface SettingRow {
  readonly kind: SettingKind
  /** As a user would write it; `undefined` where there is none. */
  readonly default: unknown
  /** The default under `compat: 'simplejwt'`, where it differs. */
  readonly compat?: unknown
  /** One sentence for the reference page. */
  readonly doc: string
  /** The environment's name, where it is not LATCHKEY_ and the name in upper snake case. */
  readonly env?: string
  /** The name inside SIMPLE_JWT. */
  readonly alias?: string
  /** What a number counts. */
  readonly unit?: string
  readonly min?: number
  readonly max?: number
  /** The words that a choice, or each member of a list, may be. */
  readonly choices?: readonly string[]
  /** The form of a text, or of each member of a list, with an example for the person who missed it. */
  readonly pattern?: RegExp
  readonly example?: string
  /** `null` switches the thing off. */
  readonly nullable?: true
  /** Stays `undefined` when nobody gives it. */
  readonly optional?: true
  /** A list that may hold nothing. */
  readonly allowsEmpty?: true
  /** Somebody has to give it. */
  readonly required?: true
}

/** The settings that every store needs, whatever its dialect. */
import type { UserColumns } from '../users/user-fields.ts'
import type { UserIds } from './errors.ts'
import type { RuleSettings } from './transactions/store.ts'

export interface StoreSettings extends RuleSettings {
  readonly userFields?: UserColumns | undefined
  /** PostgreSQL itself, where the store's address is a pooler's. */
  readonly databaseDirectUrl?: string | null | undefined
  /** Default: integers. */
  readonly userIds?: UserIds
}

/** A numbered step of the application's schema. */
export interface AppMigration {
  /** 1, 2, 3 ... in order, without gaps. */
  readonly number: number
  readonly name: string
  /** One text for all databases, or one for each that the application runs on. */
  readonly sql: string | { readonly sqlite?: string; readonly postgres?: string }
}

/** The application's additions to the schema. */
export interface AppSchema {
  readonly migrations?: readonly AppMigration[]
}

/** The settings that every store needs, whatever its dialect. */
import type { UserColumns } from '../users/user-fields.ts'
import type { UserIds } from './errors.ts'
import type { RuleSettings } from './transactions/store.ts'

export interface StoreSettings extends RuleSettings {
  readonly userFields?: UserColumns | undefined
  /** Default: integers. */
  readonly userIds?: UserIds
}

/** A numbered step of the application's schema. */
export interface AppMigration {
  /** 1, 2, 3 ... in order, without gaps. */
  readonly number: number
  readonly name: string
  readonly sql: string
}

/** The application's additions to the schema. */
export interface AppSchema {
  readonly migrations?: readonly AppMigration[]
}

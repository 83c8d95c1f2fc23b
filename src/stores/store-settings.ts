/** What a store has to know to be opened, whatever its dialect. */
import type { UserColumns } from '../users/user-fields.ts'
import type { UserIds } from './errors.ts'
import type { RuleSettings } from './transactions/store.ts'

export interface StoreSettings extends RuleSettings {
  readonly userFields?: UserColumns | undefined
  /** Integers unless given. */
  readonly userIds?: UserIds
}

/** A numbered step of the application's own schema. */
export interface AppMigration {
  /** 1, 2, 3 ... in order and without a gap. */
  readonly number: number
  readonly name: string
  readonly sql: string
}

/** What the application adds to the schema. */
export interface AppSchema {
  readonly migrations?: readonly AppMigration[]
}

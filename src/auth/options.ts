/** The types of what createAuth is given. */
import type { Config } from '../settings/settings.ts'
import type { Store } from '../store.ts'
import type { AppMigration } from '../stores/store-settings.ts'
import type { ApplicationParts, AuthParts } from './parts.ts'

/**
 * The short form: every setting by its name, beside the parts. `database` is the address of the store, which createAuth
 * opens and `auth.close()` closes.
 */
export type AuthOptions<S extends Store = Store> = Config &
  ApplicationParts & {
    /** Your tables: numbered steps that run when the store is opened. */
    readonly migrations?: readonly AppMigration[] | undefined
    /** A store that you opened yourself, in place of `database`. */
    readonly store?: S | undefined
    /** Resolved settings are the long form, which names no setting beside them. */
    readonly settings?: undefined
  }

/** The two forms exclude each other: of two values for one setting, one would be ignored. */
export type CreateAuthOptions<S extends Store = Store> =
  | AuthOptions<S>
  | (AuthParts<S> & { readonly [Name in keyof Config | 'migrations']?: undefined })

/** Opens the store of the short form. What the database refuses is told like any other fault of the configuration. */
import { ConfigurationError } from '../settings/configuration-error.ts'
import type { Settings } from '../settings/settings.ts'
import {
  AppMigrationError,
  DatabaseOpenError,
  LoginCollisionError,
  SchemaTooNewError,
  UserIdsFixedError,
} from '../stores/errors.ts'
import { type OpenedStore, openStore } from '../stores/open-store.ts'
import type { AppMigration } from '../stores/store-settings.ts'

/** Throws ConfigurationError with the error of the store as its cause. */
export async function openDatabase(settings: Settings, migrations: readonly AppMigration[] = []): Promise<OpenedStore> {
  try {
    return await openStore(settings.databaseUrl, settings, { migrations })
  } catch (error) {
    const { setting, fix } = cureOf(error)
    const what =
      error instanceof DatabaseOpenError ? error.what : error instanceof Error ? error.message : String(error)
    throw new ConfigurationError([{ setting, source: 'createAuth', what, fix }], { cause: error })
  }
}

function cureOf(error: unknown): { readonly setting: string; readonly fix: string } {
  if (error instanceof SchemaTooNewError) return { setting: 'database', fix: 'install the version that wrote it' }
  if (error instanceof UserIdsFixedError) {
    return { setting: 'userIds', fix: `set it to '${error.found}', or start with an empty database` }
  }
  if (error instanceof LoginCollisionError) {
    const fix = 'rename or delete all accounts but one for each name, or set accounts and emailCase back'
    return { setting: 'accounts', fix }
  }
  if (error instanceof AppMigrationError)
    return { setting: 'migrations', fix: 'correct the step; add a new one for what has run' }
  if (error instanceof DatabaseOpenError) return { setting: 'database', fix: error.fix }
  return { setting: 'database', fix: 'name a file in a folder that this user can write to' }
}

/** The embedded store: opens the file, brings the schema up to date and gives the ports. */
import type { Kysely } from 'kysely'
import type { ApiKeyStore } from '../../features/api-keys/store.ts'
import type { TableStore } from '../../features/resources/table-store.ts'
import type { SocialAccountStore } from '../../features/social/store.ts'
import type { Outbox } from '../../mail/outbox.ts'
import type { AuditLog } from '../../ports/audit.ts'
import type { SessionStore } from '../../sessions/store.ts'
import type { LoginAttempts } from '../../throttles/login-attempts.ts'
import type { GroupStore } from '../../users/group-store.ts'
import type { UserStore } from '../../users/store.ts'
import type { UserIds } from '../errors.ts'
import { createApiKeyStore } from './api-keys.ts'
import { type AppMigration, migrateApp } from './app-migrations.ts'
import { createAuditLog } from './audit.ts'
import { type Database, openDatabase, waitBriefly } from './database.ts'
import { createGroupCommit } from './group-commit.ts'
import { createGroupStore } from './groups.ts'
import { openKysely } from './kysely.ts'
import { createLoginAttempts } from './login-attempts.ts'
import { alignLoginKeys } from './login-keys.ts'
import { migrate } from './migrations.ts'
import { createOutbox, createPutMail } from './outbox.ts'
import { findWhatIsNotReady, type NotReady } from './readiness.ts'
import { createSessionEffects } from './session-effects.ts'
import { createSessionStore } from './sessions.ts'
import { createSocialAccountStore } from './social-accounts.ts'
import { createTableStore } from './tables.ts'
import { addUserColumns } from './user-columns.ts'
import { alignUserIds } from './user-ids.ts'
import { createUserRows, createUserStore, type UserStoreSettings } from './users.ts'

export interface StoreSettings extends UserStoreSettings {
  /** Seconds. */
  readonly accessTokenLifetime: number
  readonly refreshTokenLifetime: number
  readonly slidingTokenLifetime: number
  readonly slidingTokenRefreshLifetime: number
  readonly leeway: number
  /** Integers unless given. */
  readonly userIds?: UserIds
}

export interface SqliteStore {
  readonly users: UserStore
  readonly apiKeys: ApiKeyStore
  readonly groups: GroupStore
  readonly sessions: SessionStore
  readonly socialAccounts: SocialAccountStore
  readonly loginAttempts: LoginAttempts
  readonly outbox: Outbox
  readonly audit: AuditLog
  /** The application's own tables, for resources. */
  readonly tables: TableStore
  /** Kysely for the application's own queries: `const db = await store.kysely<Tables>()`. */
  kysely<Tables>(): Promise<Kysely<Tables>>
  /** The steps of the schema that opening took. */
  readonly migrated: readonly { readonly number: number; readonly name: string }[]
  /** Why it could not serve a request now; empty when it could. */
  findWhatIsNotReady(): readonly NotReady[]
  /** Calls the listener after each commit with how many writes shared it. */
  observeCommits(listener: (writes: number) => void): void
  /** For what is not asked by requests: seeding, backups, inspection. */
  readonly database: Database
  /** Waits for what was begun, then closes the file. */
  close(): Promise<void>
}

/** What the application adds to the schema. */
export interface AppSchema {
  readonly migrations?: readonly AppMigration[]
}

/**
 * Opens `path` (or `:memory:`). Throws what SQLite says when it cannot, SchemaTooNewError, LoginCollisionError,
 * UserIdsFixedError, AppMigrationError.
 */
export function openSqliteStore(path: string, settings: StoreSettings, schema: AppSchema = {}): SqliteStore {
  const database = openDatabase(path)
  const migrated = [...migrate(database), ...migrateApp(database, schema.migrations ?? [])]
  alignUserIds(database, settings.userIds ?? 'integer')
  alignLoginKeys(database, settings)
  addUserColumns(database, settings.userFields?.columns ?? [])
  waitBriefly(database)
  const { write, drain, observe } = createGroupCommit(database)
  const putMail = createPutMail(database)
  const effects = createSessionEffects(database, lifetimes(settings))
  const users = createUserRows(database, effects, settings, putMail)
  return {
    apiKeys: createApiKeyStore(database, write, effects),
    users: createUserStore(database, write, effects, settings, putMail),
    groups: createGroupStore(database, write),
    sessions: createSessionStore(database, write, effects),
    socialAccounts: createSocialAccountStore({ db: database, write, effects, users, settings }),
    loginAttempts: createLoginAttempts(database, write),
    outbox: createOutbox(database, write, putMail),
    audit: createAuditLog(database, write),
    tables: createTableStore(() => openKysely(database, write)),
    kysely: () => openKysely(database, write),
    findWhatIsNotReady: () => findWhatIsNotReady(database),
    observeCommits: observe,
    migrated,
    database,
    async close() {
      await drain()
      database.close()
    },
  }
}

function lifetimes(settings: StoreSettings) {
  const access = Math.max(settings.accessTokenLifetime, settings.slidingTokenLifetime)
  const longest = Math.max(access, settings.refreshTokenLifetime, settings.slidingTokenRefreshLifetime)
  return { accessToken: (access + settings.leeway) * 1000, longestToken: (longest + settings.leeway) * 1000 }
}

/**
 * Errors of stores, the same for every database. The command line and applications catch them.
 */
import { type AuthError, problem } from '../problems.ts'

/** The kind of user ids. */
export type UserIds = 'integer' | 'uuid'

/** The database was migrated by a newer Latchkey: writing to it could damage it. */
export class SchemaTooNewError extends Error {
  constructor(found: number, known: number) {
    super(`the database is at migration ${found}, this version knows ${known}`)
    this.name = 'SchemaTooNewError'
  }
}

/** Accounts have the same login name under the new rule. The operator has to decide, so the server does not start. */
export class LoginCollisionError extends Error {
  readonly logins: readonly string[]

  constructor(logins: readonly string[]) {
    super(`${logins.length} login names stand for more than one account`)
    this.name = 'LoginCollisionError'
    this.logins = logins
  }
}

/** Tokens, other services and the audit log refer to user ids, so their kind cannot change once there are users. */
export class UserIdsFixedError extends Error {
  readonly found: UserIds

  constructor(found: UserIds) {
    super(`the users of this database have ids of the kind '${found}'`)
    this.name = 'UserIdsFixedError'
    this.found = found
  }
}

/** The application's migrations do not match those recorded in the database. Nothing has been written. */
export class AppMigrationError extends Error {
  constructor(what: string) {
    super(`the application's migrations: ${what}`)
    this.name = 'AppMigrationError'
  }
}

/** There is no store for the scheme of DATABASE_URL. The message omits the rest, which may hold a password. */
export class DatabaseUrlError extends Error {
  constructor(scheme: string) {
    super(`DATABASE_URL begins with '${scheme}': what is supported is sqlite:PATH`)
    this.name = 'DatabaseUrlError'
  }
}

/** Why a backup or a restore failed, and at which file. */
export class BackupError extends Error {
  readonly reason: 'missing' | 'in_the_way' | 'not_latchkey' | 'damaged' | 'in_use'
  readonly path: string

  constructor(reason: BackupError['reason'], path: string, cause?: unknown) {
    super(`${path}: ${reason}`, { cause })
    this.name = 'BackupError'
    this.reason = reason
    this.path = path
  }
}

/** An unavailable database is a 503 without the engine's message. `engine` and `cause` go to events. */
export function storeUnavailable(engine: string, cause: unknown): AuthError {
  return problem('store_unavailable', { reason: engine, cause, headers: { 'Retry-After': '1' } })
}

/**
 * What a store says when it cannot do its work. These cross the boundary: the command line and an application catch
 * them without knowing which database is behind the store.
 */
import { type AuthError, problem } from '../problems.ts'

/** What users are numbered by. */
export type UserIds = 'integer' | 'uuid'

/** The database was written by a newer Latchkey: going on would damage it. */
export class SchemaTooNewError extends Error {
  constructor(found: number, known: number) {
    super(`the database is at migration ${found}, this version knows ${known}`)
    this.name = 'SchemaTooNewError'
  }
}

/** Two accounts become one by the new rule for login names: a person has to decide, so the server does not start. */
export class LoginCollisionError extends Error {
  readonly logins: readonly string[]

  constructor(logins: readonly string[]) {
    super(`${logins.length} login names stand for more than one account`)
    this.name = 'LoginCollisionError'
    this.logins = logins
  }
}

/** Tokens, other services and the audit trail name users by their ids: they cannot change once they were given. */
export class UserIdsFixedError extends Error {
  readonly found: UserIds

  constructor(found: UserIds) {
    super(`the users of this database have ids of the kind '${found}'`)
    this.name = 'UserIdsFixedError'
    this.found = found
  }
}

/** The application's migrations and the database disagree: nothing is written before a person has looked. */
export class AppMigrationError extends Error {
  constructor(what: string) {
    super(`the application's migrations: ${what}`)
    this.name = 'AppMigrationError'
  }
}

/** There is no store for the scheme of DATABASE_URL. The rest of the address may hold a password, so it is not here. */
export class DatabaseUrlError extends Error {
  constructor(scheme: string) {
    super(`DATABASE_URL begins with '${scheme}': what is supported is sqlite:PATH`)
    this.name = 'DatabaseUrlError'
  }
}

/** Why a copy was not taken or not put back; the path says of which file. */
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

/** A write that the schema's own rules refused. */
export class ConstraintError extends Error {
  readonly rule: 'unique' | 'foreign_key'
  /** Of a unique index. */
  readonly columns: readonly string[]

  constructor(rule: ConstraintError['rule'], columns: readonly string[]) {
    super(`refused by a ${rule} constraint`)
    this.name = 'ConstraintError'
    this.rule = rule
    this.columns = columns
  }
}

/** What a caller hears of a database that is away: 503, and nothing of the engine's words. `engine` goes to events. */
export function storeUnavailable(engine: string, cause: unknown): AuthError {
  return problem('store_unavailable', { reason: engine, cause, headers: { 'Retry-After': '1' } })
}

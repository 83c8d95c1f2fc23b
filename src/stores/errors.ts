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

/** Accounts that would log in with one name under the new rule; an empty one is none at all. */
export interface LoginCollision {
  readonly login: string
  /** Each as `alice@example.com (id 7)`. */
  readonly accounts: readonly string[]
}

/** Accounts have the same login name under the new rule. The operator has to decide, so the server does not start. */
export class LoginCollisionError extends Error {
  readonly collisions: readonly LoginCollision[]

  constructor(collisions: readonly LoginCollision[]) {
    super(collisions.map(describeCollision).join(' '))
    this.name = 'LoginCollisionError'
    this.collisions = collisions
  }
}

const mostNamed = 10

function describeCollision({ login, accounts }: LoginCollision): string {
  const more = accounts.length > mostNamed ? ` and ${accounts.length - mostNamed} more` : ''
  const named = `${accounts.slice(0, mostNamed).join(', ')}${more}`
  return login === ''
    ? `Under the new settings these accounts have no name to log in with: ${named}.`
    : `Under the new settings '${login}' is the login name of more than one account: ${named}.`
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
  constructor(what: string, options?: ErrorOptions) {
    super(`the application's migrations: ${what}`, options)
    this.name = 'AppMigrationError'
  }
}

/** The address cannot be used. The message omits it, as it may hold a password. */
export class DatabaseUrlError extends Error {
  readonly fix: string

  constructor({ what, fix }: { readonly what: string; readonly fix: string }) {
    super(`DATABASE_URL ${what}: ${fix}`)
    this.name = 'DatabaseUrlError'
    this.fix = fix
  }
}

/** The database cannot be opened or made, for a reason outside of it. */
export class DatabaseOpenError extends Error {
  readonly what: string
  readonly fix: string

  constructor(what: string, fix: string, options?: ErrorOptions) {
    super(`${what} ${fix}`, options)
    this.name = 'DatabaseOpenError'
    this.what = what
    this.fix = fix
  }
}

/** A database cannot be copied into another one. What was copied stays, and another attempt goes on with it. */
export class PromotionError extends Error {
  readonly what: string | readonly string[]
  readonly fix: string

  constructor(what: string | readonly string[], fix: string, options?: ErrorOptions) {
    super(typeof what === 'string' ? what : what.join(' '), options)
    this.name = 'PromotionError'
    this.what = what
    this.fix = fix
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

/**
 * What a command prints when it fails: what is wrong, then what to do. A mistake in code (ours, or in a configuration
 * file) is printed with its stack and its causes: on the command line, the terminal is the log.
 */

import { DjangoUrlError } from '../django/django-url-error.ts'
import { DjangoMapError } from '../django/map-options.ts'
import { AdoptionError } from '../features/adoption/adoption-error.ts'
import { DjangoSchemaError, DjangoUnavailable } from '../features/adoption/django-database.ts'
import { WorkLost } from '../features/adoption/store.ts'
import { KeyringError } from '../keys/faults.ts'
import { AuthError } from '../problems.ts'
import { ListenError } from '../server/listen.ts'
import { ConfigurationError } from '../settings/configuration-error.ts'
import {
  BackupError,
  DatabaseOpenError,
  DatabaseUrlError,
  LoginCollisionError,
  PromotionError,
  SchemaTooNewError,
  UserIdsFixedError,
} from '../stores/errors.ts'
import { formatFaults, type Lines } from './ui.ts'

export interface Failure {
  readonly what: Lines
  readonly fix?: Lines
}

/** `program`: how the reader types `latchkey`. */
export function explainFailure(error: unknown, program = 'latchkey'): Failure {
  if (error instanceof ConfigurationError) return { what: formatFaults(error, program) }
  if (error instanceof KeyringError) return explainKeys(error)
  if (error instanceof SchemaTooNewError)
    return { what: `${error.message}.`, fix: 'Install the version that wrote it.' }
  if (error instanceof DatabaseUrlError) return { what: `${error.message}.` }
  if (error instanceof DatabaseOpenError) return { what: error.what, fix: error.fix }
  if (error instanceof PromotionError) return { what: error.what, fix: error.fix }
  if (error instanceof AdoptionError) return { what: error.what, fix: error.fix }
  if (error instanceof DjangoUrlError || error instanceof DjangoMapError) return { what: error.message, fix: error.fix }
  if (error instanceof DjangoUnavailable) return { what: `${error.message}.`, fix: djangoFix }
  if (error instanceof DjangoSchemaError) return { what: `${error.message}.`, fix: schemaFix }
  if (error instanceof WorkLost) return { what: 'Another process has taken over.', fix: 'See: latchkey adopt status' }
  if (error instanceof LoginCollisionError) return explainCollisions(error)
  if (error instanceof UserIdsFixedError) return explainUserIds(error)
  if (error instanceof ListenError) return { what: `${error.message}.`, fix: error.fix }
  if (error instanceof BackupError) return explainBackup(error)
  if (error instanceof AuthError) return explainRefusal(error)
  if (isProgrammingError(error)) return explainMistake(error)
  return explainSystem(error)
}

const djangoFix = "Is Django's database running, and its address right? Run this again when it is there: it goes on."
const schemaFix = 'Tables or columns of Django have changed. See: latchkey adopt django URL --check'

function explainKeys({ faults }: KeyringError): Failure {
  return {
    what: `The keys cannot be used: ${faults.map(({ what }) => what).join('; ')}.`,
    fix: faults.map(({ fix }) => fix).join('; '),
  }
}

function explainCollisions({ message, collisions }: LoginCollisionError): Failure {
  const isNameless = collisions.some(({ login }) => login === '')
  return {
    what: collisions.length > 10 ? `${collisions.length} login names collide. ${message.slice(0, 2000)} ...` : message,
    fix: isNameless
      ? "Set accounts back to 'email', or give each of them a user name in the database (the column username) first."
      : 'Rename or delete all accounts but one for each name, or set accounts, emailCase and usernameForm back.',
  }
}

function explainUserIds({ message, found }: UserIdsFixedError): Failure {
  return {
    what: `userIds was changed, but ${message}.`,
    fix: `Set userIds to '${found}', or start with an empty database.`,
  }
}

function explainBackup({ reason, path }: BackupError): Failure {
  switch (reason) {
    case 'missing':
      return { what: `${path} does not exist.`, fix: 'Check the path. The path of the database is in DATABASE_URL.' }
    case 'in_the_way':
      if (path.endsWith('.partial'))
        return {
          what: `${path} already exists.`,
          fix: 'A backup or a restore writes it. If none is running, one was stopped: delete it.',
        }
      return {
        what: `${path} already exists.`,
        fix: 'Choose another name for a backup. For a restore, --force replaces the database and keeps the old one beside it.',
      }
    case 'not_latchkey':
      return { what: `${path} is not a Latchkey database.`, fix: 'Use a file that `latchkey backup` wrote.' }
    case 'damaged':
      return { what: `${path} is damaged.`, fix: 'Use an older backup.' }
    case 'in_use':
      return { what: `${path} is open in another process.`, fix: 'Stop the server first.' }
  }
}

function explainRefusal(error: AuthError): Failure {
  const isBusy = error.code === 'store_unavailable'
  return isBusy ? { what: 'The database is not available.', fix: databaseFix(error.cause) } : { what: error.message }
}

function databaseFix(cause: unknown): string {
  return `Its error: ${cause instanceof Error ? cause.message : 'none'}. Another process may hold a lock on it.`
}

/** Databases and the system fail with an `Error` that has a code. These classes mean a mistake in code. */
function isProgrammingError(error: unknown): error is Error {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError
}

function explainMistake(error: Error): Failure {
  const lines = stacksOf(error).flatMap(stack => stack.split('\n'))
  return { what: `Unexpected error: ${error.message}`, fix: lines }
}

/** Stacks alone: the members of an error may hold a secret, such as the URL that could not be parsed. */
function stacksOf(error: unknown): string[] {
  return error instanceof Error ? [error.stack ?? String(error), ...stacksOf(error.cause)] : []
}

const systemFixes: Readonly<Record<string, string>> = {
  EACCES: 'Allow this user to write there, or set another path with DATABASE_URL=sqlite:PATH.',
  EROFS: 'The folder is read-only. Set another path with DATABASE_URL=sqlite:PATH.',
  EEXIST: 'A file has the name of that folder. Set another path with DATABASE_URL=sqlite:PATH.',
  ENOTDIR: 'A file has the name of that folder. Set another path with DATABASE_URL=sqlite:PATH.',
  ENOSPC: 'The disk is full.',
}

function explainSystem(error: unknown): Failure {
  if (!(error instanceof Error)) return { what: String(error) }
  const code = 'code' in error ? String(error.code) : ''
  const fix = code === 'ERR_SQLITE_ERROR' ? sqliteFix(error) : systemFixes[code]
  return fix === undefined ? { what: error.message } : { what: error.message, fix }
}

function sqliteFix(error: Error): string | undefined {
  if (/unable to open|readonly/.test(error.message)) return systemFixes.EACCES
  if (/not a database|malformed/.test(error.message)) return 'The file is not an SQLite database. Check the path.'
  return undefined
}

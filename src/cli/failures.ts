/** What a command says when something outside it is wrong: the fact, then the fix. */
import { KeyringError } from '../keys/faults.ts'
import { AuthError } from '../problems.ts'
import { ConfigurationError } from '../settings/configuration-error.ts'
import {
  BackupError,
  DatabaseUrlError,
  LoginCollisionError,
  SchemaTooNewError,
  UserIdsFixedError,
} from '../stores/errors.ts'
import { formatFaults } from './ui.ts'

export interface Failure {
  readonly what: string
  readonly fix?: string
}

export function explainFailure(error: unknown): Failure {
  if (error instanceof ConfigurationError) return { what: formatFaults(error) }
  if (error instanceof KeyringError) return explainKeys(error)
  if (error instanceof SchemaTooNewError)
    return { what: `${error.message}.`, fix: 'Install the version that wrote it.' }
  if (error instanceof DatabaseUrlError) return { what: `${error.message}.`, fix: 'Set DATABASE_URL=sqlite:PATH.' }
  if (error instanceof LoginCollisionError) return explainCollisions(error)
  if (error instanceof UserIdsFixedError) return explainUserIds(error)
  if (error instanceof BackupError) return explainBackup(error)
  if (error instanceof AuthError) return explainRefusal(error)
  return explainSystem(error)
}

function explainKeys({ faults }: KeyringError): Failure {
  return {
    what: `The keys cannot be used: ${faults.map(({ what }) => what).join('; ')}.`,
    fix: faults.map(({ fix }) => fix).join('; '),
  }
}

function explainCollisions({ logins }: LoginCollisionError): Failure {
  const shown = logins.slice(0, 10).join(', ')
  return {
    what: `These login names would stand for more than one account under the new settings: ${shown}.`,
    fix: 'Rename or delete all but one of each, or set accounts and emailCase back to what they were.',
  }
}

function explainUserIds({ message, found }: UserIdsFixedError): Failure {
  return {
    what: `userIds was changed, but ${message}.`,
    fix: `Set userIds to '${found}', or begin with an empty database.`,
  }
}

function explainBackup({ reason, path }: BackupError): Failure {
  switch (reason) {
    case 'missing':
      return { what: `There is no ${path}.`, fix: 'Is the path right? The database is where DATABASE_URL says.' }
    case 'in_the_way':
      return {
        what: `${path} is there already.`,
        fix: 'A backup needs a name of its own. A restore replaces the database with --force, and keeps the old one beside it.',
      }
    case 'not_latchkey':
      return { what: `${path} is no database of Latchkey.`, fix: 'Give the file that `latchkey backup` wrote.' }
    case 'damaged':
      return { what: `${path} is damaged.`, fix: 'Take an older backup.' }
    case 'in_use':
      return { what: `${path} is open in another process.`, fix: 'Stop the server first.' }
  }
}

function explainRefusal(error: AuthError): Failure {
  const isBusy = error.code === 'store_unavailable'
  return isBusy ? { what: 'The database did not answer.', fix: databaseFix(error.cause) } : { what: error.message }
}

function databaseFix(cause: unknown): string {
  return `It said: ${cause instanceof Error ? cause.message : 'nothing'}. Is another process holding it?`
}

const systemFixes: Readonly<Record<string, string>> = {
  EACCES: 'Give this user the right to write there, or choose another place with DATABASE_URL=sqlite:PATH.',
  EROFS: 'The folder cannot be written to. Choose another place with DATABASE_URL=sqlite:PATH.',
  EEXIST: 'A file is in the way of that folder. Choose another place with DATABASE_URL=sqlite:PATH.',
  ENOTDIR: 'A file is in the way of that folder. Choose another place with DATABASE_URL=sqlite:PATH.',
  ENOSPC: 'The disk is full.',
  EADDRINUSE: 'Something listens there already. Stop it, or choose another port: PORT=8001.',
  EADDRNOTAVAIL: 'This machine has no such address. Choose another one: HOST=127.0.0.1.',
}

function explainSystem(error: unknown): Failure {
  if (!(error instanceof Error)) return { what: String(error) }
  const code = 'code' in error ? String(error.code) : ''
  const fix = code === 'ERR_SQLITE_ERROR' ? sqliteFix(error) : systemFixes[code]
  return fix === undefined ? { what: error.message } : { what: error.message, fix }
}

function sqliteFix(error: Error): string | undefined {
  if (/unable to open|readonly/.test(error.message)) return systemFixes.EACCES
  if (/not a database|malformed/.test(error.message)) return 'The file is no SQLite database. Is the path right?'
  return undefined
}

/**
 * The address of an SQLite file, as dj-database-url and SQLAlchemy read it: three slashes and a relative path, four and an
 * absolute one, percent-encoded. `sqlite:PATH` is the short form, letter for letter.
 */
export type SqliteUrl =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly what: string; readonly fix: string }

const example =
  'write sqlite:///folder/file.sqlite3 (relative), sqlite:////folder/file.sqlite3 (absolute) or postgres://host/database'
const otherDatabases = /^(mysql2?|mariadb|mssql|sqlserver|oracle|mongodb(\+srv)?|redis)$/

export function parseSqliteUrl(text: string): SqliteUrl {
  if (text.trim() !== text) return refuse('has blanks around it', 'remove them')
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):([\s\S]*)$/i.exec(text) ?? []
  const kind = scheme.toLowerCase().replace(/\+.*$/, '')
  if (otherDatabases.test(kind)) return refuse(`begins with '${scheme}', a database that is not supported yet`, example)
  if (kind !== 'sqlite' && kind !== 'sqlite3') return refuse(describeOther(scheme, text), fixOther(scheme, text))
  return rest.startsWith('//') ? readSlashes(rest.slice(2)) : readShort(rest)
}

/** The address of a path, so that it reads back as the same. */
export function formatSqliteUrl(path: string): string {
  if (path === ':memory:') return 'sqlite::memory:'
  return `sqlite:///${encodeURI(path).replaceAll(/[?#]/g, encodeURIComponent)}`
}

function readShort(path: string): SqliteUrl {
  if (path === '') return refuse('names no file', example)
  if (path.includes('?')) return refuse('has options after a ?, and none is known', 'remove them')
  return checkPath(path)
}

function readSlashes(rest: string): SqliteUrl {
  if (rest === ':memory:') return { ok: true, path: rest }
  if (/[?#]/.test(rest))
    return refuse('has options after a ? or #, and none is known', 'remove them, or write %3F and %23')
  const [host = ''] = rest.split('/')
  if (host !== '') {
    const path = host.toLowerCase() === 'localhost' ? rest.slice(host.length) : rest
    return refuse(
      `has '${host}' after two slashes, where the name of a server would be`,
      `write sqlite:///${path} for a relative path, or sqlite:////${path.replace(/^\//, '')} for an absolute one`,
    )
  }
  try {
    const path = decodeURIComponent(rest.slice(1))
    return path === '' ? refuse('names no file', example) : checkPath(path)
  } catch {
    return refuse('is not percent-encoded', 'write a % of the path as %25')
  }
}

function checkPath(path: string): SqliteUrl {
  if (path.includes('\0')) return refuse('holds a NUL character', example)
  if (/[/\\]$/.test(path)) return refuse('names a folder', `write the name of the file behind it`)
  return { ok: true, path }
}

function describeOther(scheme: string, text: string): string {
  if (scheme === '') return 'has no scheme'
  if (scheme.length === 1) return 'is a path of Windows, not an address'
  return scheme.toLowerCase() === 'file' || text.startsWith('file:')
    ? "begins with 'file'"
    : `begins with '${scheme}', which is no database`
}

function fixOther(scheme: string, text: string): string {
  if (scheme.length === 1) return `write sqlite:///${text.replaceAll('\\', '/')}`
  if (scheme.toLowerCase() === 'file') return `write sqlite:///${text.replace(/^file:(\/\/(?=\/))?/i, '')}`
  // What is no path may hold a password.
  return scheme === '' && /^[\w./ -]+$/.test(text) ? `write sqlite:///${text}` : example
}

function refuse(what: string, fix: string): SqliteUrl {
  return { ok: false, what, fix }
}

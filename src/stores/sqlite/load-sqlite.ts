/** The one place that loads Node's SQLite, and the reason why no other file imports it as a value. */

/** Not by an import: an older Node would fail at that before an entry point can say which Node is needed. */
export function loadSqlite(): typeof import('node:sqlite') {
  return process.getBuiltinModule('node:sqlite')
}

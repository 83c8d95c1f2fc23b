/**
 * Notes which rows change while they are copied: triggers write the key of each into a table, in the transaction of the
 * change. Servers notice nothing but a small insert for each row that they write.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { PromotedTable } from '../../rows/promoted-table.ts'

/** Longer keys are not copied. */
export const mostKeyColumns = 4

const changes = `
  CREATE TABLE promotion_changes (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    tab TEXT NOT NULL,
    key1 ANY, key2 ANY, key3 ANY, key4 ANY
  ) STRICT`

export function installCapture(db: DatabaseSync, tables: readonly PromotedTable[]): void {
  db.exec(changes)
  for (const table of tables) for (const trigger of triggersOf(table)) db.exec(trigger)
}

/** Whether it is as it was installed: a migration that makes a table anew drops its triggers. */
export function isCaptureWhole(db: DatabaseSync, tables: readonly PromotedTable[]): boolean {
  const found = new Set(
    db
      .prepare("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'promotion_log_%'")
      .all()
      .map(({ sql }) => sql),
  )
  const wanted = tables.flatMap(triggersOf)
  return found.size === wanted.length && wanted.every(sql => found.has(sql))
}

export function dropTriggers(db: DatabaseSync): void {
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'promotion_%'").all()
  for (const { name } of names) db.exec(`DROP TRIGGER ${quoted(String(name))}`)
}

function triggersOf(table: PromotedTable): string[] {
  const note = (row: 'OLD' | 'NEW') => {
    const keys = keyOf(table).map(name => `${row}.${quoted(name)}`)
    const places = keys.map((_, index) => `key${index + 1}`)
    return `INSERT INTO promotion_changes (tab, ${places.join(', ')}) VALUES ('${table.name.replaceAll("'", "''")}', ${keys.join(', ')})`
  }
  const make = (event: string, notes: readonly string[]) =>
    `CREATE TRIGGER ${quoted(`promotion_log_${event.toLowerCase()}_${table.name}`)} AFTER ${event} ON ${quoted(table.name)} ` +
    `BEGIN ${notes.map(text => `${text}; `).join('')}END`
  return [make('INSERT', [note('NEW')]), make('UPDATE', [note('OLD'), note('NEW')]), make('DELETE', [note('OLD')])]
}

/** The key's columns in SQLite. */
export function keyOf({ key, columns }: PromotedTable): readonly string[] {
  return key.flatMap(index => columns[index]?.source ?? [])
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

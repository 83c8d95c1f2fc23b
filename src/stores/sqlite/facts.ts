/** Facts about the database, by name. */
import type { Database } from './database.ts'

/** For a file that is opened without the rest of a store. */
export const readFactSql = 'SELECT value FROM facts WHERE name = ?'

export interface Facts {
  read(name: string): unknown
  write(name: string, value: string): void
}

export function prepareFacts(db: Database): Facts {
  const find = db.prepare(readFactSql)
  const write = db.prepare(
    'INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  )
  return {
    read: name => find.get(name)?.value,
    write: (name, value) => void write.run(name, value),
  }
}

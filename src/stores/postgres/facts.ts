/** Facts about the database, by name. */
import { type Connection, done, firstOf } from './connection.ts'

export async function writeFact(on: Connection, name: string, value: string): Promise<void> {
  await done(on.query(write, [name, value]))
}

/** `undefined`: there is none of this name. */
export async function readFact(on: Connection, name: string): Promise<unknown> {
  return (await firstOf(on.query('SELECT value FROM facts WHERE name = $1', [name])))?.value
}

const write = 'INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value'

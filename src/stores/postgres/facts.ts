/** Facts about the database, by name. */
import { type Connection, done } from './connection.ts'

export async function writeFact(on: Connection, name: string, value: string): Promise<void> {
  await done(on.query(write, [name, value]))
}

const write = 'INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value'

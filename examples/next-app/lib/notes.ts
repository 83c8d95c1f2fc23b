import type { UserId } from 'latchkey'
import { auth } from './auth'

interface Tables {
  notes: { user: UserId; text: string; added: number }
}

/** Queries of your own share the connection and the commits of Latchkey. */
const openTables = async () => await (await auth()).store.kysely<Tables>()

export async function listNotes(user: UserId) {
  const db = await openTables()
  return await db.selectFrom('notes').select(['text', 'added']).where('user', '=', user).orderBy('added').execute()
}

export async function saveNote(user: UserId, text: string) {
  const db = await openTables()
  await db.insertInto('notes').values({ user, text, added: Date.now() }).execute()
}

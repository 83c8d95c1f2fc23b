/**
 * Notes in Fastify. `/api/notes/` belongs to the caller: the notes of others do not exist. `/api/posts/` is read by everyone and changed
 * by its author. Beside them are two routes of Fastify's own, behind guards.
 */
import { fastify } from 'fastify'
import {
  booleanField,
  type Config,
  charField,
  createAuth,
  defineResource,
  isAdminUser,
  isAuthenticated,
  isOwnerOrReadOnly,
  readOnlyField,
} from 'latchkey'
import { guarded, latchkey, principalOf } from 'latchkey/fastify'
import { z } from 'zod'

const notes = defineResource({
  name: 'Note',
  table: 'notes',
  path: '/api/notes/',
  fields: z.object({
    id: readOnlyField('integer'),
    text: charField({ maxLength: 500 }),
    done: booleanField({ required: false }),
    user: readOnlyField('integer'),
  }),
  owner: { column: 'user', rows: 'own' },
  permissions: [isAuthenticated],
  filters: ['done'],
  search: ['text'],
})

const posts = defineResource({
  name: 'Post',
  table: 'posts',
  path: '/api/posts/',
  fields: z.object({
    id: readOnlyField('integer'),
    title: charField({ maxLength: 200 }),
    user: readOnlyField('integer'),
  }),
  owner: { column: 'user', rows: 'all' },
  permissions: [isOwnerOrReadOnly],
})

const tables = `
  CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0, user INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE posts (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, user INTEGER NOT NULL) STRICT`

/** Not listening yet. `config` needs `secretKey` and `database`; closing the app closes the database. */
export async function openNotes(config: Config) {
  const auth = await createAuth({
    ...config,
    resources: [notes, posts],
    migrations: [{ number: 1, name: 'notes and posts', sql: tables }],
  })
  const app = fastify()
  app.addHook('onClose', () => auth.close())
  await app.register(latchkey(auth))
  app.get('/me', { preHandler: guarded(auth, { permissions: [isAuthenticated] }) }, async request => {
    const { email } = await principalOf(request).user()
    return { email }
  })
  app.get('/staff', { preHandler: guarded(auth, { permissions: [isAdminUser] }) }, async request => {
    return { staff: principalOf(request).id }
  })
  return app
}

if (import.meta.main) {
  const app = await openNotes({ secretKey: process.env.SECRET_KEY, database: 'sqlite:notes.sqlite3' })
  console.log(await app.listen({ port: 8000 }))
}

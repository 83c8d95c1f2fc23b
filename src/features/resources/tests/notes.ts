/** A resource with everything that an attacker would try: an owner, a hidden column, another table. */
import type { TestContext } from 'node:test'
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { foreignKeyField } from '../../../fields/foreign-key-field.ts'
import { integerField } from '../../../fields/integer-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { isAuthenticated, isAuthenticatedOrReadOnly, isOwnerOrReadOnly } from '../../../permissions/built-in.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { defineResource, type Resource } from '../resource.ts'

const sql = `
  CREATE TABLE shelves (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
  INSERT INTO shelves VALUES (1, 'A');
  CREATE TABLE notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    rank INTEGER NOT NULL DEFAULT 0,
    shelf INTEGER REFERENCES shelves (id),
    owner INTEGER NOT NULL,
    secret TEXT NOT NULL DEFAULT 'hidden words'
  ) STRICT;
`
const fields = z.object({
  id: readOnlyField('integer'),
  title: charField({ maxLength: 200 }),
  rank: integerField({ required: false }),
  shelf: foreignKeyField({ table: 'shelves', required: false, allowNull: true }),
  owner: readOnlyField('integer'),
})
const shared = {
  name: 'Note',
  table: 'notes',
  fields,
  filters: ['title', 'rank', 'shelf', 'owner'],
  search: ['title'],
  ordering: ['title', 'rank'],
} as const

/** All users can see them; only the owner can change them. */
const open = defineResource({
  ...shared,
  path: '/open/',
  owner: { column: 'owner', rows: 'all' },
  permissions: [isAuthenticatedOrReadOnly, isOwnerOrReadOnly],
})
/** Only the owner can see them. */
const own = defineResource({
  ...shared,
  path: '/own/',
  owner: { column: 'owner', rows: 'own' },
  permissions: [isAuthenticated],
})

export async function openNotes(t: TestContext, resources: readonly Resource[] = [open, own]) {
  const auth = await createTestAuth({}, { resources, schema: { migrations: [{ number: 1, name: 'notes', sql }] } })
  t.after(() => auth.close())
  const alice = (await auth.register('alice@example.com')).access
  const bob = (await auth.register('bob@example.com')).access
  const json = { title: 'Plans of Alice', rank: 5 }
  const note = (await auth.request('POST', '/own/', { token: alice, json })).json
  const row = (id: number = note.id) => ({ ...auth.store.database.prepare('SELECT * FROM notes WHERE id = ?').get(id) })
  return { auth, alice, bob, note, row }
}

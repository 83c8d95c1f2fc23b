/** api/permissions.py: its three classes are built in. Here each guards a resource. */
import {
  charField,
  defineResource,
  isAdminOrReadOnly,
  isAuthenticatedOrCreateOnly,
  isAuthenticatedOrReadOnly,
  isOwnerOrReadOnly,
  readOnlyField,
} from 'latchkey'
import { z } from 'zod'

const fields = z.object({ id: readOnlyField('integer'), text: charField() })

/** Staff writes, anyone reads. */
export const notices = defineResource({
  name: 'Notice',
  table: 'notices',
  path: '/api/notices/',
  fields,
  permissions: [isAdminOrReadOnly],
})

/** Anyone reads, and the owner alone changes a row. `owner` is the user who created it. */
export const reviews = defineResource({
  name: 'Review',
  table: 'reviews',
  path: '/api/reviews/',
  fields: fields.extend({ owner: readOnlyField('integer') }),
  owner: { column: 'owner', rows: 'all' },
  permissions: [isAuthenticatedOrReadOnly, isOwnerOrReadOnly],
})

/** Anyone creates, logged-in users do the rest. */
export const messages = defineResource({
  name: 'Message',
  table: 'messages',
  path: '/api/messages/',
  fields,
  permissions: [isAuthenticatedOrCreateOnly],
})

export const permissionTables = {
  name: 'notices, reviews, messages',
  sql: `
    CREATE TABLE notices (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL) STRICT;
    CREATE TABLE reviews (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, owner INTEGER NOT NULL) STRICT;
    CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL) STRICT`,
}

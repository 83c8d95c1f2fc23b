import { charField, defineResource, isAuthenticatedOrReadOnly, readOnlyField } from 'latchkey'
import { z } from 'zod'

/** CategoryListCreateView: a ListCreateAPIView. */
export const categories = defineResource({
  name: 'Category',
  table: 'categories',
  path: '/api/categories/',
  actions: ['list', 'create'],
  fields: z.object({
    id: readOnlyField('integer', { label: 'ID' }),
    name: charField({ maxLength: 100 }),
    description: charField({ required: false, allowBlank: true }),
    created_at: readOnlyField('datetime'),
  }),
  createdAt: 'created_at',
  unique: ['name'],
  filters: ['name'],
  search: ['name', 'description'],
  ordering: ['name', 'created_at'],
  permissions: [isAuthenticatedOrReadOnly],
})

export const categoryTable = {
  name: 'categories',
  sql: `CREATE TABLE categories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL
  ) STRICT`,
}

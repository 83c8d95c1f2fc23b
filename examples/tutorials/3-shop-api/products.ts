import {
  booleanField,
  charField,
  decimalField,
  defineResource,
  foreignKeyField,
  integerField,
  isAuthenticatedOrReadOnly,
  readOnlyField,
} from 'latchkey'
import { z } from 'zod'

/** ProductListCreateView: nine fields, one of them from the category's row, in one statement. */
export const products = defineResource({
  name: 'Product',
  table: 'products',
  path: '/api/products/',
  actions: ['list', 'create'],
  fields: z.object({
    id: readOnlyField('integer', { label: 'ID' }),
    name: charField({ maxLength: 200 }),
    description: charField({ required: false, allowBlank: true }),
    price: decimalField({ maxDigits: 10, decimalPlaces: 2 }),
    category: foreignKeyField({ table: 'categories' }),
    category_name: readOnlyField('string'),
    stock: integerField({ required: false, minValue: 0 }),
    is_available: booleanField({ required: false }),
    created_at: readOnlyField('datetime'),
  }),
  joined: { category_name: 'category.name' },
  createdAt: 'created_at',
  filters: ['category', 'is_available'],
  search: ['name', 'description'],
  ordering: ['name', 'price', 'stock', 'created_at'],
  permissions: [isAuthenticatedOrReadOnly],
  // Callers list and create; operators change and delete as well, as in Django's admin.
  console: { model: 'shop.product', actions: ['list', 'create', 'retrieve', 'update', 'destroy'] },
})

export const productTable = {
  name: 'products',
  sql: `CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    price TEXT NOT NULL, -- text: a price is exact
    category INTEGER NOT NULL REFERENCES categories (id),
    stock INTEGER NOT NULL DEFAULT 0 CHECK (stock >= 0),
    is_available INTEGER NOT NULL DEFAULT 1,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX products_by_category ON products (category)`,
}

/** An application with names and ids of its own, on both databases, with two customers and two operators. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { z } from 'zod'
import { createAuth } from '../../../auth.ts'
import { charField } from '../../../fields/char-field.ts'
import { choiceField } from '../../../fields/choice-field.ts'
import { decimalField } from '../../../fields/decimal-field.ts'
import { foreignKeyField } from '../../../fields/foreign-key-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { isAuthenticated, isOwnerBy } from '../../../permissions/built-in.ts'
import { hasModelPermissions } from '../../../permissions/has-model-permissions.ts'
import type { AuthEvent } from '../../../ports/events.ts'
import { createTestSchema, whyNoPostgres } from '../../../testing/postgres-store.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { createTestClient } from '../../../testing/test-client.ts'
import { type ConsoleOptions, defineResource } from '../../resources/resource.ts'

export interface Kind {
  readonly dialect: 'sqlite' | 'postgres'
  readonly userIds: 'integer' | 'uuid'
}

export const kinds: readonly Kind[] = [
  { dialect: 'sqlite', userIds: 'integer' },
  { dialect: 'sqlite', userIds: 'uuid' },
  { dialect: 'postgres', userIds: 'integer' },
  { dialect: 'postgres', userIds: 'uuid' },
]

export const skipOf = async ({ dialect }: Kind) => (dialect === 'postgres' ? await whyNoPostgres() : false)

const ownerTypes = { sqlite: { integer: 'INTEGER', uuid: 'TEXT' }, postgres: { integer: 'bigint', uuid: 'uuid' } }

function migrationOf({ dialect, userIds }: Kind) {
  const owner = ownerTypes[dialect][userIds]
  const id = dialect === 'sqlite' ? 'TEXT' : 'uuid'
  const sql = `
    CREATE TABLE shop_shelf (id ${id} PRIMARY KEY, name TEXT NOT NULL, keeper ${owner} NOT NULL);
    CREATE TABLE shop_stock_item (
      id ${id} PRIMARY KEY,
      title TEXT NOT NULL UNIQUE CHECK (title <> 'forbidden'),
      price ${dialect === 'sqlite' ? 'TEXT' : 'numeric(8, 2)'} NOT NULL,
      state TEXT NOT NULL DEFAULT 'new',
      pin TEXT,
      shelf ${id} REFERENCES shop_shelf (id),
      made TEXT NOT NULL,
      holder ${owner}
    );`
  return { number: 1, name: 'shop', sql: { [dialect]: sql } }
}

function resourcesOf({ userIds }: Kind, ofShelves: ConsoleOptions) {
  const account = readOnlyField(userIds === 'uuid' ? 'string' : 'integer')
  const items = defineResource({
    name: 'StockItem',
    table: 'shop_stock_item',
    path: '/api/shop/items/',
    fields: z.object({
      id: readOnlyField('string'),
      title: charField({ maxLength: 50, label: 'Name of it' }),
      price: decimalField({ maxDigits: 8, decimalPlaces: 2 }),
      state: choiceField({ choices: ['new', 'sold'], required: false }),
      pin: charField({ required: false, writeOnly: true }),
      shelf: foreignKeyField({ table: 'shop_shelf', key: 'text', required: false, allowNull: true }),
      shelf_name: readOnlyField('string'),
      made: readOnlyField('datetime'),
      holder: account,
    }),
    owner: { column: 'holder', rows: 'own' },
    newId: randomUUID,
    createdAt: 'made',
    joined: { shelf_name: 'shelf.name' },
    unique: ['title'],
    filters: ['state', 'holder'],
    search: ['^title'],
    ordering: ['price', 'title'],
    pageSize: 2,
    // Neither is asked of an operator.
    permissions: [hasModelPermissions('shop', 'item'), isOwnerBy('holder')] as never,
  })
  const shelves = defineResource({
    name: 'Shelf',
    table: 'shop_shelf',
    path: '/api/shop/shelves/',
    fields: z.object({ id: readOnlyField('string'), name: charField(), keeper: account }),
    owner: { column: 'keeper', rows: 'own' },
    newId: randomUUID,
    actions: ['create'],
    console: ofShelves,
    permissions: [isAuthenticated],
  })
  const hidden = defineResource({ ...shelves, path: '/api/shop/hidden/', console: false } as never)
  return [items, shelves, hidden]
}

/** Alice and Bob are customers, Ada and Ben operators without any right. */
export async function openShop(
  t: TestContext,
  kind: Kind,
  more: Readonly<Record<string, unknown>> = {},
  ofShelves: ConsoleOptions = {},
) {
  const events: AuthEvent[] = []
  const file = () => `sqlite:${join(temporaryFolder(t), 'shop.sqlite3')}`
  const auth = await createAuth({
    secretKey: 'a secret that tests share, and that protects nothing at all',
    database: kind.dialect === 'sqlite' ? file() : await createTestSchema(t),
    migrations: [migrationOf(kind)],
    resources: resourcesOf(kind, ofShelves),
    userIds: kind.userIds,
    passwordMemory: 64,
    passwordIterations: 1,
    passwordParallelism: 1,
    throttling: false,
    events: { emit: (event: AuthEvent) => void events.push(event) },
    ...more,
  } as never)
  t.after(() => auth.close())
  // Paths of requests are without it.
  const { basePath: base = '' } = more
  const client = createTestClient(incoming => auth.dispatch({ ...incoming, path: `${base}${incoming.path}` }))
  const people = await Promise.all(
    ['alice', 'bob', 'ada', 'ben'].map(async name => {
      const { access: token } = await client.register(`${name}@example.com`)
      const { id } = (await auth.store.users.findByLogin(`${name}@example.com`)) ?? assert.fail()
      return { id, token }
    }),
  )
  const [alice, bob, ada, ben] = people
  assert.ok(alice && bob && ada && ben)
  for (const { id } of [ada, ben]) await auth.store.directory.setFlags(id, { isStaff: true }, Date.now())
  const grant = (to: { readonly id: number | string }, ...rights: readonly string[]) =>
    auth.store.groups.setUserPermissions(to.id, rights, Date.now())
  const as =
    ({ token }: { readonly token: string }) =>
    (method: string, path: string, json?: object) =>
      client.request(method, path, { token, ...(json && { json }) })
  return { auth, alice, bob, ada, ben, grant, as, events }
}

export const allRights = ['view', 'add', 'change', 'delete'].map(verb => `shop.${verb}_item`)

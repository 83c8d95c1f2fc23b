import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { openTestPostgres, whyNoPostgres } from '../../../testing/postgres-store.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { defineResource } from '../resource.ts'
import { consoleResources } from './console-resource.ts'
import { isOwnTable } from './own-tables.ts'

test('every table of the schema of SQLite is known as one of ours', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const rows = auth.store.database.prepare("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").all()
  // Those of SQLite itself, and the shadow tables of the search.
  const own = rows.map(({ name }) => String(name)).filter(name => !/^sqlite_|_grams_/.test(name))
  assert.ok(own.length > 15)
  assert.deepEqual(
    own.filter(name => !isOwnTable(name)),
    [],
  )
})

test('every table of the schema of PostgreSQL is known as one of ours', { skip: await whyNoPostgres() }, async t => {
  const { pool } = await openTestPostgres(t)
  const { rows } = await pool.query('SELECT tablename FROM pg_tables WHERE schemaname = current_schema()')
  const own = rows.map(({ tablename }) => String(tablename))
  assert.ok(own.length > 15)
  assert.deepEqual(
    own.filter(name => !isOwnTable(name)),
    [],
  )
})

test('a resource of the table of users is no way around who may change whom: it is shown only where it says so', () => {
  const people = {
    name: 'Person',
    table: 'Users',
    path: '/api/people/',
    fields: z.object({ id: readOnlyField('integer'), email: charField() }),
    permissions: [isAuthenticated],
  }
  assert.deepEqual(consoleResources([defineResource(people)]), [])
  assert.equal(consoleResources([defineResource({ ...people, console: { actions: ['list'] } })]).length, 1)
})

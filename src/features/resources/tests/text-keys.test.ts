/** Keys that are text: they work everywhere, or the start says what is wrong. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { foreignKeyField } from '../../../fields/foreign-key-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { defineResource, type Resource } from '../resource.ts'

const sql = `
  CREATE TABLE rooms (id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(8)))), name TEXT) WITHOUT ROWID;
  CREATE TABLE desks (id uuid PRIMARY KEY, room TEXT REFERENCES rooms (id), owner TEXT);`

const rooms = defineResource({
  name: 'Room',
  table: 'rooms',
  path: '/rooms/',
  fields: z.object({ id: readOnlyField('string'), name: charField() }),
  permissions: [isAuthenticated],
})
const desks = defineResource({
  name: 'Desk',
  table: 'desks',
  path: '/desks/',
  fields: z.object({
    id: readOnlyField('string'),
    room: foreignKeyField({ table: 'rooms', key: 'text', required: false, allowNull: true }),
    room_name: readOnlyField('string'),
    owner: readOnlyField('string'),
  }),
  newId: randomUUID,
  owner: { column: 'owner', rows: 'own' },
  joined: { room_name: 'room.name' },
  filters: ['room'],
  permissions: [isAuthenticated],
})

const openTables = (table: string, ...resources: Resource[]) =>
  createTestAuth({ userIds: 'uuid' }, { schema: { migrations: [{ number: 1, name: 'keys', sql: table }] }, resources })

async function open(t: TestContext) {
  const auth = await openTables(sql, rooms, desks)
  t.after(() => auth.close())
  const token = (await auth.register('alice@example.com')).access
  return (method: string, path: string, json?: Record<string, unknown>) =>
    auth.request(method, path, { token, ...(json === undefined ? {} : { json }) })
}

test('a row with a key of text is created, found, changed, named by others and deleted', async t => {
  const call = await open(t)
  const room = await call('POST', '/rooms/', { name: 'Blue' })
  assert.deepEqual([room.status, room.json.name], [201, 'Blue'])
  assert.match(room.json.id, /^[0-9a-f]{16}$/)
  const desk = await call('POST', '/desks/', { room: room.json.id })
  assert.deepEqual([desk.status, desk.json.room, desk.json.room_name], [201, room.json.id, 'Blue'])
  assert.match(desk.json.id, /^[0-9a-f-]{36}$/)
  const path = `/desks/${desk.json.id}/`
  assert.deepEqual((await call('GET', path)).json, desk.json)
  assert.equal((await call('GET', `/desks/?room=${room.json.id}`)).json.count, 1)
  assert.equal((await call('PATCH', path, { room: null })).json.room, null)
  assert.deepEqual((await call('PATCH', path, { room: 'nowhere' })).json, {
    room: ['Invalid pk "nowhere" - object does not exist.'],
  })
  assert.equal((await call('GET', '/desks/?room=nowhere')).status, 400)
  assert.equal((await call('DELETE', path)).status, 204)
  assert.equal((await call('GET', path)).json.detail, 'No Desk matches the given query.')
})

test('an id that no path could name is a mistake of the program, and no row is written', async t => {
  let next: unknown
  const named = defineResource({ ...rooms, newId: () => next as string } as never)
  const causes: unknown[] = []
  const auth = await createTestAuth(
    { userIds: 'uuid', onEvent: event => void (event.name === 'request.failed' && causes.push(event.data.cause)) },
    { schema: { migrations: [{ number: 1, name: 'keys', sql }] }, resources: [named] },
  )
  t.after(() => auth.close())
  const token = (await auth.register('alice@example.com')).access
  const post = () => auth.request('POST', '/rooms/', { token, json: { name: 'Blue' } })
  for (next of ['', 'a/b', '.', '..', null, undefined, 1.5]) {
    assert.equal((await post()).status, 500, String(next))
    assert.match(String(causes.pop()), /newId of the resource Room gave .*, which no path can name/)
  }
  assert.equal((await auth.request('GET', '/rooms/', { token })).json.count, 0)
  for (next of ['a.b', 'ü %', '...']) {
    assert.equal((await post()).status, 201)
    assert.equal((await auth.request('GET', `/rooms/${encodeURIComponent(String(next))}/`, { token })).status, 200)
  }
})

test('an id that is not what the table has, or that nothing fills, is refused at the start with its cure', async () => {
  const change = (table: string, ...resources: Resource[]) => openTables(table, ...resources)
  const numbered = { ...rooms, fields: z.object({ id: readOnlyField('integer'), name: charField() }) } as Resource
  await assert.rejects(change(sql, numbered), /the id of rooms is text; write id: readOnlyField\('string'\)/)
  const { newId: _, ...unfilled } = desks
  await assert.rejects(change(sql, unfilled), /a row that is added to desks gets no id; add a DEFAULT, set newId/)
  await assert.rejects(change('CREATE TABLE rooms (id BIGINT PRIMARY KEY, name TEXT)', rooms), /gets no id/)
  await assert.rejects(
    change('CREATE TABLE rooms (nr INTEGER PRIMARY KEY, name TEXT)', rooms),
    /rooms has no column id/,
  )
  const { shape } = desks.fields
  const fields = z.object({ ...shape, room: foreignKeyField({ table: 'rooms', required: false, allowNull: true }) })
  await assert.rejects(
    change(sql, { ...desks, fields } as Resource),
    /whose id is text; add key: 'text' to foreignKeyField/,
  )
  await assert.doesNotReject(change(sql, { ...unfilled, actions: ['list'] } as Resource))
  const odd = () => defineResource({ ...rooms, fields: z.object({ id: readOnlyField('boolean') }) } as never)
  assert.throws(odd, /its id has to be a whole number or text/)
})

test('what a POST wrote is its answer, also where a trigger gives the row another id afterwards', async t => {
  const table = `CREATE TABLE rooms (id TEXT PRIMARY KEY, name TEXT);
    CREATE TRIGGER renamed AFTER INSERT ON rooms BEGIN UPDATE rooms SET id = 'r-' || NEW.name WHERE rowid = NEW.rowid; END;`
  const auth = await openTables(table, rooms)
  t.after(() => auth.close())
  const token = (await auth.register('alice@example.com')).access
  const made = await auth.request('POST', '/rooms/', { token, json: { name: 'Blue' } })
  assert.deepEqual([made.status, made.json.name], [201, 'Blue'])
  assert.equal((await auth.request('GET', '/rooms/r-Blue/', { token })).status, 200)
})

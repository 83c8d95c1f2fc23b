/** A key in a body names a row that the caller may not see: to read it through `joined`, or to pin it. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { foreignKeyField } from '../../../fields/foreign-key-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { allowAny, isAuthenticated } from '../../../permissions/built-in.ts'
import { defineObjectPermission } from '../../../permissions/define-permission.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { defineResource } from '../resource.ts'

const sql = `
  CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, owner INTEGER NOT NULL) STRICT;
  CREATE TABLE reminders (
    id INTEGER PRIMARY KEY, note INTEGER REFERENCES notes (id), title TEXT NOT NULL DEFAULT '', owner INTEGER
  ) STRICT;`

const notes = defineResource({
  name: 'Note',
  table: 'notes',
  path: '/notes/',
  fields: z.object({ id: readOnlyField('integer'), title: charField(), owner: readOnlyField('integer') }),
  owner: { column: 'owner', rows: 'own' },
  permissions: [isAuthenticated],
})
const reminderOf = (path: string, rows: { rows?: 'all' } = {}, table = 'notes') =>
  defineResource({
    name: 'Reminder',
    table: 'reminders',
    path,
    fields: z.object({
      id: readOnlyField('integer'),
      note: foreignKeyField({ table, required: false, allowNull: true, ...rows }),
      title: charField({ required: false, allowBlank: true }),
      note_title: readOnlyField('string'),
    }),
    joined: { note_title: 'note.title' },
    filters: ['note'],
    pageSize: null,
    permissions: [allowAny],
  })

async function open(t: TestContext) {
  const resources = [
    notes,
    reminderOf('/reminders/'),
    reminderOf('/shown/', { rows: 'all' }),
    reminderOf('/cased/', {}, 'Notes'),
  ]
  const auth = await createTestAuth({}, { resources, schema: { migrations: [{ number: 1, name: 'notes', sql }] } })
  t.after(() => auth.close())
  const alice = (await auth.register('alice@example.com')).access
  const mallory = (await auth.register('mallory@example.com')).access
  const json = { title: 'my PIN is 4711' }
  const { id } = (await auth.request('POST', '/notes/', { token: alice, json })).json
  return { auth, alice, mallory, id }
}

test("another user's row is as absent for a key as it is at its own path (IDOR)", async t => {
  const { auth, alice, mallory, id } = await open(t)
  for (const token of [mallory, undefined]) {
    const who = token === undefined ? {} : { token }
    const made = await auth.request('POST', '/reminders/', { ...who, json: { note: id } })
    const never = await auth.request('POST', '/reminders/', { ...who, json: { note: 999 } })
    assert.deepEqual([made.status, made.json], [400, { note: [`Invalid pk "${id}" - object does not exist.`] }])
    assert.equal(never.status, 400)
    const filtered = await auth.request('GET', `/reminders/?note=${id}`, who)
    assert.deepEqual(filtered.json, (await auth.request('GET', '/reminders/?note=999', who)).json)
  }
  const hers = await auth.request('POST', '/reminders/', { token: alice, json: { note: id } })
  assert.deepEqual([hers.status, hers.json.note_title], [201, 'my PIN is 4711'])
})

test('a key that writes the name of the table in another case does not get around its owners (IDOR)', async t => {
  const { auth, alice, mallory, id } = await open(t)
  const made = await auth.request('POST', '/cased/', { token: mallory, json: { note: id } })
  assert.deepEqual([made.status, made.json], [400, { note: [`Invalid pk "${id}" - object does not exist.`] }])
  const hers = await auth.request('POST', '/cased/', { token: alice, json: { note: id } })
  assert.equal(hers.json.note_title, 'my PIN is 4711')
  const shown = await auth.request('GET', `/cased/${hers.json.id}/`, { token: mallory })
  assert.equal(shown.json.note_title, null)
})

test('a stranger cannot pin a row: its owner can delete it', async t => {
  const { auth, alice, mallory, id } = await open(t)
  const { json } = await auth.request('POST', '/reminders/', { token: mallory, json: {} })
  for (const method of ['PATCH', 'PUT']) {
    const reply = await auth.request(method, `/reminders/${json.id}/`, { token: mallory, json: { note: id } })
    assert.equal(reply.status, 400)
  }
  assert.equal((await auth.request('DELETE', `/notes/${id}/`, { token: alice })).status, 204)
})

test('a row that refers to the row of another user shows nothing of it', async t => {
  const { auth, alice, mallory, id } = await open(t)
  const { json: made } = await auth.request('POST', '/reminders/', { token: alice, json: { note: id } })
  const titles = async (token?: string) => {
    const who = token === undefined ? {} : { token }
    const [one, all] = [
      await auth.request('GET', `/reminders/${made.id}/`, who),
      await auth.request('GET', '/reminders/', who),
    ]
    return [one.json.note_title, all.json[0].note_title]
  }
  assert.deepEqual(await titles(alice), ['my PIN is 4711', 'my PIN is 4711'])
  assert.deepEqual(await titles(mallory), [null, null])
  assert.deepEqual(await titles(), [null, null])
  const changed = await auth.request('PATCH', `/reminders/${made.id}/`, { token: mallory, json: { title: 'x' } })
  assert.deepEqual([changed.status, changed.json.note_title], [200, null])
})

test("a key that is declared for all rows names and shows others' rows", async t => {
  const { auth, mallory, id } = await open(t)
  const made = await auth.request('POST', '/shown/', { token: mallory, json: { note: id } })
  assert.deepEqual([made.status, made.json.note_title], [201, 'my PIN is 4711'])
})

test('what a permission decided by a joined column is held at the write (TOCTOU)', async t => {
  const projects = `
    CREATE TABLE projects (id INTEGER PRIMARY KEY, boss INTEGER) STRICT;
    CREATE TABLE tasks (id INTEGER PRIMARY KEY, project INTEGER REFERENCES projects (id), title TEXT NOT NULL) STRICT;
    INSERT INTO projects VALUES (1, 1);
    INSERT INTO tasks VALUES (1, 1, 'before');`
  let afterwards = () => {}
  const isBoss = defineObjectPermission('isBoss', ({ principal }, row: { project_boss: number }) => {
    const isAllowed = row.project_boss === principal?.id
    afterwards()
    return isAllowed
  })
  const tasks = defineResource({
    name: 'Task',
    table: 'tasks',
    path: '/tasks/',
    fields: z.object({
      id: readOnlyField('integer'),
      project: foreignKeyField({ table: 'projects', required: false }),
      title: charField(),
      project_boss: readOnlyField('integer'),
    }),
    joined: { project_boss: 'project.boss' },
    permissions: [isAuthenticated, isBoss],
  })
  const auth = await createTestAuth(
    {},
    { resources: [tasks], schema: { migrations: [{ number: 1, name: 'tasks', sql: projects }] } },
  )
  t.after(() => auth.close())
  const token = (await auth.register('boss@example.com')).access
  afterwards = () => auth.store.database.exec('UPDATE projects SET boss = 2')
  for (const method of ['PATCH', 'DELETE']) {
    auth.store.database.exec('UPDATE projects SET boss = 1')
    const reply = await auth.request(method, '/tasks/1/', { token, json: { title: 'after' } })
    assert.equal(reply.status, 403, method)
  }
  assert.equal(auth.store.database.prepare('SELECT title FROM tasks').get()?.title, 'before')
})

/** Accounts as a file: what is in it, what a spreadsheet makes of it, and what stays on record. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { readCsv } from '../../../cli/transfer/csv.ts'
import { charField } from '../../../fields/char-field.ts'
import { importUsers } from '../../../flows/admin/import-users.ts'
import { defineUserFields } from '../../../index.ts'
import type { TestAuth } from '../../../testing/test-auth.ts'
import { createTestClient } from '../../../testing/test-client.ts'
import { logIn, openAdmin } from './callers.ts'

const path = '/api/admin/users/export.csv'

async function rowsOf(text: string): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = []
  for await (const { cells } of readCsv(
    (async function* () {
      yield text.replace(/^\ufeff/, '')
    })(),
  )) {
    rows.push(cells)
  }
  return rows
}

async function importMany(auth: TestAuth, count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, index) => ({
    email: `many${index}@example.com`,
    password: undefined,
    dateJoined: undefined,
    lastLogin: null,
    groups: [],
    permissions: [],
  }))
  await importUsers(auth.system, { kind: 'cli', osUser: 'root' }, records)
}

const historyOf = async ({ store }: TestAuth) =>
  (await store.audit.list({ limit: 100 })).entries
    .filter(({ event }) => event.startsWith('export.'))
    .toReversed()
    .map(({ event, actor, changes }) => [event, actor, changes])

test('the file has every account that matches, and the audit table who took it', async t => {
  const auth = await openAdmin(t)
  const { user, credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  await importMany(auth, 1203)
  const reply = await auth.request('GET', `${path}?is_superuser=false&ordering=-id`, {
    headers: { ...credentials, accept: 'text/html,*/*;q=0.8' },
  })
  assert.equal(reply.status, 200, reply.text.slice(0, 200))
  assert.equal(reply.headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.equal(reply.headers.get('content-disposition'), 'attachment; filename="users.csv"')
  assert.match(reply.text, /^\ufeffid,username,email,.*\r\n/)
  const [names, ...rows] = await rowsOf(reply.text)
  assert.equal(rows.length, 1203)
  const email = names?.indexOf('email') ?? -1
  assert.deepEqual([rows[0]?.[email], rows.at(-1)?.[email]], ['many1202@example.com', 'many0@example.com'])
  assert.doesNotMatch(reply.text, /argon2|[^\r]\n/)
  const actor = String(user.id)
  assert.deepEqual(await historyOf(auth), [
    ['export.began', actor, { filters: [null, { is_superuser: false, ordering: '-id' }] }],
    ['export.ended', actor, { rows: [null, 1203], isWhole: [null, true] }],
  ])
})

test('what strangers wrote is no formula in a spreadsheet, and stays in its cell (CSV injection)', async t => {
  const auth = await openAdmin(t)
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const written = [
    '=cmd|"/C calc"!A0',
    '+1',
    '-2+3',
    '@SUM(A1)',
    '\tx',
    '\rx',
    'a,b',
    'say "hi"',
    'two\r\nlines',
    'Zoë',
  ]
  for (const [index, name] of written.entries()) {
    await auth.register(`evil${index}@example.com`)
    const { id } = (await auth.store.users.findByLogin(`evil${index}@example.com`)) ?? assert.fail()
    // As another program may write it.
    auth.store.database.prepare('UPDATE users SET last_name = ? WHERE id = ?').run(name, Number(id))
  }
  const { text } = await auth.request('GET', `${path}?search=evil`, { headers: credentials })
  const [names = [], ...rows] = await rowsOf(text)
  const shown = rows.map(cells => cells[names.indexOf('last_name')])
  assert.deepEqual(
    shown,
    written.map(name => (/^[=+\-@\t\r]/.test(name) ? `'${name}` : name)),
  )
})

test('a field that is write-only is not in the file', async t => {
  const userFields = defineUserFields(
    z.object({ pin: charField({ required: false, writeOnly: true }), nickname: charField({ required: false }) }),
  )
  const auth = await openAdmin(t, { userFields })
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  const [names = []] = await rowsOf((await auth.request('GET', path, { headers: credentials })).text)
  assert.deepEqual([names.includes('nickname'), names.includes('pin')], [true, false])
})

test('a client that goes away ends the reading, and the row says how much it got', async t => {
  const auth = await openAdmin(t)
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  await importMany(auth, 1203)
  let left = 0
  const { request } = createTestClient(async incoming => {
    const { bytes, ...others } = await auth.dispatch(incoming)
    assert.ok(bytes !== undefined && !(bytes instanceof Uint8Array))
    for await (const _ of bytes) {
      left += 1
      if (left === 2) break
    }
    return others
  })
  await request('GET', path, { headers: credentials })
  const [, ended] = await historyOf(auth)
  assert.deepEqual(ended?.[2], { rows: [null, 500], isWhole: [null, false] })
})

test('HEAD exports nothing, and leaves no row', async t => {
  const auth = await openAdmin(t)
  const { credentials } = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  assert.equal((await auth.request('HEAD', path, { headers: credentials })).status, 200)
  assert.deepEqual(await historyOf(auth), [])
})

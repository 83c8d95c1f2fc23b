/** Members that a body was never asked for: owners, ids, flags, hidden columns, prototypes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { defineUserFields } from '../../src/accounts/user-fields.ts'
import { openNotes } from '../../src/features/resources/tests/notes.ts'
import { charField } from '../../src/fields/char-field.ts'
import { readOnlyField } from '../../src/fields/read-only-field.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'

const greedy = { id: 99, owner: 2, secret: 'known', rowid: 7, tokens_not_before: 0 }

test('a row belongs to whoever made it, whatever the body says', async t => {
  const { auth, alice, note, row } = await openNotes(t)
  const made = await auth.request('POST', '/own/', { token: alice, json: { title: 'x', ...greedy } })
  assert.equal(made.status, 201)
  const { id, owner, secret } = row(made.json.id)
  assert.deepEqual([id, owner, secret], [made.json.id, note.owner, 'hidden words'])
})

test('PUT and PATCH change no owner, no id and no hidden column', async t => {
  const { auth, alice, note, row } = await openNotes(t)
  const before = row()
  for (const method of ['PUT', 'PATCH']) {
    const json = { title: note.title, rank: 5, ...greedy }
    const reply = await auth.request(method, `/own/${note.id}/`, { token: alice, json })
    assert.equal(reply.status, 200)
  }
  assert.deepEqual(row(), before)
})

test('a body of prototypes writes nothing', async t => {
  const { auth, alice, note, row } = await openNotes(t)
  const before = row()
  const body = '{"__proto__": {"title": "polluted", "owner": 2}, "constructor": {"prototype": {"title": "polluted"}}}'
  await auth.request('PATCH', `/own/${note.id}/`, { token: alice, body })
  assert.deepEqual(row(), before)
  assert.equal(({} as { title?: string }).title, undefined)
})

test('nobody makes themselves staff, superuser or premium: at registration, in the profile, by any spelling', async t => {
  const userFields = defineUserFields(
    z.object({ nickname: charField({ required: false }), is_premium: readOnlyField('boolean') }),
  )
  const auth = await createTestAuth({ userFields })
  t.after(() => auth.close())
  const flags = Object.fromEntries(
    ['is_staff', 'isStaff', 'is_superuser', 'isSuperuser', 'is_premium', 'own_is_premium', 'is_active'].map(name => [
      name,
      true,
    ]),
  )
  const password = 'SecurePass123!'
  const account = { email: 'mallory@example.com', password, password_confirm: password, nickname: 'M' }
  const json = { ...account, ...flags, id: 1000, groups: ['admins'], fields: { is_premium: true } }
  const { tokens } = (await auth.request('POST', '/api/auth/register/', { json })).json
  for (const method of ['PUT', 'PATCH'])
    await auth.request(method, '/api/auth/profile/', { token: tokens.access, json })
  const user = await auth.system.users.findByLogin('mallory@example.com')
  assert.deepEqual(
    [user?.isStaff, user?.isSuperuser, user?.fields.is_premium, user?.fields.nickname, user?.id],
    [false, false, false, 'M', 1],
  )
})

/** Mass assignment: members that a body must not set, such as owners, ids, hidden columns and prototypes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openNotes } from './notes.ts'

const greedy = { id: 99, owner: 2, secret: 'known', rowid: 7, tokens_not_before: 0 }

test('mass assignment: a row belongs to the user who created it, whatever the body says', async t => {
  const { auth, alice, note, row } = await openNotes(t)
  const made = await auth.request('POST', '/own/', { token: alice, json: { title: 'x', ...greedy } })
  assert.equal(made.status, 201)
  const { id, owner, secret } = row(made.json.id)
  assert.deepEqual([id, owner, secret], [made.json.id, note.owner, 'hidden words'])
})

test('mass assignment: PUT and PATCH change no owner, no id and no hidden column', async t => {
  const { auth, alice, note, row } = await openNotes(t)
  const before = row()
  for (const method of ['PUT', 'PATCH']) {
    const json = { title: note.title, rank: 5, ...greedy }
    const reply = await auth.request(method, `/own/${note.id}/`, { token: alice, json })
    assert.equal(reply.status, 200)
  }
  assert.deepEqual(row(), before)
})

test('prototype pollution: a body with prototype members writes nothing', async t => {
  const { auth, alice, note, row } = await openNotes(t)
  const before = row()
  const body = '{"__proto__": {"title": "polluted", "owner": 2}, "constructor": {"prototype": {"title": "polluted"}}}'
  await auth.request('PATCH', `/own/${note.id}/`, { token: alice, body })
  assert.deepEqual(row(), before)
  assert.equal(({} as { title?: string }).title, undefined)
})

/** IDOR: another user's row by other methods, paths and ids, in lists, and through references. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openNotes } from './notes.ts'

const methods = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']

test('a row that the caller cannot see is a 404 for every method and body (IDOR)', async t => {
  const { auth, bob, note, row } = await openNotes(t)
  const before = row()
  for (const method of methods) {
    for (const json of [{ title: 'mine' }, { title: '' }, []]) {
      const reply = await auth.request(method, `/own/${note.id}/`, { token: bob, json })
      const never = await auth.request(method, '/own/999/', { token: bob, json })
      assert.deepEqual([reply.status, reply.text], [404, never.text], method)
    }
  }
  assert.deepEqual(row(), before)
})

test('only the owner can change a row that all users see, and an invalid body does not change the answer', async t => {
  const { auth, bob, note, row } = await openNotes(t)
  const before = row()
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    for (const json of [{ title: 'mine' }, { title: '' }, { owner: 2 }, {}]) {
      assert.equal((await auth.request(method, `/open/${note.id}/`, { token: bob, json })).status, 403, method)
      assert.equal((await auth.request(method, `/open/${note.id}/`, { json })).status, 401, method)
    }
  }
  assert.deepEqual(row(), before)
})

test('other spellings of an id, a path or a method give no access', async t => {
  const { auth, bob, note, row } = await openNotes(t)
  const before = row()
  const paths = [
    `/own/${note.id}`,
    `/own//${note.id}/`,
    `/own/%31/`,
    `/own/+${note.id}/`,
    `/own/0${note.id}/`,
    `/own/${note.id}.0/`,
  ]
  for (const path of paths) {
    for (const method of methods) {
      const reply = await auth.request(method, path, { token: bob, json: { title: 'mine' } })
      assert.ok([404, 405].includes(reply.status), `${method} ${path} gave ${reply.status}`)
    }
  }
  const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' }
  await auth.request('POST', '/own/', { token: bob, json: { title: 'x', _method: 'DELETE', id: note.id }, headers })
  assert.deepEqual(row(), before)
})

test('lists, searches, pages and counts do not include a hidden row', async t => {
  const { auth, bob } = await openNotes(t)
  for (const query of ['', '?search=Plans', '?rank=5', '?title=Plans%20of%20Alice', '?ordering=-title', '?page=last']) {
    const { json, text } = await auth.request('GET', `/own/${query}`, { token: bob })
    assert.deepEqual([json.count, text.includes('Plans')], [0, false], query)
  }
})

test('an invalid token, or one of another kind, sees no rows', async t => {
  const { auth, note } = await openNotes(t)
  for (const token of ['garbage', (await auth.login('alice@example.com')).refresh]) {
    assert.equal((await auth.request('GET', `/own/${note.id}/`, { token })).status, 401)
  }
})

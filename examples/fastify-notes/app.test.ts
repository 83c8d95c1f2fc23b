import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCaller, secretKey } from '../caller.ts'
import { openNotes } from './app.ts'

test('notes are seen by their owner alone, posts are changed by their author alone', async t => {
  const app = await openNotes({ secretKey, database: 'sqlite::memory:' })
  t.after(() => app.close())
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const [ada, bob, stranger] = [createCaller(url), createCaller(url), createCaller(url)]
  await ada.register('ada@example.com')
  await bob.register('bob@example.com')

  const note = await ada.send('POST', '/api/notes/', { text: 'buy milk' })
  assert.equal(note.status, 201)
  const { id } = note.json
  assert.deepEqual((await ada.send('GET', `/api/notes/${id}/`)).json.text, 'buy milk')
  assert.equal((await bob.send('GET', `/api/notes/${id}/`)).status, 404)
  assert.equal((await bob.send('PATCH', `/api/notes/${id}/`, { text: 'mine' })).status, 404)
  assert.equal((await stranger.send('GET', '/api/notes/')).status, 401)
  assert.equal((await ada.send('PATCH', `/api/notes/${id}/`, { done: true })).json.done, true)

  const post = await ada.send('POST', '/api/posts/', { title: 'Hello' })
  assert.equal((await stranger.send('GET', `/api/posts/${post.json.id}/`)).json.title, 'Hello')
  assert.equal((await bob.send('DELETE', `/api/posts/${post.json.id}/`)).status, 403)
  assert.equal((await ada.send('DELETE', `/api/posts/${post.json.id}/`)).status, 204)
})

test('routes of Fastify are guarded, too', async t => {
  const app = await openNotes({ secretKey, database: 'sqlite::memory:' })
  t.after(() => app.close())
  const ada = createCaller(await app.listen({ port: 0, host: '127.0.0.1' }))
  assert.equal((await ada.send('GET', '/me')).status, 401)
  await ada.register('ada@example.com')
  assert.deepEqual((await ada.send('GET', '/me')).json, { email: 'ada@example.com' })
  assert.equal((await ada.send('GET', '/staff')).status, 403)
})

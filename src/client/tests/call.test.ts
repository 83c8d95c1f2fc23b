/** Calls by rows: what is sent, and what becomes of the answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCall, createClient } from '../index.ts'
import { openTabs, signIn } from './tabs.ts'

interface Rows {
  readonly 'GET /api/auth/profile/': { readonly answer: { readonly email: string } }
  readonly 'PATCH /api/auth/profile/': {
    readonly body: { readonly first_name: string }
    readonly answer: { readonly first_name: string }
  }
  readonly 'GET /api/auth/sessions/': { readonly answer: readonly { readonly id: string }[] }
  readonly 'DELETE /api/auth/sessions/{id}/': { readonly params: { readonly id: string }; readonly answer: undefined }
}

test('a call is sent as its row says, and gives what the server answered: an object, a list, nothing', async t => {
  const { open, expire } = await openTabs(t, 'memory')
  const client = open()
  await signIn([client])
  const call = createCall<Rows>(client)
  const seen = await call('GET /api/auth/profile/')
  assert.equal(seen.kind === 'called' && seen.data.email, 'alice@example.com')
  expire()
  const changed = await call('PATCH /api/auth/profile/', { body: { first_name: 'Alice' } })
  assert.deepEqual(changed.kind === 'called' && [changed.status, changed.data.first_name], [200, 'Alice'])
  const sessions = await call('GET /api/auth/sessions/')
  assert.ok(sessions.kind === 'called' && sessions.data.length === 2)
  const [id = ''] = sessions.data.map(session => session.id).slice(1)
  const ended = await call('DELETE /api/auth/sessions/{id}/', { params: { id } })
  assert.deepEqual(ended.kind === 'called' && [ended.status, ended.data], [204, undefined])
  const refused = await call('PATCH /api/auth/profile/', { body: { first_name: 'x'.repeat(500) } })
  assert.equal(refused.kind === 'refused' && refused.status, 400)
  await client.logout()
  assert.equal((await call('GET /api/auth/profile/')).kind, 'signed_out')
})

test('a parameter cannot lead to another path (path traversal), and a query is encoded', async () => {
  const sent: string[] = []
  const fetch = async (input: unknown) => {
    sent.push(String(input))
    return new Response('[]')
  }
  const client = createClient({ url: 'https://api.example.com/app', fetch })
  interface Row {
    readonly params: { readonly id: string | number }
    readonly query?: { readonly q?: string | undefined; readonly page?: number }
    readonly answer: unknown
  }
  const call = createCall<{ readonly 'GET /api/notes/{id}/': Row }>(client)
  for (const id of ['..', '.', '', '../admin', 'a/b?c#d', '%2e%2e', 7]) {
    const called = call('GET /api/notes/{id}/', { params: { id }, query: { q: 'a&b', page: 2 } })
    if (/^\.{0,2}$/.test(String(id))) await assert.rejects(called, /cannot stand in a path/)
    else await called
  }
  const query = '?q=a%26b&page=2'
  assert.deepEqual(
    sent,
    ['..%2Fadmin', 'a%2Fb%3Fc%23d', '%252e%252e', '7'].map(
      id => `https://api.example.com/app/api/notes/${id}/${query}`,
    ),
  )
})

test('a server that fails, and an answer that was cut off, are for later', async () => {
  const answers = [new Response('{}', { status: 502 }), new Response('{"a'), new Response('', { status: 429 })]
  const client = createClient({ url: 'https://api.example.com', fetch: async () => answers.shift() ?? assert.fail() })
  const call = createCall<Rows>(client)
  for (let at = 0; at < 3; at += 1) assert.equal((await call('GET /api/auth/profile/')).kind, 'later')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guarded } from '../../adapters/fetch.ts'
import { isAuthenticated } from '../../permissions/built-in.ts'
import { problemTable } from '../../problems.ts'
import { createTestAuth } from '../../testing/test-auth.ts'

const problemDocsUrl = 'https://docs.example.com/reference/problems.html'

test('a refusal links to the entry of its code, if it is said where the reference stands', async () => {
  const auth = await createTestAuth({ problemDocsUrl, accountPages: 'on' })
  const linkOf = async (method: string, path: string, json?: object) => {
    const { headers } = await auth.request(method, path, json && { json })
    return headers.get('Link')
  }
  assert.equal(await linkOf('GET', '/api/auth/profile/'), `<${problemDocsUrl}#not_authenticated>; rel="help"`)
  assert.equal(await linkOf('GET', '/nowhere/'), `<${problemDocsUrl}#not_found>; rel="help"`)
  const wrong = { email: 'alice@example.com', password: 'wrong' }
  assert.equal(await linkOf('POST', '/api/auth/login/', wrong), `<${problemDocsUrl}#no_active_account>; rel="help"`)
  assert.equal(await linkOf('GET', '/.well-known/jwks.json'), null)
})

test('a guard of an application does the same', async () => {
  const auth = await createTestAuth({ problemDocsUrl })
  const handler = guarded(auth, { permissions: [isAuthenticated] }, () => new Response('mine'))
  const refused = await handler(new Request('http://localhost/mine'), { remoteAddress: '192.0.2.1' })
  assert.equal(refused.headers.get('Link'), `<${problemDocsUrl}#not_authenticated>; rel="help"`)
})

test('without the setting no refusal is longer', async () => {
  const auth = await createTestAuth()
  assert.equal((await auth.request('GET', '/api/auth/profile/')).headers.get('Link'), null)
})

test('a code needs no escape in the anchor', () => {
  for (const code of Object.keys(problemTable)) assert.match(code, /^[a-z0-9_]+$/)
})

test('an address that has an anchor already, or could end the header, is refused at the start', async () => {
  for (const wrong of [`${problemDocsUrl}#top`, 'https://docs.example.com/>; rel="next"', '/problems']) {
    await assert.rejects(createTestAuth({ problemDocsUrl: wrong }), /problemDocsUrl/)
  }
})

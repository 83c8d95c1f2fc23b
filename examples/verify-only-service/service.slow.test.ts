/** The service beside a real server: people log in at one, and use the other with what they get. */
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createTestAuth, createUser } from 'latchkey/testing'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { createHttpServer } from '../../src/server/http-server.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createService } from './service.ts'

const password = 'SecurePass123!'

async function open(t: TestContext) {
  const port = await findFreePort()
  const issuer = `http://localhost:${port}`
  const auth = await createTestAuth(
    {
      issuer,
      publicUrl: issuer,
      audience: 'orders',
      algorithm: 'ES256',
      signingKey: generateKeyPair('ES256').privatePem,
      keyId: '2026-11',
      tokenClaims: user => ({ team: user.email?.split('@')[0] === 'teamless' ? 7 : 'red', is_staff: user.isStaff }),
    },
    { clock: createFakeClock(Date.now()) },
  )
  const server = createHttpServer(auth)
  const service = createService(issuer)
  t.after(async () => {
    await service.close()
    await server.close()
    await auth.close()
  })
  await server.listen({ port, host: '127.0.0.1' })
  const url = await service.listen({ port: 0, host: '127.0.0.1' })
  const login = async (email: string, isStaff = false) => {
    await createUser(auth, { email, password, isStaff })
    const { json } = await auth.request('POST', '/api/auth/login/', { json: { email, password } })
    return json as { readonly access: string; readonly refresh: string }
  }
  const ask = async (method: string, path: string, token?: string, body?: object) => {
    const headers = {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    }
    const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    return [answer.status, text === '' ? undefined : JSON.parse(text)]
  }
  return { login, ask }
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as { readonly port: number }
  await new Promise(closed => server.close(closed))
  return port
}

test('the service takes the access tokens of the server, and no others', async t => {
  const { login, ask } = await open(t)
  const { access, refresh } = await login('alice@example.com')
  assert.deepEqual(await ask('POST', '/orders', access, { item: 'tea' }), [201, { team: 'red', item: 'tea' }])
  assert.deepEqual(await ask('GET', '/orders', access), [200, [{ team: 'red', item: 'tea' }]])
  assert.deepEqual(await ask('GET', '/orders', refresh), [
    401,
    { detail: 'Token has wrong type', code: 'token_not_valid' },
  ])
  assert.deepEqual(await ask('GET', '/orders'), [401, { detail: 'Authentication credentials were not provided.' }])
  assert.deepEqual(await ask('GET', '/'), [200, { hello: 'visitor' }])
  assert.deepEqual(await ask('GET', '/', access), [200, { hello: 'red' }])
})

test('what the service requires of claims: staff for one route, and the form of its schema for all', async t => {
  const { login, ask } = await open(t)
  const [alice, staff, teamless] = [
    await login('a@example.com'),
    await login('s@example.com', true),
    await login('teamless@example.com'),
  ]
  assert.deepEqual(await ask('DELETE', '/orders', alice.access), [
    403,
    { detail: 'You do not have permission to perform this action.' },
  ])
  assert.deepEqual(await ask('DELETE', '/orders', staff.access), [204, undefined])
  assert.deepEqual(await ask('GET', '/orders', teamless.access), [
    401,
    { detail: 'Token is invalid', code: 'token_not_valid' },
  ])
})

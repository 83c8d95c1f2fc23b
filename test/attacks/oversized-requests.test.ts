/** Requirements 26 and 27: requests that are cheap to send and dear to read. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { loginEndpoints, oldPasswordEndpoint } from './credentials-endpoints.ts'
import { listen, readAnswer } from './listening.ts'

test('a hundred headers are read, one more is 431', async t => {
  const server = await listen(t)
  const many = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: 1\r\n`).join('')
  const get = (count: number) =>
    `GET /api/auth/profile/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${many(count)}\r\n`
  assert.equal(readAnswer(await server.send(get(98))).status, 401)
  for (const count of [99, 1500]) {
    const { status, body } = readAnswer(await server.send(get(count)))
    assert.deepEqual([status, body], [431, '{"detail":"Request headers are too large."}'])
  }
})

test('a head of more than 16 KiB is 431', async t => {
  const server = await listen(t)
  const text = await server.send(`GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`)
  assert.equal(readAnswer(text).status, 431)
})

test('a compressed body is 415 and never decompressed (decompression bomb)', async () => {
  const auth = await createTestAuth()
  const bomb = gzipSync(Buffer.alloc(1_000_000)).toString('latin1')
  for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'identity, gzip', 'GZIP', 'x']) {
    const headers = { 'content-encoding': encoding, 'content-type': 'application/json' }
    const { status, json } = await auth.request('POST', '/api/auth/login/', { body: bomb, headers })
    assert.deepEqual([status, json], [415, { detail: 'Encoded request bodies are not supported.' }], encoding)
  }
  const plain = { headers: { 'content-encoding': 'identity' }, json: {} }
  assert.equal((await auth.request('POST', '/api/auth/login/', plain)).status, 400)
})

test('JSON that nests without end is 400', async () => {
  const auth = await createTestAuth()
  for (const text of ['['.repeat(100_000), '{"a":'.repeat(100_000)]) {
    const headers = { 'content-type': 'application/json' }
    assert.equal((await auth.request('POST', '/api/auth/login/', { body: text, headers })).status, 400)
  }
})

/** One hash at a time, none may wait, and one is under way: whoever needs a hash now is turned away with 503. */
async function createBusyAuth() {
  const auth = await createTestAuth({
    passwordConcurrency: 1,
    passwordQueue: 0,
    passwordMemory: 65_536,
    passwordIterations: 4,
  })
  await auth.register('eve@example.com')
  return { auth, hash: auth.system.hasher.hash('something else') }
}

for (const [name, endpoint] of Object.entries(loginEndpoints)) {
  test(`${name}: a password of a megabyte is refused without a hash, and so is an endless name`, async () => {
    const { auth, hash } = await createBusyAuth()
    const password = 'x'.repeat(1_000_000)
    const known = await endpoint(auth, { password })
    const unknown = await endpoint(auth, { password, email: 'nobody@example.com' })
    const endless = await endpoint(auth, { email: `${'x'.repeat(1_000_000)}@example.com` })
    for (const { status, text } of [known, unknown, endless]) assert.deepEqual([status, text], [401, known.text])
    assert.equal((await endpoint(auth)).status, 503)
    await hash
  })
}

test('an old password of a megabyte is wrong, at once', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register('eve@example.com')
  const { status, json } = await oldPasswordEndpoint(access)(auth, { password: 'x'.repeat(1_000_000) })
  assert.deepEqual([status, json], [400, { old_password: ['Current password is incorrect.'] }])
})

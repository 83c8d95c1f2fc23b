import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { defineEndpoint } from '../http/endpoints/define-endpoint.ts'
import type { Answer } from '../http/request/message.ts'
import { allowAny } from '../permissions/built-in.ts'
import { testAdapter } from '../testing/adapter-contract.ts'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'
import { createHttpServer, type HttpServer } from './http-server.ts'

testAdapter('the ready-made server', async (t, auth) => {
  const app = createHttpServer(auth)
  t.after(() => app.close())
  return await app.listen({ host: '127.0.0.1', port: 0 })
})

/** A server with one row, which answers as it is told. */
async function serve(t: TestContext, answers: Readonly<Record<string, Answer>>) {
  const row = defineEndpoint({
    path: '/api/x/',
    permissions: [allowAny],
    GET: ({ incoming: { query } }) => answers[query] ?? { status: 200, body: {} },
  })
  const auth = await createTestAuth({}, { endpoints: [row] })
  const app = createHttpServer(auth)
  t.after(() => app.close().then(auth.close))
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { auth, app, url, ask: (query: string, method = 'GET') => askRaw(url, `${method} /api/x/?${query} HTTP/1.1`) }
}

/** Everything that comes back for one request, a character for each byte. */
async function askRaw(url: string, line: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(`${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  return (await buffer(socket)).toString('latin1')
}

test('the header of an answer, byte for byte', async t => {
  const answer = { status: 200, body: { a: 1 }, cookies: ['a=b', 'c=d'], headers: { 'X-Name': 'Zo\u00eb' } }
  const { ask } = await serve(t, { some: answer })
  const text = (await ask('some')).replace(/(trace: )[0-9a-f]{32}/, '$1...').replace(/(Date: ).*(?=\r)/, '$1...')
  assert.deepEqual(text.split('\r\n'), [
    'HTTP/1.1 200 OK',
    'content-type: application/json',
    'vary: Accept',
    'allow: GET, HEAD, OPTIONS',
    'x-content-type-options: nosniff',
    'x-frame-options: DENY',
    'referrer-policy: same-origin',
    'cross-origin-opener-policy: same-origin',
    'cache-control: no-store',
    'x-name: Zo\u00eb',
    'set-cookie: a=b',
    'set-cookie: c=d',
    'latchkey-trace: ...',
    'content-length: 7',
    'Date: ...',
    'Connection: close',
    '',
    '{"a":1}',
  ])
})

test('a header in latin-1 stays so beside a body in UTF-8', async t => {
  const { ask } = await serve(t, { some: { status: 200, body: { a: 'Zo\u00eb' }, headers: { 'X-Name': 'Zo\u00eb' } } })
  const text = await ask('some')
  assert.match(text, /\r\nx-name: Zo\u00eb\r\n/)
  assert.match(text, /\r\ncontent-length: 12\r\n[\s\S]*\r\n\r\n\{"a":"Zo\u00c3\u00ab"\}$/)
})

test('what has no content names neither type nor length, and HEAD has the length of GET', async t => {
  const { ask } = await serve(t, {
    gone: { status: 204, body: { a: 1 } },
    same: { status: 304, headers: { ETag: '"a"' } },
  })
  assert.doesNotMatch(await ask('gone'), /\ncontent-|\{/)
  assert.doesNotMatch(await ask('same'), /content-length/)
  assert.match(await ask('other', 'HEAD'), /\r\ncontent-length: 2\r\n[\s\S]*\r\n\r\n$/)
})

test('header and text leave in one write', async t => {
  const { app, ask } = await serve(t, {})
  const writes = countWrites(app)
  assert.match(await ask('any'), /\{\}$/)
  assert.deepEqual(writes, { single: 1, several: 0 })
})

/** The writes to all connections that are opened from now on. */
function countWrites(app: HttpServer): { single: number; several: number } {
  const writes = { single: 0, several: 0 }
  app.server.on('connection', (socket: Socket) => {
    const { _write, _writev } = socket
    socket._write = (...of) => {
      writes.single += 1
      _write.apply(socket, of)
    }
    socket._writev = (...of) => {
      writes.several += 1
      _writev?.apply(socket, of)
    }
  })
  return writes
}

test('a stream is read as fast as its client takes it', async t => {
  let read = 0
  async function* endless() {
    for (;;) {
      read += 1
      yield Buffer.alloc(65_536)
    }
  }
  const { url } = await serve(t, {
    all: { status: 200, content: { type: 'application/octet-stream', bytes: endless() } },
  })
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write('GET /api/x/?all HTTP/1.1\r\nHost: localhost\r\n\r\n')
  // Of what is sent nothing is read, until the buffers of both sides are full.
  for (let before = -1; before !== read || read === 0; ) {
    before = read
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  assert.ok(read < 1000, `${read} parts`)
  socket.destroy()
})

test('what fails around dispatch is a 500 without a word about it, and the operator hears of it', async t => {
  const auth = await createTestAuth()
  const failing: TestAuth = { ...auth, dispatch: () => Promise.reject(new Error('of the wrapper')) }
  const app = createHttpServer(failing)
  t.after(() => app.close().then(auth.close))
  const answer = await fetch(`${await app.listen({ host: '127.0.0.1', port: 0 })}/api/auth/profile/`)
  assert.deepEqual([answer.status, await answer.text()], [500, '{"detail":"Internal server error."}'])
  assert.deepEqual(auth.reasonsOf('request.failed'), ['unforeseen'])
})

test('a server that never listened is closed, and one that is closed twice', async () => {
  const auth = await createTestAuth()
  const app = createHttpServer(auth)
  await Promise.all([app.close(), app.close()])
  await auth.close()
})

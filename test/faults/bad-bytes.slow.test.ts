/** Requests that no browser sends: each has an answer, none of them is a 5xx, and none shows a stack. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, password } from './api.ts'
import { openSocket } from './raw-socket.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const cleanups: (() => unknown)[] = []
const suite = { after: (cleanup: () => unknown) => void cleanups.push(cleanup) }
let server: ServerProcess
let token: string

before(async () => {
  server = await startServer(suite, temporaryFolder(suite), { LATCHKEY_BODY_LIMIT: '10000' })
  token = (await createApi(server.url).register('alice@example.com', password)).json.tokens.access
})
after(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup()
})

/** Sends bytes and reads the answer to its end. */
async function send(head: readonly string[], body = ''): Promise<{ status: number; head: string; body: string }> {
  const socket = await openSocket(server.port)
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  const text = await socket.whole
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(text) ?? assert.fail(`no answer: ${JSON.stringify(text)}`)
  const end = text.indexOf('\r\n\r\n')
  assert.ok(Number(status) < 500, text)
  assert.doesNotMatch(text, /\n +at |node:internal|\.ts:\d/, 'a stack')
  return { status: Number(status), head: text.slice(0, end), body: text.slice(end + 4) }
}

const closing = ['Host: localhost', 'Connection: close']
const post = (type: string, body: string) => {
  const lines = [`Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(body, 'latin1')}`]
  return send(['POST /api/auth/login/ HTTP/1.1', ...closing, ...lines], body)
}

test('an unknown method is 405 with Allow, after authentication', async () => {
  const login = await send(['FOO /api/auth/login/ HTTP/1.1', ...closing])
  assert.deepEqual([login.status, login.body], [405, '{"detail":"Method \\"FOO\\" not allowed."}'])
  assert.match(login.head, /\r\nAllow: POST, OPTIONS/)
  const stranger = await send(['FOO /api/auth/profile/ HTTP/1.1', ...closing])
  assert.equal(stranger.status, 401)
  assert.match(stranger.head, /\r\nWWW-Authenticate: Bearer realm="api"/)
  const known = await send(['FOO /api/auth/profile/ HTTP/1.1', ...closing, `Authorization: Bearer ${token}`])
  assert.equal(known.status, 405)
  assert.match(known.head, /\r\nAllow: GET, PUT, PATCH, HEAD, OPTIONS/)
})

test('methods that Node knows and no endpoint has are 405 as well', async () => {
  for (const method of ['TRACE', 'PROPFIND', 'M-SEARCH', 'PURGE', 'QUERY', 'PATCH', 'DELETE', 'GET']) {
    const { status, head } = await send([`${method} /api/auth/login/ HTTP/1.1`, ...closing])
    assert.equal(status, 405, method)
    assert.match(head, /\r\nAllow: POST, OPTIONS/i, method)
  }
})

test('an unknown method on an unknown path is 404', async () => {
  assert.equal((await send(['FOO /nowhere HTTP/1.1', ...closing])).status, 404)
})

test('CONNECT gets an answer or an end, and the server goes on', async () => {
  const socket = await openSocket(server.port)
  socket.write('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n')
  assert.doesNotMatch(await socket.whole, /^HTTP\/1\.1 [25]/)
  assert.equal((await createApi(server.url).login('alice@example.com', password)).status, 200)
})

test('headers without end are 431', async () => {
  const { status, body } = await send(['GET /api/auth/profile/ HTTP/1.1', ...closing, `X-Long: ${'x'.repeat(100_000)}`])
  assert.deepEqual([status, body], [431, '{"detail":"Request headers are too large."}'])
})

test('bytes that are not HTTP are 400, as JSON', async () => {
  const lines = [
    'GET / HTTP/9.9',
    'GET /api/auth/\x80/ HTTP/1.1\r\nHost: localhost',
    '\x16\x03\x01\x02\x00',
    'GET /api/auth/profile/ HTTP/1.1\r\nno colon',
    'GET /api/auth/profile/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1',
    'POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked',
    'FOO',
    `${'F'.repeat(100)} / HTTP/1.1\r\nHost: localhost`,
  ]
  for (const line of lines) {
    const { status, head, body } = await send([line])
    assert.deepEqual([status, body], [400, '{"detail":"Malformed request."}'], JSON.stringify(line))
    assert.match(head, /\r\nContent-Type: application\/json\r\n/)
  }
})

test('a body over the limit is 413, by its declared length or while it is read', async () => {
  const long = JSON.stringify({ email: 'alice@example.com', password: 'x'.repeat(20_000) })
  const told = await post('application/json', long)
  assert.deepEqual([told.status, told.body], [413, '{"detail":"Request body is too large."}'])
  const start = ['POST /api/auth/login/ HTTP/1.1', ...closing, 'Content-Type: application/json']
  const chunks = `${long.length.toString(16)}\r\n${long}\r\n0\r\n\r\n`
  assert.equal((await send([...start, 'Transfer-Encoding: chunked'], chunks)).status, 413)
})

test('garbage as a content type is 415', async () => {
  for (const type of ['', ';', 'application', 'text/plain', 'application/json/', '\xff\xfe', 'a/b; c="']) {
    assert.equal((await post(type, '{}')).status, 415, JSON.stringify(type))
  }
})

test('garbage as a body is 400', async () => {
  const bodies = ['{', '[]', 'null', '\xff\xfe', '{"email": "\xff"}', '"text"', '['.repeat(9000), '{"a": NaN}', '1e999']
  for (const body of bodies) assert.equal((await post('application/json', body)).status, 400, JSON.stringify(body))
  assert.equal((await post('multipart/form-data; boundary=x', '--x\r\nnothing')).status, 400)
  assert.equal((await post('application/x-www-form-urlencoded', '%zz=%&&&=')).status, 400)
})

test('a path that cannot be decoded is 404', async () => {
  for (const path of ['/%', '/%zz/', '/api/%ff/', '/api/auth/login%2f', '/api/..%2f/', '//', '/api/auth/%00/']) {
    const { status, body } = await send([`GET ${path} HTTP/1.1`, ...closing])
    assert.deepEqual([status, body], [404, '{"detail":"Not found."}'], JSON.stringify(path))
  }
})

test('a broken query, an absolute address and `*` do no harm', async () => {
  assert.equal((await send(['GET /api/auth/profile/?%zz=%ff&format HTTP/1.1', ...closing])).status, 401)
  assert.ok(
    [401, 404].includes((await send(['GET http://evil.example/api/auth/profile/ HTTP/1.1', ...closing])).status),
  )
  assert.equal((await send(['GET * HTTP/1.1', ...closing])).status, 404)
})

test('no Host, two of them and a foreign one are 400', async () => {
  for (const hosts of [[], ['Host: localhost', 'Host: localhost'], ['Host: evil.example'], ['Host: a b']]) {
    const { status } = await send(['GET /api/auth/profile/ HTTP/1.1', 'Connection: close', ...hosts])
    assert.equal(status, 400, JSON.stringify(hosts))
  }
})

test('tokens of odd bytes are 401', async () => {
  for (const odd of ['a.b.c', '..', '\xff\xfe', 'x'.repeat(8000), `${token}\x80`, `${token}=`, token.slice(1)]) {
    const { status } = await send(['GET /api/auth/profile/ HTTP/1.1', ...closing, `Authorization: Bearer ${odd}`])
    assert.equal(status, 401, JSON.stringify(odd).slice(0, 50))
  }
})

test('after all of it the server still serves, and has logged no unforeseen error', async () => {
  assert.equal((await createApi(server.url).profile(token)).status, 200)
  assert.doesNotMatch(server.stderr(), /request\.failed|unforeseen/)
})

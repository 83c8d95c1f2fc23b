/** Unauthenticated sockets: they may use few resources (denial of service), and send one message. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { test } from 'node:test'
import type { FakeClock } from '../../../testing/fake-clock.ts'
import { type SocketClient, serveSockets } from './socket-server.ts'

const small = { firstMessageLimit: 1024, firstMessageTimeout: 5000 }

async function openNamelessSocket(t: Parameters<typeof serveSockets>[0]) {
  const server = await serveSockets(t, { options: small })
  const { access } = await server.auth.register('user@example.com')
  const client = server.connect()
  await once(client.socket, 'open')
  return { ...server, ...client, access, authenticate: JSON.stringify({ type: 'authenticate', token: access }) }
}

test('a socket without a first message is closed after the timeout, not before', async t => {
  const { auth, ended, socket, connections } = await openNamelessSocket(t)
  auth.clock.advance(4999)
  assert.equal(socket.readyState, socket.OPEN)
  auth.clock.advance(1)
  assert.equal(await ended, 4008)
  assert.deepEqual(connections, [])
})

/** The server reads nothing more of such a client, not even its answer to the close, and cuts the connection. */
async function cutOff({ socket }: Pick<SocketClient, 'socket'>, clock: FakeClock): Promise<void> {
  while (socket.readyState === socket.OPEN) await new Promise(resolve => setImmediate(resolve))
  clock.advance(2000)
}

test('a first message without an end is cut off when it becomes too large', async t => {
  const { auth, ended, socket } = await openNamelessSocket(t)
  socket.send('a'.repeat(900), { fin: false })
  socket.send('a'.repeat(900), { fin: false })
  await cutOff({ socket }, auth.clock)
  assert.equal(await ended, 1009)
})

test('a large first message is cut off, although its token is valid', async t => {
  const { auth, ended, socket, access, connections } = await openNamelessSocket(t)
  socket.send(JSON.stringify({ type: 'authenticate', token: access, padding: 'a'.repeat(5000) }))
  await cutOff({ socket }, auth.clock)
  assert.equal(await ended, 1009)
  assert.deepEqual(connections, [])
})

for (const [what, message] of Object.entries({
  'no JSON': 'hello',
  'another type': '{"type":"subscribe","token":"x"}',
  'no token': '{"type":"authenticate"}',
  'a number for a token': '{"type":"authenticate","token":1}',
  'an empty token': '{"type":"authenticate","token":""}',
  'a list': '["authenticate"]',
  nothing: '',
  'a bad token': '{"type":"authenticate","token":"a.b.c"}',
})) {
  test(`a first message that is ${what} ends the socket with 4002`, async t => {
    const { ended, socket } = await openNamelessSocket(t)
    socket.send(message)
    assert.equal(await ended, 4002)
  })
}

test('a binary first message ends the socket', async t => {
  const { ended, socket, authenticate } = await openNamelessSocket(t)
  socket.send(Buffer.from(authenticate))
  assert.equal(await ended, 4002)
})

test('messages before the answer to the first one never reach the application', async t => {
  const { ended, socket, authenticate, received } = await openNamelessSocket(t)
  socket.send(authenticate)
  socket.send('drop table users')
  assert.equal(await ended, 4002)
  assert.deepEqual(received, [])
})

test('an expired token says so, so that a client refreshes and comes back', async t => {
  const { auth, ended, socket, authenticate } = await openNamelessSocket(t)
  const late = JSON.parse(authenticate)
  auth.clock.advance(4000)
  const { access } = await auth.login('user@example.com')
  assert.notEqual(access, late.token)
  socket.send(JSON.stringify({ type: 'authenticate', token: access }))
  const [greeting] = await once(socket, 'message')
  assert.equal(String(greeting), '{"type":"authenticated"}')
  auth.clock.advance(15 * 60_000)
  assert.equal(await ended, 4001)
})

test('a client that leaves during authentication leaves nothing behind', async t => {
  const { auth, socket, authenticate, connections, connect } = await openNamelessSocket(t)
  socket.send(authenticate)
  socket.terminate()
  await once(socket, 'close')
  const other = connect()
  await once(other.socket, 'open')
  auth.clock.advance(5000)
  assert.equal(await other.ended, 4008)
  assert.ok(connections.every(connection => connection.socket.readyState === connection.socket.CLOSED))
})

test('a client that keeps sending after the close is ignored, and cut off after two seconds', async t => {
  const { auth, connect, received, connections } = await serveSockets(t)
  const pair = await auth.register('user@example.com')
  const client = connect({ headers: { authorization: `Bearer ${pair.access}` } })
  await client.next()
  // A client that never answers the close, and keeps writing.
  client.socket.pause()
  t.after(() => client.socket.terminate())
  await auth.logout(pair)
  client.socket.send('still talking')
  const closed = once(connections[0]?.socket ?? client.socket, 'close')
  await new Promise(resolve => setTimeout(resolve, 50))
  assert.deepEqual(received, [])
  auth.clock.advance(2000)
  await closed
})

for (const [who, isKnown] of Object.entries({ 'an anonymous client': false, 'an authenticated client': true })) {
  test(`malformed frames close the socket of ${who}, and never crash the process`, async t => {
    const { auth, connect, port } = await serveSockets(t)
    const { access } = await auth.register('user@example.com')
    const raw = createConnection(port, '127.0.0.1')
    const bearer = isKnown ? `Authorization: Bearer ${access}\r\n` : ''
    raw.write(
      `GET /live/ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${bearer}` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    )
    await once(raw, 'data')
    // Reserved bits, an unknown opcode, no mask.
    raw.write(Buffer.of(0xff, 0x01, 0x00))
    raw.resume()
    await once(raw, 'close')
    const next = connect({ headers: { authorization: `Bearer ${access}` } })
    assert.equal(await next.next(), 'hello 1')
  })
}

test('a refused handshake keeps no connection open, however long the client holds its half', async t => {
  const { port } = await serveSockets(t, { options: { credentials: ['header'] } })
  const raw = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true })
  raw.write('GET /live/ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  const chunks: Buffer[] = []
  for await (const chunk of raw.iterator({ destroyOnReturn: false })) chunks.push(chunk)
  assert.match(Buffer.concat(chunks).toString(), /^HTTP\/1\.1 401 [\s\S]*not provided/)
  // The server's half is gone.
  const writing = setInterval(() => raw.write('still here'), 10)
  const [error] = await once(raw, 'error')
  clearInterval(writing)
  assert.match(String(error.code), /ECONNRESET|EPIPE/)
})

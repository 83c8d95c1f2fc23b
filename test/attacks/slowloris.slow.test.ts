/** Requirement 30 (slowloris): clients that hold connections open and send next to nothing. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { openSocket } from '../faults/raw-socket.ts'
import { listen, readAnswer } from './listening.ts'

const short = { headersTimeout: '200ms', requestTimeout: '400ms', keepAliveTimeout: '200ms' } as const
const head = 'POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'

test('a head that never ends is 408', async t => {
  const server = await listen(t, short)
  const { status, body } = readAnswer(await server.send('GET /api/auth/profile/ HTTP/1.1\r\nHost: local'))
  assert.deepEqual([status, body], [408, '{"detail":"The request took too long."}'])
})

test('a client that sends nothing at all is disconnected', async t => {
  const server = await listen(t, short)
  const text = await server.send('')
  assert.match(text, /^(HTTP\/1\.1 408 |$)/)
})

test('a body that trickles is cut off, and is not logged as a server error', async t => {
  const server = await listen(t, short)
  const socket = await openSocket(server.port)
  socket.write(`${head}Content-Length: 1000\r\n\r\n`)
  const trickle = setInterval(() => socket.write('x'), 50)
  const { status } = readAnswer(await socket.whole)
  clearInterval(trickle)
  assert.equal(status, 408)
  assert.deepEqual(server.reasonsOf('request.failed'), [])
})

test('a client that leaves in the middle of its body is not logged as a server error', async t => {
  const server = await listen(t)
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.end(`${head}Content-Length: 1000\r\n\r\n{`)
  await once(socket.resume(), 'close')
  assert.deepEqual(server.reasonsOf('request.failed'), [])
})

test('a connection that idles after its answer is closed', async t => {
  const server = await listen(t, short)
  const text = await server.send('GET /api/auth/profile/ HTTP/1.1\r\nHost: localhost\r\n\r\n')
  assert.match(text, /^HTTP\/1\.1 401 /)
})

test('connections over the limit are closed, and open ones go on', async t => {
  const server = await listen(t, { maximumConnections: 2 })
  const [first, second] = [await openSocket(server.port), await openSocket(server.port)]
  assert.equal(await server.send('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'), '')
  first.write('GET /api/auth/profile/ HTTP/1.1\r\nHost: localhost\r\n\r\n')
  assert.match(await first.until('\r\n\r\n{'), /^HTTP\/1\.1 401 /)
  first.end()
  second.end()
})

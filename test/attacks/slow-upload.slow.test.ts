/** Requirement 30: a client that never finishes its request cannot keep a server from ending in its ten seconds. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { openSocket } from '../faults/raw-socket.ts'
import { startServer } from '../faults/server-process.ts'

test('a body that never comes is cut off, and the process is gone within ten seconds', { timeout: 30_000 }, async t => {
  const server = await startServer(t, temporaryFolder(t))
  const socket = await openSocket(server.port)
  socket.write(
    'POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n',
  )
  await socket.until('100 Continue')
  const started = performance.now()
  server.signal('SIGTERM')
  const { code, stderr } = await server.ended
  assert.ok(performance.now() - started < 10_000)
  assert.equal(code, 1)
  assert.match(stderr, /did not finish/)
})

/** Requirement 27: a client that sends too much is told so, also when it reads no answer before it has sent it all. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { listen } from './listening.ts'

const head = 'POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
const size = 12_000_000
const framings = {
  'a declared length': `Content-Length: ${size}\r\n\r\n${'x'.repeat(size)}`,
  'one chunk': `Transfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`,
} as const

for (const [name, body] of Object.entries(framings)) {
  test(`${name}: a body of twelve megabytes is read to its end and answered with 413, and the connection stays open`, async t => {
    const { port } = await listen(t)
    const socket = connect(port, '127.0.0.1').setEncoding('latin1').pause()
    await once(socket, 'connect')
    const failure = await new Promise(sent => socket.once('error', sent).write(head + body, sent))
    assert.equal(failure ?? 'sent', 'sent')
    socket.write('GET /api/auth/profile/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    const answers = (await socket.resume().toArray()).join('').match(/(?<=HTTP\/1\.1 )\d+/g)
    assert.deepEqual(answers, ['413', '401'])
  })
}

test('a declared length over the limit is refused before any of the body arrives', async t => {
  const { port } = await listen(t)
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  socket.write(`${head}Content-Length: 100000000\r\n\r\n`)
  const [answer] = await once(socket, 'data')
  socket.destroy()
  assert.match(String(answer), /^HTTP\/1\.1 413 /)
})

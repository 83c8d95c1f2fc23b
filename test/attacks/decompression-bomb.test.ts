/** Requirement 27: a body that was packed for the transfer is no more unpacked, or taken for its text, than any other. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listen, readAnswer } from './listening.ts'

const head =
  'POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n'

test('a compressed body in chunks is 415 (decompression bomb)', async t => {
  const server = await listen(t)
  for (const coding of ['gzip, chunked', 'deflate,chunked', 'identity, chunked', 'x, chunked']) {
    const { status } = readAnswer(await server.send(`${head}Transfer-Encoding: ${coding}\r\n\r\n2\r\n{}\r\n0\r\n\r\n`))
    assert.equal(status, 415, coding)
  }
  const plain = await server.send(`${head}Transfer-Encoding: Chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`)
  assert.equal(readAnswer(plain).status, 400)
})

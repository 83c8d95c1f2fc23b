/** Requirement 30, ASVS 4.2.1, CVE-2022-32213 and later: two readers that see two different requests in one stream. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listen, readAnswer } from './listening.ts'

const start = 'POST /api/auth/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
const smuggled = 'GET /api/auth/profile/ HTTP/1.1\r\nHost: localhost\r\n\r\n'

const ambiguous: Readonly<Record<string, string>> = {
  'two lengths that differ': `${start}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}${smuggled}`,
  'two lengths that agree': `${start}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}${smuggled}`,
  'a list of lengths': `${start}Content-Length: 2, 2\r\n\r\n{}${smuggled}`,
  'a length with a sign': `${start}Content-Length: +2\r\n\r\n{}${smuggled}`,
  'a length and chunks': `${start}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  'chunks and a length': `${start}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n${smuggled}`,
  'chunks that are not last': `${start}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`,
  'an unknown coding': `${start}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
  'a blank before the colon': `${start}Content-Length : 2\r\n\r\n{}${smuggled}`,
  'a folded header': `${start}X-One: a\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  'a chunk size that is none': `${start}Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n${smuggled}`,
  'a bare line feed in the head': `${start}X-One: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
}

for (const [name, bytes] of Object.entries(ambiguous)) {
  test(`${name}: one 4xx, the connection ends, and the smuggled request is not served`, async t => {
    const server = await listen(t)
    const text = await server.send(bytes)
    assert.equal(text.match(/HTTP\/1\.1 /g)?.length, 1, text)
    const { status, headers, body } = readAnswer(text)
    assert.equal(status, 400)
    assert.equal(headers.get('connection'), 'close')
    assert.equal(body, '{"detail":"Malformed request."}')
  })
}

test('two Host headers, or none, are refused', async t => {
  const server = await listen(t)
  for (const hosts of ['Host: localhost\r\nHost: evil.example\r\n', '', 'Host: localhost, evil.example\r\n']) {
    const text = await server.send(`GET /api/auth/profile/ HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`)
    assert.deepEqual([readAnswer(text).status, readAnswer(text).body], [400, '{"detail":"Invalid Host header."}'])
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../testing/test-auth.ts'
import { checkHost } from './host.ts'

function isAllowed(header: string | undefined, allowed: readonly string[]): boolean {
  try {
    checkHost(header, allowed)
    return true
  } catch (error) {
    assert.equal((error as { code?: unknown }).code, 'disallowed_host')
    return false
  }
}

const rows = [
  ['example.com', ['example.com'], true],
  ['EXAMPLE.com:8000', ['example.com'], true],
  ['example.com', ['Example.COM'], true],
  ['example.com.', ['example.com'], true],
  ['example.com', ['.example.com'], true],
  ['a.b.example.com', ['.example.com'], true],
  ['evilexample.com', ['.example.com'], false],
  ['a.example.com', ['example.com'], false],
  ['evil.com', ['example.com', 'localhost'], false],
  ['evil.com', ['*'], true],
  ['127.0.0.1:8000', ['127.0.0.1'], true],
  ['[::1]:8000', ['[::1]'], true],
  ['[::1]', ['localhost'], false],
  ['', ['*'], false],
  [undefined, ['*'], false],
  ['example.com:port', ['*'], false],
  ['user@example.com', ['*'], false],
  ['example.com/path', ['*'], false],
  ['example.com, evil.com', ['*'], false],
  ['ex ample.com', ['*'], false],
  ['example.com\r\nX: y', ['*'], false],
] as const

test('a Host header is one of ours, as Django decides it', () => {
  for (const [header, allowed, expected] of rows) {
    assert.equal(isAllowed(header, allowed), expected, JSON.stringify([header, allowed]))
  }
})

test("a foreign host's 400 is JSON, and Django's page under compat; the code travels with both", async t => {
  const headers = { host: 'evil.example' }
  for (const compat of ['none', 'simplejwt'] as const) {
    const auth = await createTestAuth({ compat })
    t.after(() => auth.close())
    const reply = await auth.request('GET', '/api/auth/profile/', { headers })
    assert.deepEqual([reply.status, reply.headers.get('latchkey-code')], [400, 'disallowed_host'])
    const isPage = compat === 'simplejwt'
    assert.match(reply.headers.get('content-type') ?? '', isPage ? /^text\/html/ : /^application\/json$/)
    assert.equal(reply.text.includes('<h1>Bad Request (400)</h1><p></p>'), isPage)
    assert.ok(!reply.text.includes('evil'))
  }
})

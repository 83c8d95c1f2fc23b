/** What somebody writes into a request starts no line in the log, moves no cursor, and leaves no credential there. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuthEvent } from '../../src/ports/events.ts'
import { createLog } from '../../src/server/log.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'

const forged = '{"level":30,"event":"login.succeeded","userId":1}'
const texts = {
  'a line break': `x\n${forged}`,
  'a carriage return': `x\r${forged}`,
  'a terminal escape': '\u001b[2J\u001b]0;owned\u0007',
  'an eight-bit escape': '\u009b2J',
  'a line separator': `x\u2028${forged}\u2029`,
  'a reversed direction': '\u202egpj.exe',
  'half a surrogate pair': '\ud800',
  'a null character': 'a\u0000b',
  'a quote and a brace': '"},{"event":"login.succeeded"',
}

const unclean = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

async function createScene(debug: boolean) {
  const lines: string[] = []
  const log = createLog(debug, { stream: { write: line => void lines.push(line) } })
  const auth = await createTestAuth({ accessLog: true, onEvent: (event: AuthEvent) => log.emit(event) })
  return { auth, lines }
}

/** Sends the text in every place where a request has room for it. */
async function sendEverywhere(auth: TestAuth, text: string): Promise<void> {
  const json = { email: text, password: text, password_confirm: text, refresh: text, token: text, first_name: text }
  for (const path of ['login', 'register', 'token/refresh', 'token/verify', 'cookie/login', 'token/blacklist']) {
    await auth.request('POST', `/api/auth/${path}/`, { json })
  }
  await auth.request('POST', '/api/auth/login/', { body: text })
  await auth.request(text, `/api/${text}`, { json: { [text]: text } })
  await auth.request('GET', `/api/auth/profile/?format=${text}`)
  for (const name of ['host', 'authorization', 'cookie', 'user-agent', 'x-forwarded-for', 'traceparent', 'accept']) {
    const value = text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '')
    await auth.request('GET', '/api/auth/profile/', { headers: { [name]: value } })
  }
}

for (const [what, text] of Object.entries(texts)) {
  test(`${what} in a request stays inside one clean line of the log`, async () => {
    const { auth, lines } = await createScene(false)
    await sendEverywhere(auth, text)
    assert.ok(lines.length > 8)
    for (const line of lines) {
      assert.ok(line.endsWith('\n'))
      assert.doesNotMatch(line.slice(0, -1), unclean)
      assert.notEqual(JSON.parse(line).event, 'login.succeeded')
    }
  })

  test(`${what} in a request stays inside one clean line of the readable log`, async () => {
    const { auth, lines } = await createScene(true)
    await sendEverywhere(auth, text)
    assert.ok(lines.length > 8)
    for (const line of lines) {
      assert.ok(line.endsWith('\n'))
      assert.doesNotMatch(line.slice(0, -1), unclean)
      assert.doesNotMatch(line, /^\S+ INFO {2}A user logged in/)
    }
  })
}

test('an error whose message quotes a token, a hash and a line break is logged without them', () => {
  const lines: string[] = []
  const log = createLog(false, { stream: { write: line => void lines.push(line) } })
  const cause = new Error('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOjF9.c2ln\nand argon2$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA')
  const data = { method: 'GET', path: '/', code: 'internal_error', status: 500, cause: new Error('x', { cause }) }
  log.emit({ name: 'request.failed', data })
  assert.equal(lines.length, 1)
  assert.doesNotMatch(lines.join(''), /eyJ|aGFzaA/)
  assert.match(lines.join(''), /\[token\].*\[hash\]/)
})

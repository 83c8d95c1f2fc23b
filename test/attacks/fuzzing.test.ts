/** Bodies, headers and tokens that nobody would write: seeded, so that what fails once fails again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'

const seed = 20_261_122
const runs = { seed, numRuns: 400 }

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'BREW', 'get']
const names = ['email', 'username', 'password', 'password_confirm', 'refresh', 'token', 'first_name', 'old_password']
const oddNames = ['__proto__', 'constructor', 'toString', '', 'new_password', 'new_password_confirm', 'id', 'is_staff']
const contentTypes = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'x',
  '',
]

const oddText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\0', '\ud800', 'a@b.c', '🙂@example.com', '\u202e', 'x'.repeat(5000), "' OR 1=1 --", '{{7*7}}'),
)
const oddValue = fc.oneof(oddText, fc.jsonValue({ maxDepth: 6 }), fc.double(), fc.constant(null))
const oddBody = fc.dictionary(fc.constantFrom(...names, ...oddNames), oddValue).map(body => JSON.stringify(body))

/** A header value as a client could send it: no line breaks, one character a byte. */
const headerText = fc.string({ unit: fc.integer({ min: 32, max: 255 }).map(code => String.fromCharCode(code)) })

const ownScript = /<script type="module" src="\/(?:account|console)\/assets\/[\w.-]+"><\/script>/

function checkAnswer(auth: TestAuth, { status, text }: { status: number; text: string }): void {
  assert.ok(status < 500, `${status}: ${text}`)
  // A page shows what was sent as text, and loads no script but the app's own file.
  if (text.startsWith('<!doctype html>')) assert.doesNotMatch(text.replace(ownScript, ''), /<script|<img/)
  else if (text !== '') JSON.parse(text)
  assert.doesNotMatch(text, /\bat .*\.ts:\d+|sqlite|SELECT |node:internal/i)
  assert.deepEqual(auth.reasonsOf('request.failed'), [])
}

async function withUser(): Promise<{ auth: TestAuth; access: string; paths: readonly string[] }> {
  const auth = await createTestAuth()
  const { access } = await auth.register('fuzz@example.com')
  // Deeds that end the account or its sessions are left out: what follows would only see 401.
  return { auth, access, paths: auth.paths.map(path => path.replace(/\{\w+\}/g, 'x')) }
}

test('no body makes any endpoint answer 5xx', async () => {
  const { auth, access, paths } = await withUser()
  const request = fc.record({
    method: fc.constantFrom(...methods),
    path: fc.constantFrom(...paths),
    type: fc.constantFrom(...contentTypes),
    body: fc.oneof(oddBody, oddText, fc.json()),
    isKnown: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, type, body, isKnown }) => {
      const headers = type === '' ? {} : { 'content-type': type }
      const token = isKnown ? access : undefined
      checkAnswer(auth, await auth.request(method, path, { body, headers, token }))
    }),
    runs,
  )
})

test('no header makes any endpoint answer 5xx', async () => {
  const { auth, paths } = await withUser()
  const named = fc.constantFrom(
    'authorization',
    'accept',
    'cookie',
    'content-type',
    'origin',
    'user-agent',
    'x-forwarded-for',
  )
  const value = fc.oneof(
    headerText,
    headerText.map(text => `Bearer ${text}`),
    headerText.map(text => `access_token=${text}`),
  )
  const request = fc.record({ path: fc.constantFrom(...paths), headers: fc.dictionary(named, value) })
  await fc.assert(
    fc.asyncProperty(request, async ({ path, headers }) => {
      for (const method of ['GET', 'POST']) checkAnswer(auth, await auth.request(method, path, { headers }))
    }),
    runs,
  )
})

test('no mutated token is accepted or makes an endpoint answer 5xx', async () => {
  const { auth, access } = await withUser()
  const at = fc.nat({ max: access.length - 1 })
  const bend = fc.oneof(
    fc
      .tuple(at, fc.string({ minLength: 1, maxLength: 3 }))
      .map(([n, text]) => access.slice(0, n) + text + access.slice(n + 1)),
    at.map(n => access.slice(0, n)),
    fc.tuple(at, at).map(([a, b]) => access.slice(a) + access.slice(0, b)),
    oddText,
  )
  await fc.assert(
    fc.asyncProperty(bend, async token => {
      fc.pre(token !== access)
      for (const path of ['/api/token/verify/', '/api/token/refresh/', '/api/token/blacklist/']) {
        const answer = await auth.request('POST', path, { json: { token, refresh: token } })
        // The field trims what surrounds a token in a body, as the reference does.
        if (token.trim() !== access) assert.ok(answer.status >= 400, path)
        checkAnswer(auth, answer)
      }
    }),
    runs,
  )
})

test('no path makes the server answer 5xx', async () => {
  const { auth } = await withUser()
  await fc.assert(
    fc.asyncProperty(fc.webPath(), fc.webQueryParameters(), async (path, query) => {
      checkAnswer(auth, await auth.request('GET', `${path || '/'}?${query}`))
    }),
    runs,
  )
})

/**
 * One whole session is read: every answer, every log line, every audit row. Passwords, hashes, SQL and stacks are in
 * none of the answers, tokens in those alone that hand them out, and nothing of the kind is in log or audit.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Endpoint } from '../../src/http/endpoints/endpoint.ts'
import { allowAny } from '../../src/permissions/built-in.ts'
import type { AuthEvent } from '../../src/ports/events.ts'
import { createLog } from '../../src/server/log.ts'
import type { Config } from '../../src/settings/settings.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import type { Reply, TestRequest } from '../../src/testing/test-client.ts'

const passwords = ['SecurePass123!', 'An0ther-pass-word!', 'wr0ng-but-secret!']
const [first = '', second = '', wrong = ''] = passwords
const token = /eyJ[A-Za-z0-9_-]{8,}/
const hash = /argon2\$|pbkdf2_sha256\$|\$argon2id\$/
const engine = /\b(SELECT|INSERT|UPDATE|DELETE FROM|sqlite|SQLITE|constraint failed|no such table)\b/
const stack = /\bat .*\.(ts|js|mjs):\d+|node:internal|node_modules|Error:/

/** Fails in ways that nobody foresaw, with an error that quotes what must not be said. */
const failing: Endpoint = {
  name: 'Failing',
  description: '',
  paths: ['/api/failing/'],
  authentication: 'none',
  permissions: [allowAny],
  methods: {
    GET: {
      summary: 'Fail.',
      fails: [],
      handle: async () => {
        throw new Error(`SELECT * FROM users WHERE password = 'argon2$argon2id$v=19$x' -- eyJhbGciOiJIUzI1NiJ9.e30.x`)
      },
    },
  },
}

interface Seen {
  readonly path: string
  readonly reply: Reply
}

/** Every endpoint, with right and wrong things; then the store goes away. */
async function live(config: Config = {}) {
  const lines: string[] = []
  const log = createLog(false, { stream: { write: line => void lines.push(line) } })
  const onEvent = (event: AuthEvent) => log.emit(event)
  const auth = await createTestAuth({ ...config, exampleEndpoints: true, onEvent }, { endpoints: [failing] })
  const seen: Seen[] = []
  const ask = async (method: string, path: string, request: TestRequest = {}) => {
    const reply = await auth.request(method, path, request)
    seen.push({ path, reply })
    return reply
  }
  const post = (path: string, json: unknown, request: TestRequest = {}) => ask('POST', path, { json, ...request })
  const email = 'leak@example.com'
  const names = { email, username: 'leak' }

  await post('/api/auth/register/', { ...names, password: first, password_confirm: first })
  await post('/api/auth/register/', { ...names, password: first, password_confirm: first })
  for (const endpoint of ['/api/auth/login/', '/api/token/', '/api/sliding/token/', '/api/auth/cookie/login/']) {
    await post(endpoint, { ...names, password: wrong })
    await post(endpoint, { email: 'nobody@example.com', username: 'nobody', password: wrong })
  }
  const login = (await post('/api/token/', { ...names, password: first })).json
  const cookies = await post('/api/auth/cookie/login/', { ...names, password: first })
  const cookie = cookies.headers
    .getSetCookie()
    .map(text => text.split(';')[0])
    .join('; ')
  await post('/api/auth/cookie/refresh/', {}, { headers: { cookie } })
  const next = (await post('/api/token/refresh/', { refresh: login.refresh })).json
  for (const path of [
    '/api/token/verify/',
    '/api/token/blacklist/',
    '/api/token/refresh/',
    '/api/sliding/token/refresh/',
  ]) {
    for (const text of [login.access, `${login.refresh}x`, 'eyJhbGciOiJub25lIn0.e30.']) {
      await post(path, { token: text, refresh: text })
    }
  }
  for (const text of [login.access, next.access, login.refresh, `${login.access}x`]) {
    for (const path of [
      '/api/auth/profile/',
      '/api/protected/',
      '/api/admin-only/',
      '/api/auth/sessions/',
      `/api/${text}/`,
    ]) {
      await ask('GET', path, { token: text })
    }
  }
  const change = { old_password: wrong, new_password: second, new_password_confirm: second }
  const { access } = (await post('/api/token/', { ...names, password: first })).json
  await post('/api/auth/password/change/', change, { token: access })
  await post('/api/auth/password/change/', { ...change, old_password: first }, { token: access })
  await post('/api/auth/logout/', { refresh: login.refresh }, { token: access })
  for (const body of [`{"password": "${wrong}", `, `{"refresh": ${login.refresh}}`, '[[', '\u0000']) {
    await ask('POST', '/api/auth/login/', { body })
  }
  await ask('GET', '/api/failing/')
  await auth.store.audit.append([])
  const audit = JSON.stringify(auth.store.database.prepare('SELECT * FROM audit').all())
  auth.store.database.close()
  await post('/api/token/', { ...names, password: second })
  await post('/api/token/refresh/', { refresh: next.refresh })
  return { seen, told: [...lines, audit, ...auth.events.map(event => JSON.stringify(event))], lines }
}

/** What hands tokens out does it in a body of its own. */
const issuing = /^\/api\/(auth\/)?(register|login|token|token\/refresh|sliding\/token|sliding\/token\/refresh)\/$/

for (const [what, config] of Object.entries<Config>({
  defaults: {},
  DEBUG: { debug: true },
  'SimpleJWT’s behaviour': { compat: 'simplejwt' },
  'user names': { accounts: 'username' },
})) {
  test(`a session from registration to a lost store leaks nothing: ${what}`, async () => {
    const { seen, told } = await live(config)
    assert.ok(seen.length > 40)
    for (const { path, reply } of seen) {
      const where = `${path} ${reply.status} ${reply.text}`
      for (const pattern of [hash, engine, stack]) assert.doesNotMatch(reply.text, pattern, where)
      for (const password of passwords) assert.ok(!reply.text.includes(password), where)
      if (reply.status >= 400 || !issuing.test(path)) assert.doesNotMatch(reply.text, token, where)
    }
    for (const text of told) {
      assert.doesNotMatch(text, token)
      assert.doesNotMatch(text, hash)
      for (const password of passwords) assert.ok(!text.includes(password), text)
    }
  })
}

test('an unforeseen error is a 500 that says nothing, and the log says it all', async () => {
  const { seen, lines } = await live()
  const { reply } = seen.find(({ path }) => path === '/api/failing/') ?? assert.fail('it was not asked')
  assert.equal(reply.status, 500)
  assert.equal(reply.text, '{"detail":"Internal server error."}')
  const told = lines.map(line => JSON.parse(line)).filter(line => line.event === 'request.failed')
  const [line] = told.filter(({ code }) => code === 'internal_error')
  assert.equal(line.traceId, reply.headers.get('latchkey-trace'))
  assert.match(line.cause.message, /SELECT \* FROM users WHERE password = '\[hash\]/)
})

test('a lost store is the only other 5xx', async () => {
  const { seen } = await live()
  const broken = seen.filter(({ reply }) => reply.status >= 500).map(({ path, reply }) => `${reply.status} ${path}`)
  assert.deepEqual(broken, ['500 /api/failing/', '503 /api/token/', '503 /api/token/refresh/'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refresh as refreshTokens } from '../../../flows/refresh.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'

const list = async (auth: TestAuth, token: string) => (await auth.request('GET', '/api/auth/sessions/', { token })).json
const end = (auth: TestAuth, token: string, path = '') =>
  auth.request('DELETE', `/api/auth/sessions/${path}`, { token })
const statuses = (auth: TestAuth, tokens: readonly { readonly access: string }[]) =>
  Promise.all(tokens.map(async ({ access }) => (await auth.visit(access)).status))

async function logInThrice(settings: Parameters<typeof createTestAuth>[0] = {}) {
  const auth = await createTestAuth(settings)
  const first = await auth.register('alice@example.com')
  auth.clock.advance(1000)
  const second = await auth.login('alice@example.com')
  auth.clock.advance(1000)
  return { auth, first, second, third: await auth.login('alice@example.com') }
}

test('the list shows the caller’s live sessions, the last used first, and which is the current one', async () => {
  const { auth, first, second } = await logInThrice()
  await auth.register('bob@example.com')
  auth.clock.advance(1000)
  await auth.refresh(first.refresh)
  const sessions = await list(auth, second.access)
  assert.deepEqual(
    sessions.map(({ current, started_at }: Record<string, unknown>) => [started_at, current]),
    [
      ['2026-01-15T12:00:00Z', false],
      ['2026-01-15T12:00:02Z', false],
      ['2026-01-15T12:00:01Z', true],
    ],
  )
  assert.deepEqual(Object.keys(sessions[0]), [
    'id',
    'started_at',
    'last_used_at',
    'expires_at',
    'authenticated_by',
    'address',
    'user_agent',
    'current',
  ])
  assert.equal(sessions[0].last_used_at, '2026-01-15T12:00:03Z')
  assert.equal(sessions[0].address, '192.0.2.1')
})

test('one session ends: its access and refresh tokens are dead at once, and it leaves the list', async () => {
  const { auth, first, second, third } = await logInThrice()
  const [, , oldest] = await list(auth, third.access)
  assert.equal((await end(auth, third.access, `${oldest.id}/`)).status, 204)
  assert.deepEqual(await statuses(auth, [first, second, third]), [401, 200, 200])
  assert.equal((await auth.refresh(first.refresh)).status, 401)
  assert.equal((await list(auth, third.access)).length, 2)
  assert.equal((await end(auth, third.access, `${oldest.id}/`)).status, 404)
})

test('the others end and the caller stays', async () => {
  const { auth, first, second, third } = await logInThrice()
  assert.equal((await end(auth, second.access, 'others/')).status, 204)
  assert.deepEqual(await statuses(auth, [first, second, third]), [401, 200, 401])
})

test('all end, the caller too', async () => {
  const { auth, first, second, third } = await logInThrice()
  assert.equal((await end(auth, second.access)).status, 204)
  assert.deepEqual(await statuses(auth, [first, second, third]), [401, 401, 401])
})

test('a browser that ends its own session loses its cookies', async () => {
  const { auth, third } = await logInThrice({ debug: true })
  const headers = { cookie: `access_token=${third.access}`, 'sec-fetch-site': 'same-origin' }
  const reply = await auth.request('DELETE', '/api/auth/sessions/', { headers })
  assert.equal(reply.status, 204)
  assert.match(reply.headers.get('set-cookie') ?? '', /access_token="";.*refresh_token="";/)
})

test('an anonymous request lists no sessions', async () => {
  const auth = await createTestAuth()
  assert.equal((await auth.request('GET', '/api/auth/sessions/')).status, 401)
})

test('one login more than allowed ends the oldest session', async () => {
  const { auth, first, second, third } = await logInThrice({ maximumSessions: 2 })
  assert.deepEqual(await statuses(auth, [first, second, third]), [401, 200, 200])
  assert.equal((await auth.refresh(first.refresh)).status, 401)
})

test('of many logins at once exactly as many sessions stay as are allowed', async () => {
  const auth = await createTestAuth({ maximumSessions: 3, throttling: false })
  await auth.register('alice@example.com')
  // Of two that began in one millisecond either may stay.
  auth.clock.advance(1)
  const pairs = await Promise.all(Array.from({ length: 12 }, () => auth.login('alice@example.com')))
  const alive = (await statuses(auth, pairs)).filter(status => status === 200)
  assert.equal(alive.length, 3)
})

test('a session ends for good when its absolute lifetime is over, however often it was refreshed', async () => {
  const auth = await createTestAuth({ sessionAbsoluteLifetime: '1h', accessTokenLifetime: '15m' })
  let { access, refresh } = await auth.register('alice@example.com')
  for (let minutes = 10; minutes < 60; minutes += 10) {
    auth.clock.advance(10 * 60_000)
    const reply = await auth.refresh(refresh)
    assert.equal(reply.status, 200, `${minutes} minutes`)
    ;({ access, refresh } = reply.json)
  }
  const [session] = await list(auth, access)
  assert.equal(session.expires_at, '2026-01-15T13:00:00Z')
  auth.clock.advance(10 * 60_000)
  assert.equal((await auth.visit(access)).status, 401)
  assert.equal((await auth.refresh(refresh)).status, 401)
})

test('an absolute lifetime that is set later ends the sessions that are too old', async () => {
  const auth = await createTestAuth()
  const { refresh } = await auth.register('alice@example.com')
  auth.clock.advance(2 * 3_600_000)
  const strict = { ...auth.system, settings: { ...auth.system.settings, sessionAbsoluteLifetime: 3600 } }
  await assert.rejects(refreshTokens(strict, refresh), { code: 'token_not_valid' })
  assert.equal((await auth.refresh(refresh)).status, 401)
  assert.ok(auth.reasonsOf('session.ended').includes('lifetime'))
})

/** Each fact is one event, with the address and the trace id of its request. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth, type TestAuth } from '../../testing/test-auth.ts'
import { type Pair, type Reply, testPassword } from '../../testing/test-client.ts'

const email = 'fact@example.com'

interface Scene {
  readonly auth: TestAuth
  readonly pair: Pair
}

/** What happens, and the events that tell of it, each with its reason. */
const facts: Readonly<Record<string, readonly [(scene: Scene) => Promise<unknown>, readonly string[]]>> = {
  'a registration': [({ auth }) => auth.register('other@example.com'), ['user.registered']],
  'a login': [({ auth }) => auth.login(email), ['login.succeeded']],
  'a wrong password': [({ auth }) => logIn(auth, 'wrong'), ['login.failed wrong_password']],
  'a wrong password for cookies': [({ auth }) => logIn(auth, 'wrong', 'cookie/login'), ['login.failed wrong_password']],
  'a refresh': [({ auth, pair }) => auth.refresh(pair.refresh), ['refresh.rotated']],
  'a refresh whose answer was lost': [
    async ({ auth, pair }) => {
      await auth.refresh(pair.refresh)
      await auth.refresh(pair.refresh)
    },
    ['refresh.rotated', 'refresh.forgiven'],
  ],
  'a replay': [
    async ({ auth, pair }) => {
      const next = (await auth.refresh(pair.refresh)).json
      await auth.refresh(next.refresh)
      await auth.refresh(pair.refresh)
    },
    ['refresh.rotated', 'refresh.rotated', 'refresh.reused', 'session.ended replay'],
  ],
  'a logout': [({ auth, pair }) => auth.logout(pair), ['session.ended logout', 'logout.succeeded']],
  'a logout with a token of an ended session': [
    async ({ auth, pair }) => {
      const again = await auth.login(email)
      await auth.logout(pair)
      await auth.logout({ ...again, refresh: pair.refresh })
    },
    ['login.succeeded', 'session.ended logout', 'logout.succeeded', 'token.refused gone'],
  ],
  'a password change': [
    ({ auth, pair }) => auth.changePassword(pair.access, 'An0ther-pass!'),
    ['password.changed', 'session.ended password_change'],
  ],
  'a password change that does not know the old one': [
    ({ auth, pair }) => auth.changePassword(pair.access, 'An0ther-pass!', 'wrong'),
    ['password.refused wrong_password'],
  ],
  'a token of an ended session': [
    async ({ auth, pair }) => {
      await auth.logout(pair)
      await auth.visit(pair.access)
    },
    ['session.ended logout', 'logout.succeeded', 'token.refused revoked'],
  ],
  'an altered token': [({ auth, pair }) => auth.visit(`${pair.access}x`), ['token.refused bad_signature']],
  'no token': [({ auth }) => auth.request('GET', '/api/auth/profile/'), ['request.refused IsAuthenticated']],
  'an unknown path': [({ auth }) => auth.request('GET', '/nowhere/'), ['request.refused path']],
}

for (const [what, [happen, expected]] of Object.entries(facts)) {
  test(`${what}: ${expected.join(', ')}`, async () => {
    const auth = await createTestAuth()
    const pair = await auth.register(email)
    const before = auth.events.length
    await happen({ auth, pair })
    const emitted = auth.events.slice(before)
    assert.deepEqual(
      emitted.map(({ name, reason }) => (reason === undefined ? name : `${name} ${reason}`)),
      expected,
    )
    for (const { address, traceId } of emitted) {
      assert.equal(address, '192.0.2.1')
      assert.match(traceId ?? '', /^[0-9a-f]{32}$/)
    }
  })
}

test('each password beyond the limit of an address is one event', async () => {
  const auth = await createTestAuth({ throttling: true, loginRate: '1/m' })
  await auth.register(email)
  await auth.login(email)
  assert.equal((await logIn(auth, testPassword)).status, 429)
  assert.deepEqual(auth.reasonsOf('request.throttled'), ['login_rate'])
})

test('the trace of a trusted proxy is in the answer and in the event', async () => {
  const auth = await createTestAuth({ trustedProxies: ['192.0.2.1'] })
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  const reply = await auth.request('GET', '/api/auth/profile/', { headers: { traceparent } })
  assert.equal(reply.headers.get('latchkey-trace'), '4bf92f3577b34da6a3ce929d0e0e4736')
  assert.equal(auth.events.at(-1)?.traceId, '4bf92f3577b34da6a3ce929d0e0e4736')
})

test('two requests have two traces', async () => {
  const auth = await createTestAuth()
  const replies = [await auth.request('GET', '/'), await auth.request('GET', '/')]
  const [one, other] = replies.map(({ headers }) => headers.get('latchkey-trace'))
  assert.notEqual(one, other)
})

function logIn(auth: TestAuth, password: string, endpoint = 'login'): Promise<Reply> {
  return auth.request('POST', `/api/auth/${endpoint}/`, { json: { email, password } })
}

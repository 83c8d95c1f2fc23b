import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { listen } from '../../test/attacks/listening.ts'
import { defineUserFields } from '../accounts/user-fields.ts'
import { charField } from '../fields/char-field.ts'
import { testPassword } from '../testing/test-client.ts'
import { type Client, type ClientOptions, createClient } from './index.ts'
import { readClaims } from './read-claims.ts'
import type { Pair } from './wire.ts'

const email = 'alice@example.com'
const credentials = { email, password: testPassword }
const registration = { ...credentials, password_confirm: testPassword }

type Fetch = typeof globalThis.fetch

/** A fetch that can fail or give prepared responses, and records the paths. */
function createWire(port: number) {
  const wire = { isCut: false, answers: [] as (Response | Promise<Response>)[], paths: [] as string[] }
  const fetch: Fetch = async (input, init) => {
    wire.paths.push(new URL(String(input)).pathname)
    if (wire.isCut) throw new TypeError('fetch failed')
    return (await wire.answers.shift()) ?? (await globalThis.fetch(input, init))
  }
  const url = `http://127.0.0.1:${port}`
  return { ...wire, wire, fetch, url, count: (path: string) => wire.paths.filter(each => each.includes(path)).length }
}

async function signedIn(t: TestContext, config: Parameters<typeof listen>[1] = {}, more: ClientOptions = {}) {
  const auth = await listen(t, config)
  const wired = createWire(auth.port)
  const client = createClient({ url: wired.url, fetch: wired.fetch, clock: auth.clock, ...more })
  assert.equal((await client.register(registration)).kind, 'signed_in')
  const later = () => auth.clock.advance(15 * 60_000)
  return { auth, client, later, ...wired }
}

const visit = async (client: Client) => (await client.fetch('/api/auth/profile/')).status

test("login and registration return the user, a wrong password returns the server's message", async t => {
  const { client, auth } = await signedIn(t)
  const outcome = await client.login(credentials)
  assert.deepEqual(outcome.kind === 'signed_in' && outcome.user, {
    id: 1,
    email,
    first_name: '',
    last_name: '',
    full_name: email,
  })
  assert.equal(await visit(client), 200)
  assert.deepEqual(await client.login({ email, password: 'wrong' }), {
    kind: 'refused',
    status: 401,
    body: { detail: 'No active account found with the given credentials' },
  })
  const again = await client.register(registration)
  assert.deepEqual(again.kind === 'refused' && again.body, { email: ['user with this email already exists.'] })
  assert.equal(auth.reasonsOf('login.failed').length, 1)
})

test('the profile is the user of now, with the fields of the application', async t => {
  const fields = defineUserFields(z.object({ phone_number: charField({ required: false, maxLength: 15 }) }))
  const auth = await listen(t, { userFields: fields })
  const client = createClient<{ readonly phone_number: string | null }>({ url: `http://127.0.0.1:${auth.port}` })
  assert.deepEqual(await client.profile().then(({ kind }) => kind), 'signed_out')
  const opened = await client.register({ ...registration, phone_number: '123' })
  const entered = await client.login(credentials)
  const seen = await client.profile()
  for (const [kind, outcome] of Object.entries({ opened, entered, seen })) {
    assert.equal('user' in outcome && outcome.user.phone_number, '123', kind)
  }
})

test('a server that fails gives no profile, and signs no one out', async t => {
  const { client, wire } = await signedIn(t)
  wire.answers.push(new Response('oops', { status: 502 }), new Response('{"ema', { status: 200 }))
  assert.equal((await client.profile()).kind, 'later')
  assert.equal((await client.profile()).kind, 'later')
  wire.isCut = true
  assert.equal((await client.profile()).kind, 'later')
  wire.isCut = false
  assert.equal((await client.profile()).kind, 'profile')
})

test('the claims of the access token are there while signed in, text of every script among them', async t => {
  const { client } = await signedIn(t, { tokenClaims: () => ({ team: 'Zürich 東京' }) })
  const claims = client.claims()
  assert.deepEqual([claims?.token_type, claims?.user_id, claims?.team], ['access', '1', 'Zürich 東京'])
  await client.logout()
  assert.equal(client.claims(), undefined)
})

test('claims are read as UTF-8, as other issuers write them', () => {
  const payload = Buffer.from(JSON.stringify({ team: 'Zürich' })).toString('base64url')
  assert.deepEqual(readClaims(`e30.${payload}.x`), { team: 'Zürich' })
})

test('with cookies there are no claims, since no page can read them', () => {
  assert.equal(createClient({ url: 'https://api.example.com', mode: 'cookies' }).claims(), undefined)
})

test('with user name accounts registration does not sign in', async t => {
  const auth = await listen(t, { accounts: 'username' })
  const client = createClient({ url: `http://127.0.0.1:${auth.port}` })
  const member = { username: 'alice', password: testPassword }
  const outcome = await client.register({ ...member, email, password_confirm: testPassword })
  assert.deepEqual(outcome.kind === 'registered' && outcome.user.username, 'alice')
  assert.equal(await visit(client), 401)
  assert.equal((await client.login(member)).kind, 'signed_in')
})

test('fifty calls with an expired token cause one refresh, and all succeed', async t => {
  const { auth, client, later } = await signedIn(t, {}, { clock: { now: () => 0 } })
  later()
  const statuses = await Promise.all(Array.from({ length: 50 }, () => visit(client)))
  assert.deepEqual(new Set(statuses), new Set([200]))
  assert.equal(auth.reasonsOf('refresh.rotated').length, 1)
  assert.equal(auth.reasonsOf('refresh.forgiven').length, 0)
})

test('a call refused after another call refreshed is sent again without a second refresh', async t => {
  const { auth, client, later, wire } = await signedIn(t, {}, { clock: { now: () => 0 } })
  later()
  assert.equal(await visit(client), 200)
  let release = (_: Response) => {}
  const slow = new Promise<Response>(resolve => {
    release = resolve
  })
  // The first call gets its response after the second has refreshed.
  wire.answers.push(slow)
  later()
  const first = visit(client)
  await new Promise(resolve => setImmediate(resolve))
  assert.equal(await visit(client), 200)
  release(new Response(null, { status: 401 }))
  assert.equal(await first, 200)
  assert.equal(auth.reasonsOf('refresh.rotated').length, 2)
})

test('a token is refreshed before it expires even if the local clock is wrong', async t => {
  const auth = await listen(t)
  const wired = createWire(auth.port)
  const wrong = 86_400_000 * 365 * 20
  const clock = { now: () => auth.clock.now() + wrong }
  const client = createClient({ url: wired.url, fetch: wired.fetch, clock })
  await client.register(registration)
  await visit(client)
  auth.clock.advance(15 * 60_000 - 30_000)
  assert.equal(await visit(client), 200)
  assert.equal(wired.count('refresh'), 0)
  auth.clock.advance(1000)
  assert.equal(await visit(client), 200)
  assert.equal(wired.count('refresh'), 1)
  assert.equal(wired.count('profile'), 3)
})

test('a refused refresh means signed out, and listeners are called once', async t => {
  const { auth, client, later } = await signedIn(t)
  const states: string[] = []
  const unsubscribe = client.onChange(state => states.push(state))
  auth.store.database.exec('UPDATE users SET is_active = 0')
  later()
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => client.request('/api/auth/profile/')))
  assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(['signed_out']))
  assert.deepEqual(states, ['signed_out'])
  assert.equal(await visit(client), 401)
  auth.store.database.exec('UPDATE users SET is_active = 1')
  await client.login(credentials)
  assert.deepEqual(states, ['signed_out', 'signed_in'])
  unsubscribe()
  await client.logout()
  assert.deepEqual(states, ['signed_out', 'signed_in'])
})

test('a server that is down, busy or broken does not sign the user out', async t => {
  const { client, later, wire } = await signedIn(t)
  later()
  wire.isCut = true
  assert.deepEqual(await client.request('/api/auth/profile/'), { kind: 'later', retryAfter: undefined })
  assert.equal((await client.fetch('/api/auth/profile/')).status, 503)
  wire.isCut = false
  const answers = { 429: '7', 503: '3', 500: undefined, 403: undefined }
  for (const [status, retryAfter] of Object.entries(answers)) {
    const headers = retryAfter === undefined ? {} : { 'Retry-After': retryAfter }
    wire.answers.push(new Response('no', { status: Number(status), headers }))
    const renewal = await client.resume()
    assert.equal(renewal, 'later', status)
  }
  assert.equal(await client.resume(), 'signed_in')
  assert.equal(await visit(client), 200)
})

test('a 429 or 503 from the application is returned with its response', async t => {
  const { client, wire } = await signedIn(t)
  wire.answers.push(
    new Response('{"detail":"Request was throttled."}', { status: 429, headers: { 'Retry-After': '12' } }),
  )
  const outcome = await client.request('/api/auth/profile/')
  assert.equal(outcome.kind === 'later' && outcome.retryAfter, 12)
  assert.equal(await outcome.response?.text(), '{"detail":"Request was throttled."}')
})

test('a second 401 after a refresh is returned: no retry loop', async t => {
  const { client, wire, count } = await signedIn(t)
  wire.answers.push(new Response(null, { status: 401 }))
  const pair = { access: 'a', refresh: 'b' }
  wire.answers.push(new Response(JSON.stringify(pair)), new Response('still no', { status: 401 }))
  const outcome = await client.request('/api/auth/profile/')
  assert.equal(outcome.kind === 'answer' && (await outcome.response.text()), 'still no')
  assert.equal(count('refresh'), 1)
})

test('a request is retried with its body, unless the body is a stream', async t => {
  const { client, later, count } = await signedIn(t, {}, { clock: { now: () => 0 } })
  const patch = (body: string | ReadableStream) =>
    client.fetch('/api/auth/profile/', {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body,
      ...(typeof body === 'string' ? {} : { duplex: 'half' as const }),
    })
  later()
  const answer = await patch('{"first_name":"Alice"}')
  assert.equal(((await answer.json()) as { first_name: string }).first_name, 'Alice')
  assert.equal(count('refresh'), 1)
  later()
  assert.equal((await patch(ReadableStream.from([Buffer.from('{"first_name":"Bob"}')]))).status, 401)
  assert.equal((await patch('{"first_name":"Bob"}')).status, 200)
})

test("a request of one user is not retried with the next user's token", async t => {
  const { auth, client, later, wire } = await signedIn(t, {}, { clock: { now: () => 0 } })
  await auth.register('bob@example.com')
  later()
  let release = (_: Response) => {}
  const slow = new Promise<Response>(resolve => {
    release = resolve
  })
  wire.answers.push(slow)
  const pending = client.request('/api/auth/profile/')
  await client.logout()
  await client.login({ email: 'bob@example.com', password: testPassword })
  const sent = wire.paths.length
  release(new Response(null, { status: 401 }))
  assert.equal((await pending).kind, 'signed_out')
  assert.equal(wire.paths.length, sent)
})

test('logout during a refresh ends the renewed session', async t => {
  const { auth, client, later } = await signedIn(t)
  later()
  const visiting = visit(client)
  const leaving = client.logout()
  await visiting
  assert.deepEqual(await leaving, { kind: 'signed_out' })
  assert.equal(auth.store.database.prepare('SELECT count(*) AS n FROM sessions WHERE ended_at IS NULL').get()?.n, 0)
  assert.equal(await visit(client), 401)
})

test('a logout that does not reach the server drops the tokens and returns later', async t => {
  const { client, wire } = await signedIn(t)
  wire.isCut = true
  assert.deepEqual(await client.logout(), { kind: 'later', retryAfter: undefined })
  wire.isCut = false
  assert.equal(await visit(client), 401)
})

test('with a path in its URL, endpoints and requests are below it', async t => {
  const auth = await listen(t, { basePath: '/app' })
  for (const path of ['/app', '/app/']) {
    for (const mode of ['tokens', 'cookies'] as const) {
      const { wire, fetch } = createWire(auth.port)
      const client = createClient({ url: `http://127.0.0.1:${auth.port}${path}`, fetch, mode, clock: auth.clock })
      await client.register({ ...registration, email: `${mode}${path.length}@example.com` })
      if (mode === 'tokens') assert.equal(await visit(client), 200)
      await client.fetch('api/auth/profile/')
      await client.fetch(`http://127.0.0.1:${auth.port}/outside/`)
      await client.resume()
      await client.logout()
      const outside = wire.paths.filter(each => !each.startsWith('/app/api/'))
      assert.ok(outside.length > 0 && outside.every(each => each === '/outside/'), String(wire.paths))
      await assert.rejects(client.fetch('//evil.example/'), /is not/)
    }
  }
})

test('an app web view has to name the API: its page has no address on the web', () => {
  assert.throws(() => createClient({ url: 'capacitor://localhost' }), /neither http nor https/)
  assert.throws(() => createClient(), /url: undefined is neither http nor https/)
})

test('a token is never sent to another origin', async t => {
  const { client, wire } = await signedIn(t)
  const before = wire.paths.length
  await assert.rejects(client.fetch('https://evil.example/api/auth/profile/'), /evil.example is not/)
  await assert.rejects(client.fetch('//evil.example/'), /is not/)
  assert.equal(wire.paths.length, before)
})

test("an aborted request rejects with the caller's reason", async t => {
  const { client } = await signedIn(t)
  await assert.rejects(
    client.fetch('/api/auth/profile/', { signal: AbortSignal.abort(new Error('changed my mind')) }),
    {
      message: 'changed my mind',
    },
  )
})

test('tabs that share their tokens take turns, and only the first one refreshes', async t => {
  const auth = await listen(t, { refreshGrace: 0 })
  let shared: Pair | undefined
  const storage = {
    load: () => shared,
    save: (pair: Pair | undefined) => {
      shared = pair
    },
  }
  const wired = createWire(auth.port)
  const { locks } = navigator
  const tab = () => createClient({ url: wired.url, fetch: wired.fetch, storage, clock: { now: () => 0 }, locks })
  const tabs = [tab(), tab(), tab()]
  await tabs[0]?.register(registration)
  auth.clock.advance(15 * 60_000)
  assert.deepEqual(await Promise.all(tabs.map(visit)), [200, 200, 200])
  assert.equal(wired.count('refresh'), 1)
})

test('without rotation the refresh token is kept', async t => {
  const { client, later, count } = await signedIn(t, { rotateRefreshTokens: false })
  for (let round = 0; round < 3; round += 1) {
    later()
    assert.equal(await visit(client), 200)
  }
  assert.equal(count('refresh'), 3)
})

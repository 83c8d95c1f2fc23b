import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { FeedLine } from '../../../sessions/feed-wire.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { ask, askSince, countOf, createFeedAuth, feedToken, has, open, path, sidOf } from './feed-client.ts'

const password = 'AnotherPass456!'

test('without a secret in the settings there is no feed', async () => {
  const auth = await createTestAuth()
  assert.equal((await auth.request('GET', path, { token: feedToken })).status, 404)
})

test('only a secret of the settings opens the feed: not another one, a part of one, or a token of a user', async () => {
  const second = `${feedToken}-the-second`
  const auth = await createFeedAuth({ revocationFeedTokens: [feedToken, second] })
  const { access } = await auth.register('alice@example.com')
  for (const token of [undefined, feedToken.slice(1), `${feedToken}x`, access, '']) {
    const reply = await auth.request('GET', path, { token })
    assert.equal(reply.status, 401, token)
    assert.match(reply.headers.get('www-authenticate') ?? '', /^Bearer /)
    assert.deepEqual(Object.keys(reply.json), ['detail'])
  }
  const basic = await auth.request('GET', path, { headers: { authorization: `Basic ${feedToken}` } })
  assert.equal(basic.status, 401)
  for (const token of [feedToken, second]) assert.equal((await auth.request('GET', path, { token })).status, 200)
})

test('a logout is in the snapshot, and in what is new since the cursor before it', async () => {
  const auth = await createFeedAuth()
  const [kept, pair] = [await auth.register('alice@example.com'), await auth.login('alice@example.com')]
  const before = await ask(auth)
  assert.equal(countOf(before), 0)
  await auth.logout(pair)
  const news = await askSince(auth, before.cursor)
  assert.ok(has(news, 'sid', sidOf(pair.access)))
  assert.ok(!has(news, 'sid', sidOf(kept.access)))
  assert.ok((news.asOf ?? -1) >= 0)
  auth.clock.advance(6000)
  assert.ok(has(await ask(auth), 'sid', sidOf(pair.access)))
  assert.equal(countOf(await askSince(auth, news.cursor)), 0)
})

test('password change, end of a session by its owner, deactivation, deletion and replay reach the feed', async () => {
  const auth = await createFeedAuth({ replayEndsSession: true, refreshGrace: 0 })
  const ends: Readonly<Record<string, (pair: { access: string; refresh: string }, id: number) => Promise<unknown>>> = {
    'password change': pair => auth.changePassword(pair.access, password),
    'end by the owner': pair =>
      auth.request('DELETE', `/api/auth/sessions/${sidOf(pair.access)}/`, { token: pair.access }),
    deactivation: (_, id) => auth.store.directory.setFlags(id, { isActive: false }, auth.clock.now()),
    deletion: (_, id) => auth.store.directory.delete(id, auth.clock.now()),
    replay: async pair => {
      await auth.refresh(pair.refresh)
      return await auth.refresh(pair.refresh)
    },
  }
  for (const [index, [name, end]] of Object.entries(ends).entries()) {
    const pair = await auth.register(`user${index}@example.com`)
    const { cursor } = await ask(auth)
    await end(pair, index + 1)
    assert.ok(has(await askSince(auth, cursor), 'sid', sidOf(pair.access)), name)
  }
})

test('a token without a session is named by its user and the instant, another change of a user is not sent', async () => {
  const auth = await createFeedAuth()
  const { access } = await auth.register('alice@example.com')
  const { cursor } = await ask(auth)
  await auth.request('PATCH', '/api/auth/profile/', { token: access, json: { first_name: 'Al' } })
  assert.equal(countOf(await askSince(auth, cursor)), 0)
  await auth.store.sessions.endAll(1, 'ended_by_user', auth.clock.now())
  assert.ok(has(await askSince(auth, cursor), 'user-before', '1'))
})

test('a cursor that is worth nothing gives everything, and says so: forged, of another secret, too old', async () => {
  const auth = await createFeedAuth()
  const other = await createFeedAuth({ secretKey: 'another secret that protects nothing, either' })
  const pair = await auth.register('alice@example.com')
  await auth.logout(pair)
  const { cursor = '' } = await ask(auth)
  const foreign = (await ask(other)).cursor ?? ''
  const isWhole = (line: FeedLine) => line.reset === true && has(line, 'sid', sidOf(pair.access))
  for (const forged of ['x', `${cursor}A`, cursor.slice(0, -4), foreign, "1' OR 1=1", 'ü'])
    assert.ok(isWhole(await askSince(auth, forged)), forged)
  assert.equal((await askSince(auth, cursor)).reset, undefined)
  const lines = await open(auth, 'x')
  assert.ok(isWhole((await lines.next()).value))
  await lines.return?.()
  auth.clock.advance(86_400_001)
  assert.equal((await askSince(auth, cursor)).reset, true)
})

test('a query that is none is refused: a wait that is too long, negative or no number', async () => {
  const auth = await createFeedAuth()
  for (const wait of ['31', '-1', 'x', '1e9']) {
    const { status } = await auth.request('GET', `${path}?cursor=x&wait=${wait}`, { token: feedToken })
    assert.equal(status, 400, wait)
  }
})

test('a snapshot that has not changed is 304, a large one is zipped for those that can read it', async () => {
  const auth = await createFeedAuth()
  const now = auth.clock.now()
  await auth.register('alice@example.com')
  for (let index = 0; index < 200; index += 1) await auth.store.sessions.revokeJti(`jti-${index}`, now + 60_000, now)
  const plain = await auth.request('GET', path, { token: feedToken })
  const [etag, control] = ['etag', 'cache-control'].map(name => plain.headers.get(name) ?? '')
  assert.equal(control, 'private, no-cache')
  assert.equal(plain.headers.get('content-encoding'), null)
  assert.equal(countOf(plain.json), 200)
  for (const known of [etag, `"x", ${etag}`, (etag ?? '').replace('W/', '')]) {
    const again = await auth.request('GET', path, { token: feedToken, headers: { 'if-none-match': known ?? '' } })
    assert.deepEqual([again.status, again.text], [304, ''])
  }
  const { bytes, headers } = await auth.dispatch({
    method: 'GET',
    path,
    query: '',
    header: name =>
      ({ authorization: `Bearer ${feedToken}`, host: 'localhost', 'accept-encoding': 'br;q=1, gzip;q=0.5' })[name],
    body: async () => new Uint8Array(),
    remoteAddress: '',
  })
  assert.equal(new Headers(headers.map(([name, value]) => [name, value])).get('content-encoding'), 'gzip')
  assert.deepEqual(JSON.parse(gunzipSync(bytes as Uint8Array).toString()), plain.json)
  const refused = { token: feedToken, headers: { 'accept-encoding': 'gzip;q=0' } }
  assert.equal((await auth.request('GET', path, refused)).headers.get('content-encoding'), null)
})

test('an answer that stays open has a line at once for what is revoked, and one for nothing', async () => {
  const auth = await createFeedAuth()
  const pair = await auth.register('alice@example.com')
  const lines = await open(auth, (await ask(auth)).cursor ?? '')
  assert.equal(countOf((await lines.next()).value), 0)
  const next = lines.next()
  await auth.logout(pair)
  const line = (await next).value
  assert.ok(has(line, 'sid', sidOf(pair.access)))
  const quiet = lines.next()
  auth.clock.advance(250)
  const { asOf, ...others } = (await quiet).value
  assert.deepEqual([asOf, others], [250, { v: 1 }])
  assert.equal(auth.system.revocationFeed.waiting, 1)
  await lines.return?.()
  assert.equal(auth.system.revocationFeed.waiting, 0)
})

test('a connection that breaks goes on from any cursor that it was given, and misses nothing', async () => {
  const auth = await createFeedAuth()
  const now = auth.clock.now()
  const lines = await open(auth, (await ask(auth)).cursor ?? '')
  const cursors = [(await lines.next()).value.cursor]
  for (let index = 0; index < 5; index += 1) {
    await auth.store.sessions.revokeJti(`jti-${index}`, now + 60_000, now)
    cursors.push((await lines.next()).value.cursor)
  }
  await lines.return?.()
  for (const [index, cursor] of cursors.entries()) {
    const line = await askSince(auth, cursor)
    for (let later = index; later < 5; later += 1) assert.ok(has(line, 'jti', `jti-${later}`), `${index} ${later}`)
  }
})

test('an answer ends after its time with a cursor, and at once when the process closes', async () => {
  const auth = await createFeedAuth()
  const { cursor = '' } = await ask(auth)
  const lines = await open(auth, cursor, 1)
  await lines.next()
  let last: FeedLine | undefined
  for (let done: boolean | undefined = false; done !== true; ) {
    const next = lines.next()
    auth.clock.advance(250)
    const { value, done: isDone } = await next
    if (isDone !== true) last = value
    done = isDone
  }
  assert.equal(typeof last?.cursor, 'string')
  const waiting = await open(auth, cursor, 25)
  await waiting.next()
  const end = waiting.next()
  auth.system.revocationFeed.drain()
  assert.equal(typeof (await end).value.cursor, 'string')
  assert.equal((await waiting.next()).done, true)
  // Those that come while it closes are told what is new, and sent away.
  const late = await open(auth, cursor, 25)
  await late.next()
  await late.next()
  assert.equal((await late.next()).done, true)
})

test('one more than may wait is 503', async () => {
  const auth = await createFeedAuth({ revocationFeedConnections: 1 })
  const { cursor = '' } = await ask(auth)
  const lines = await open(auth, cursor)
  await lines.next()
  const { status, json, headers } = await auth.request('GET', `${path}?cursor=${cursor}&wait=5`, { token: feedToken })
  assert.deepEqual([status, headers.get('latchkey-code')], [503, 'too_many_verifiers'])
  assert.equal(headers.get('retry-after'), '1')
  assert.deepEqual(Object.keys(json), ['detail'])
  await lines.return?.()
})

test('HEAD waits for nothing', async () => {
  const auth = await createFeedAuth()
  const { cursor = '' } = await ask(auth)
  const { status, text } = await auth.request('HEAD', `${path}?cursor=${cursor}&wait=25`, { token: feedToken })
  assert.deepEqual([status, text, auth.system.revocationFeed.waiting], [200, '', 0])
})

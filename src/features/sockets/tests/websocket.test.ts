import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { tokensInAddressesEndUpInLogs } from '../../../adapters/websocket/websocket.ts'
import { isAdminUser } from '../../../permissions/built-in.ts'
import { openSqliteStore } from '../../../stores/sqlite/store.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { loginByCookie } from '../../../testing/test-cookies.ts'
import { type Platform, type SocketClient, serveSockets } from './socket-server.ts'

const email = 'alice@example.com'
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
const firstMessage = (token: string) => JSON.stringify({ type: 'authenticate', token })

async function opened(client: SocketClient): Promise<SocketClient> {
  await once(client.socket, 'open')
  return client
}

for (const platform of ['ws', 'fastify'] satisfies Platform[]) {
  test(`${platform}: a header, a subprotocol, a first message and a cookie of our own page each open a socket`, async t => {
    const { auth, connect, port, requests } = await serveSockets(t, { platform, config: { debug: true } })
    const { access } = await auth.register(email)
    const cookie = await loginByCookie(auth, email)

    const byHeader = connect(bearer(access))
    assert.equal(await byHeader.next(), 'hello 1')
    byHeader.socket.send('hi')
    assert.equal(await byHeader.next(), '1: hi')

    const byProtocol = connect({}, ['chat', `latchkey.bearer.${access}`])
    assert.equal(await byProtocol.next(), 'hello 1')
    assert.equal(byProtocol.socket.protocol, 'chat')
    const { headers, headersDistinct, rawHeaders } = requests[1] ?? {}
    assert.ok(!JSON.stringify([headers, headersDistinct, rawHeaders]).includes(access))
    assert.deepEqual(headersDistinct?.['sec-websocket-protocol'], ['chat'])

    const byMessage = await opened(connect())
    byMessage.socket.send(firstMessage(access))
    assert.equal(await byMessage.next(), '{"type":"authenticated"}')
    assert.equal(await byMessage.next(), 'hello 1')
    byMessage.socket.send('hi')
    assert.equal(await byMessage.next(), '1: hi')

    const byCookie = connect({ headers: { cookie, origin: `http://127.0.0.1:${port}` } })
    assert.equal(await byCookie.next(), 'hello 1')
  })

  test(`${platform}: a logout closes the session's sockets at once with 4003, and no message arrives any more`, async t => {
    const { auth, connect, received } = await serveSockets(t, { platform })
    const [one, other] = [await auth.register(email), await auth.login(email)]
    const [closed, kept] = [connect(bearer(one.access)), connect(bearer(other.access))]
    await Promise.all([closed.next(), kept.next()])
    const ended = closed.ended
    await auth.logout(one)
    closed.socket.send('too late')
    assert.equal(await ended, 4003)
    kept.socket.send('still here')
    assert.equal(await kept.next(), '1: still here')
    assert.deepEqual(received, ['still here'])
    assert.deepEqual(auth.reasonsOf('socket.ended'), ['revoked'])
  })

  test(`${platform}: an invalid token is refused before the handshake, as HTTP endpoints refuse it`, async t => {
    const { auth, connect, connections } = await serveSockets(t, { platform })
    const { access } = await auth.register(email)
    assert.equal(await connect(bearer(`${access}x`)).ended, 401)
    assert.equal(await connect({}, ['chat', `latchkey.bearer.${access}x`]).ended, 401)
    assert.equal(await connect({ headers: { authorization: 'Bearer a b' } }).ended, 401)
    assert.equal(await connect({ headers: { host: 'evil.example' } }).ended, 400)
    assert.deepEqual(connections, [])
    assert.ok(auth.reasonsOf('token.refused').length >= 3)
  })
}

test('a Fastify route without preValidation refuses every socket', async t => {
  const { auth, port } = await serveSockets(t, { platform: 'fastify' })
  const { access } = await auth.register(email)
  const { WebSocket } = await import('ws')
  const socket = new WebSocket(`ws://127.0.0.1:${port}/forgotten/`, bearer(access))
  const [code] = await once(socket, 'close')
  assert.equal(code, 4002)
})

test('a socket closes when its token expires, and goes on with a fresh one', async t => {
  const { auth, connect, connections } = await serveSockets(t)
  const { access, refresh } = await auth.register(email)
  const [one, renewed] = [connect(bearer(access)), connect(bearer(access))]
  await Promise.all([one.next(), renewed.next()])
  auth.clock.advance(14 * 60_000)
  const next = (await auth.refresh(refresh)).json.access
  await connections[1]?.renew(next)
  auth.clock.advance(60_000 - 1)
  one.socket.send('nearly')
  assert.equal(await one.next(), '1: nearly')
  auth.clock.advance(1)
  assert.equal(await one.ended, 4001)
  renewed.socket.send('on')
  assert.equal(await renewed.next(), '1: on')
  auth.clock.advance(14 * 60_000)
  assert.equal(await renewed.ended, 4001)
})

test('a socket is renewed by its own user only', async t => {
  const { auth, connect, connections } = await serveSockets(t)
  const [alice, bob] = [await auth.register(email), await auth.register('bob@example.com')]
  const client = connect(bearer(alice.access))
  await client.next()
  await connections[0]?.renew(bob.access)
  assert.equal(await client.ended, 4002)
})

test('after a renewal the new session decides', async t => {
  const { auth, connect, connections } = await serveSockets(t)
  const [first, second] = [await auth.register(email), await auth.login(email)]
  const client = connect(bearer(first.access))
  await client.next()
  await connections[0]?.renew(second.access)
  await auth.logout(first)
  client.socket.send('still')
  assert.equal(await client.next(), '1: still')
  await auth.logout(second)
  assert.equal(await client.ended, 4003)
})

test('a changed password closes every socket of the user', async t => {
  const { auth, connect } = await serveSockets(t)
  const [one, two] = [await auth.register(email), await auth.login(email)]
  const clients = [connect(bearer(one.access)), connect(bearer(two.access))]
  await Promise.all(clients.map(({ next }) => next()))
  await auth.changePassword(one.access, 'AnotherPass456!')
  assert.deepEqual(await Promise.all(clients.map(({ ended }) => ended)), [4003, 4003])
})

test('a revocation by another process closes sockets within the allowance, without any request', async t => {
  const path = `${temporaryFolder(t)}/shared.sqlite3`
  const { auth, connect } = await serveSockets(t, { path })
  const { access } = await auth.register(email)
  const client = connect(bearer(access))
  await client.next()
  const other = openSqliteStore(path, auth.system.settings)
  t.after(() => other.close())
  const sid = String(JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()).sid)
  await other.sessions.end(sid, 1, 'logout', auth.clock.now(), { address: '', userAgent: '' })
  auth.clock.advance(1000)
  assert.equal(await client.ended, 4003)
})

test('where a logout leaves access tokens valid, their sockets stay open until they expire', async t => {
  const { auth, connect } = await serveSockets(t, { config: { revokeAccessTokens: false } })
  const pair = await auth.register(email)
  const client = connect(bearer(pair.access))
  await client.next()
  await auth.logout(pair)
  auth.clock.advance(5000)
  client.socket.send('still')
  assert.equal(await client.next(), '1: still')
  auth.clock.advance(15 * 60_000)
  assert.equal(await client.ended, 4001)
})

test('a user who loses the permission is closed with 4004', async t => {
  const { auth, connect } = await serveSockets(t, { options: { permissions: [isAdminUser] } })
  const { access } = await auth.register(email)
  assert.equal(await connect(bearer(access)).ended, 403)
  auth.store.database.exec('UPDATE users SET is_staff = 1')
  const client = connect(bearer(access))
  await client.next()
  auth.store.database.exec('UPDATE users SET is_staff = 0')
  await auth.request('PATCH', '/api/auth/profile/', { token: access, json: { first_name: 'A' } })
  assert.equal(await client.ended, 4004)
})

test('where anonymous sockets are allowed, one without credentials opens at once; invalid ones are refused', async t => {
  const { auth, connect } = await serveSockets(t, { options: { anonymous: 'allowed' } })
  const { access } = await auth.register(email)
  assert.equal(await connect().next(), 'hello anonymous')
  assert.equal(await connect({ headers: { cookie: 'access_token=stale' } }).next(), 'hello anonymous')
  assert.equal(await connect(bearer(`${access}x`)).ended, 401)
})

test('without first messages, no credentials are a 401 before the handshake', async t => {
  const { connect } = await serveSockets(t, { options: { credentials: ['header'] } })
  assert.equal(await connect().ended, 401)
})

test('a store that stays away closes sockets with 1013 after ten seconds, not before', async t => {
  const { auth, connect } = await serveSockets(t)
  const { access } = await auth.register(email)
  const client = connect(bearer(access))
  await client.next()
  auth.store.database.exec('ALTER TABLE revocations RENAME TO elsewhere')
  const settle = () => new Promise(resolve => setImmediate(resolve))
  for (let second = 0; second < 10; second += 1) {
    auth.clock.advance(1000)
    await settle()
  }
  assert.equal(client.socket.readyState, client.socket.OPEN)
  auth.clock.advance(1001)
  await settle()
  assert.equal(await client.ended, 1013)
})

test('a token in the URL opens nothing, unless the route opts in', async t => {
  const { auth, connect } = await serveSockets(t, { options: { credentials: ['header'] } })
  const { access } = await auth.register(email)
  assert.equal(await connect({}, [], `?token=${access}`).ended, 401)
  const spoken = await serveSockets(t, {
    options: { credentials: ['header'], tokenInQuery: tokensInAddressesEndUpInLogs },
  })
  const again = await spoken.auth.register(email)
  assert.equal(await spoken.connect({}, [], `?token=${again.access}`).next(), 'hello 1')
})

/** Sockets whose token names a user by a name that changed hands, or carries the session id of another issuer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mintNow } from '../../../testing/mint-now.ts'
import { testPassword } from '../../../testing/test-client.ts'
import { accessToken } from '../../../tokens/access.ts'
import { serveSockets } from './socket-server.ts'

const email = 'victim@x.example'
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

test('a socket closes when its user gives the name away that tokens are named by (account takeover)', async t => {
  const { auth, connect } = await serveSockets(t, { config: { userIdField: 'email' } })
  const { access } = await auth.register(email)
  const socket = connect(bearer(access))
  await socket.next()
  const json = { email: 'mallory@x.example' }
  assert.equal(
    (
      await auth.request('PATCH', '/api/auth/profile/', {
        token: access,
        json: { ...json, current_password: testPassword },
      })
    ).status,
    200,
  )
  assert.equal(await socket.ended, 4003)
  auth.clock.advance(1000)
  await auth.register(email)
  assert.equal(await connect(bearer(access)).ended, 401)
})

test('a socket goes on with a token of its own user alone, also where a name changed hands', async t => {
  const { auth, connect, connections } = await serveSockets(t, { config: { userIdField: 'email' } })
  const old = await auth.register(email)
  auth.store.database.exec("UPDATE users SET login = 'mallory@x.example', email = 'mallory@x.example'")
  const victim = await auth.register(email)
  const socket = connect(bearer(victim.access))
  assert.equal(await socket.next(), 'hello 2')
  await connections[0]?.renew(old.access)
  assert.equal(await socket.ended, 4002)
})

test('a socket with a foreign sid closes when all sessions of its user end', async t => {
  const { auth, connect } = await serveSockets(t)
  const { access } = await auth.register(email)
  auth.clock.advance(1000)
  const foreign = mintNow(auth.system, accessToken, { userId: 1, sid: 'of another issuer' }).text
  const socket = connect(bearer(foreign))
  assert.equal(await socket.next(), 'hello 1')
  assert.equal((await auth.request('DELETE', '/api/auth/sessions/', { token: access })).status, 204)
  assert.equal(await socket.ended, 4003)
})

test('a socket without a session closes when its token is revoked, whatever the claim of its id is called', async t => {
  const { auth, connect } = await serveSockets(t, { config: { jtiClaim: 'tid' } })
  await auth.register(email)
  const foreign = mintNow(auth.system, accessToken, { userId: 1 }).text
  const socket = connect(bearer(foreign))
  await socket.next()
  const headers = { cookie: `access_token=${foreign}`, 'sec-fetch-site': 'same-origin' }
  await auth.request('POST', '/api/auth/cookie/logout/', { headers })
  assert.equal(await socket.ended, 4003)
})

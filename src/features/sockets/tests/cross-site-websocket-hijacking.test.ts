/**
 * Cross-site WebSocket hijacking: an attacker's page opens a socket to the server in the victim's browser, which adds
 * the victim's cookie and lets the page read every message. There is no preflight.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loginByCookie } from '../../../testing/test-cookies.ts'
import { serveSockets } from './socket-server.ts'

test('a cookie opens a socket from the server’s own origin and from trusted ones only', async t => {
  const { auth, connect, connections, port } = await serveSockets(t, {
    config: { debug: true, trustedOrigins: ['https://app.example.com'] },
  })
  await auth.register('victim@example.com')
  const cookie = await loginByCookie(auth, 'victim@example.com')
  const from = (headers: Readonly<Record<string, string>>) => connect({ headers: { cookie, ...headers } })

  const foreign = [
    { origin: 'https://evil.example' },
    { origin: `http://127.0.0.1:${port + 1}` },
    { origin: `https://127.0.0.1:${port}.evil.example` },
    { origin: 'null' },
    { origin: '' },
    { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
  ]
  for (const headers of foreign) assert.equal(await from(headers).ended, 403, JSON.stringify(headers))
  assert.deepEqual(connections, [])
  assert.ok(auth.reasonsOf('request.refused').every(reason => reason === 'cross_site_socket'))

  const own = [{ origin: `http://127.0.0.1:${port}` }, { origin: 'https://app.example.com' }, {}]
  for (const headers of own) assert.equal(await from(headers).next(), 'hello 1', JSON.stringify(headers))
})

test('a page of another site gets no anonymous socket either, if the cookie came with the request', async t => {
  const { auth, connect } = await serveSockets(t, { config: { debug: true }, options: { anonymous: 'allowed' } })
  await auth.register('victim@example.com')
  const cookie = await loginByCookie(auth, 'victim@example.com')
  assert.equal(await connect({ headers: { cookie, origin: 'https://evil.example' } }).ended, 403)
})

test('a token that the page itself holds opens a socket from any origin', async t => {
  const { auth, connect } = await serveSockets(t)
  const { access } = await auth.register('user@example.com')
  const headers = { origin: 'https://partner.example', authorization: `Bearer ${access}` }
  assert.equal(await connect({ headers }).next(), 'hello 1')
})

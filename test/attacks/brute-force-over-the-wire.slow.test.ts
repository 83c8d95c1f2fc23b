/** Requirements 16, 19 and 20 on a real server with its own defaults: sockets, a database file, a restart. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, password } from '../faults/api.ts'
import { startServer } from '../faults/server-process.ts'

const cheap = { LATCHKEY_PASSWORD_MEMORY: '64', LATCHKEY_PASSWORD_ITERATIONS: '1' }

async function guess(url: string, from: string, email = 'eve@example.com', tried = 'wrong') {
  const reply = await fetch(`${url}/api/auth/login/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify({ email, password: tried }),
  })
  return { status: reply.status, retryAfter: Number(reply.headers.get('retry-after')), text: await reply.text() }
}

const count = (statuses: readonly { status: number }[], wanted: number) =>
  statuses.filter(({ status }) => status === wanted).length

test('by default fifty guesses at once over fifty sockets get five tries, whatever their headers say', async t => {
  const server = await startServer(t, temporaryFolder(t), { ...cheap, LATCHKEY_THROTTLING: 'on' })
  await createApi(server.url).register('eve@example.com', password)
  const replies = await Promise.all(Array.from({ length: 50 }, (_, index) => guess(server.url, `198.51.100.${index}`)))
  assert.deepEqual([count(replies, 401), count(replies, 429)], [5, 45])
  for (const { status, retryAfter, text } of replies) {
    if (status === 429) {
      const detail = `Request was throttled. Expected available in ${retryAfter} seconds.`
      assert.deepEqual(JSON.parse(text), { detail })
    }
  }
  assert.doesNotMatch(server.stderr(), /throttling\.off/)
})

test('failed logins and known addresses survive kill -9 (brute force)', async t => {
  const folder = temporaryFolder(t)
  const env = { ...cheap, LATCHKEY_THROTTLING: 'on', LATCHKEY_TRUSTED_PROXIES: '127.0.0.1' }
  const first = await startServer(t, folder, env)
  await createApi(first.url).register('eve@example.com', password)
  assert.equal((await guess(first.url, '203.0.113.7', 'eve@example.com', password)).status, 200)
  for (let index = 0; index < 10; index += 1) {
    assert.equal((await guess(first.url, `198.51.100.${index}`)).status, 401)
  }
  first.signal('SIGKILL')
  await first.ended
  const second = await startServer(t, folder, env)
  const stranger = await guess(second.url, '198.51.100.99', 'eve@example.com', password)
  assert.equal(stranger.status, 429)
  assert.ok(stranger.retryAfter >= 1 && stranger.retryAfter <= 30, String(stranger.retryAfter))
  assert.equal((await guess(second.url, '203.0.113.7', 'eve@example.com', password)).status, 200)
})

test('LATCHKEY_THROTTLING=off turns every limit off, and the log and the terminal say so', async t => {
  const server = await startServer(t, temporaryFolder(t), { ...cheap, LATCHKEY_THROTTLING: 'off' })
  const replies = await Promise.all(Array.from({ length: 40 }, () => guess(server.url, '203.0.113.7')))
  assert.equal(count(replies, 401), 40)
  const warning = server
    .stderr()
    .split('\n')
    .find(line => line.includes('throttling.off'))
  assert.equal(JSON.parse(warning ?? '{}').level, 40)
  assert.match(server.stdout(), /Throttling +off/)
})

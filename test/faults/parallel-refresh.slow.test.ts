/** A tab restored fifty times, a client that retries without waiting: one refresh token, many refreshes at once. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readClaims } from '../../src/testing/read-claims.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { type Api, createApi, type Pair, password } from './api.ts'
import { type Environment, secretKey } from './command-line.ts'
import { startServer } from './server-process.ts'

async function startApis(t: TestContext, count: number, env: Environment = {}): Promise<readonly Api[]> {
  const folder = temporaryFolder(t)
  const shared = { SECRET_KEY: secretKey, DATABASE_URL: `sqlite:${join(folder, 'shared.sqlite3')}`, ...env }
  const servers = await Promise.all(Array.from({ length: count }, () => startServer(t, folder, shared)))
  return servers.map(({ url }) => createApi(url))
}

/** Fifty refreshes of one token, dealt out to the servers in turn. */
async function refreshFiftyTimes(apis: readonly Api[], token: string) {
  const requests = Array.from({ length: 50 }, (_, index) => apis[index % apis.length]?.refresh(token))
  return (await Promise.all(requests)).filter(reply => reply !== undefined)
}

async function register(api: Api | undefined): Promise<Pair> {
  const { status, json } = (await api?.register('alice@example.com', password)) ?? assert.fail('no server')
  assert.equal(status, 201)
  return json.tokens
}

for (const servers of [1, 2]) {
  test(`fifty refreshes at once on ${servers} processes all get one successor, and every client stays signed in`, async t => {
    const apis = await startApis(t, servers)
    const { refresh } = await register(apis[0])
    const replies = await refreshFiftyTimes(apis, refresh)
    assert.deepEqual(
      replies.map(({ status }) => status),
      Array(50).fill(200),
    )
    const successors = new Set(replies.map(({ json }) => readClaims(json.refresh).jti))
    assert.equal(successors.size, 1)
    for (const { json } of replies.slice(0, 4)) {
      for (const api of apis) assert.equal((await api.profile(json.access)).status, 200)
    }
    assert.equal((await apis[0]?.refresh(replies[49]?.json.refresh))?.status, 200)
  })
}

test('in compat one of fifty gets a successor and the others are told that the token is blacklisted', async t => {
  const apis = await startApis(t, 1, {
    LATCHKEY_COMPAT: 'simplejwt',
    LATCHKEY_ROTATE_REFRESH_TOKENS: 'true',
    LATCHKEY_BLACKLIST_AFTER_ROTATION: 'true',
  })
  const { refresh } = await register(apis[0])
  const replies = await refreshFiftyTimes(apis, refresh)
  const [winner, ...others] = replies.toSorted((a, b) => a.status - b.status)
  assert.equal(winner?.status, 200)
  for (const { status, json } of others) {
    assert.deepEqual([status, json], [401, { detail: 'Token is blacklisted', code: 'token_not_valid' }])
  }
  assert.equal(others.length, 49)
  assert.equal((await apis[0]?.refresh(winner?.json.refresh))?.status, 200)
})

test('a logout on one process holds on the other within the allowance', async t => {
  const [one, two] = await startApis(t, 2, { LATCHKEY_REVOCATION_ALLOWANCE: '0s' })
  const pair = await register(one)
  assert.equal((await two?.profile(pair.access))?.status, 200)
  assert.equal((await one?.logout(pair))?.status, 200)
  assert.equal((await two?.profile(pair.access))?.status, 401)
  assert.equal((await two?.refresh(pair.refresh))?.status, 401)
})

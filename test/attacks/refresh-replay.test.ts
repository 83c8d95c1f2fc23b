/**
 * Requirements 9 to 12: a stolen refresh token is used beside its owner, at every endpoint and on two nodes at once; older
 * ones are tried again inside the seconds in which a parent is forgiven; a token is signed anew under its old id.
 */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { test } from 'node:test'
import { localKeyOf } from '../../src/testing/mint-now.ts'
import { readClaims } from '../../src/testing/read-claims.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import type { Reply } from '../../src/testing/test-client.ts'
import { cookiesOf } from '../../src/testing/test-cookies.ts'
import { encodeCompact } from '../../src/tokens/codec.ts'

const email = 'alice@example.com'
const fifty = Array.from({ length: 50 }, (_, index) => index)

function refreshByCookie(auth: TestAuth, token: string): Promise<Reply> {
  return auth.request('POST', '/api/auth/cookie/refresh/', { headers: { cookie: `refresh_token=${token}` } })
}

function successorOf(reply: Reply): unknown {
  const text = reply.json.refresh ?? cookiesOf(reply).find(({ name }) => name === 'refresh_token')?.value
  return readClaims(text).jti
}

test('fifty uses at once over two endpoints and two nodes have one successor, and every client stays signed in', async t => {
  const path = join(temporaryFolder(t), 'shared.sqlite3')
  const [one, two] = [await createTestAuth({}, { path }), await createTestAuth({}, { path, seed: 'the other node' })]
  t.after(async () => void (await Promise.all([one.close(), two.close()])))
  const { refresh } = await one.register(email)
  const use = (index: number) => {
    const node = index % 2 === 0 ? one : two
    return index % 4 < 2 ? node.refresh(refresh) : refreshByCookie(node, refresh)
  }
  const replies = await Promise.all(fifty.map(use))
  assert.deepEqual([...new Set(replies.map(({ status }) => status))], [200])
  assert.equal(new Set(replies.map(successorOf)).size, 1)
  assert.equal((await one.store.sessions.listLive(1, one.clock.now())).length, 1)
})

test('without a grace period exactly one of fifty wins', async () => {
  const auth = await createTestAuth({ compat: 'simplejwt', rotateRefreshTokens: true, blacklistAfterRotation: true })
  await auth.register(email)
  const { refresh } = await auth.login(email)
  const replies = await Promise.all(fifty.map(() => auth.refresh(refresh)))
  assert.equal(replies.filter(({ status }) => status === 200).length, 1)
  assert.equal(replies.filter(({ status }) => status === 401).length, 49)
})

test('the token before the last is a replay even within the grace period, and ends this session and no other', async () => {
  const auth = await createTestAuth()
  const stolen = await auth.register(email)
  const elsewhere = await auth.login(email)
  const child = (await auth.refresh(stolen.refresh)).json
  const grandchild = (await auth.refresh(child.refresh)).json
  assert.equal((await auth.refresh(stolen.refresh)).status, 401)
  for (const dead of [stolen.access, child.access, grandchild.access])
    assert.equal((await auth.visit(dead)).status, 401)
  assert.equal((await auth.refresh(grandchild.refresh)).status, 401)
  assert.equal((await auth.visit(elsewhere.access)).status, 200)
  assert.equal((await auth.refresh(elsewhere.refresh)).status, 200)
})

test('a clock that stands still or goes back forgives no older token', async () => {
  const auth = await createTestAuth()
  const { refresh } = await auth.register(email)
  const child = (await auth.refresh(refresh)).json
  auth.clock.advance(-60_000)
  await auth.refresh(child.refresh)
  assert.equal((await auth.refresh(refresh)).status, 401)
  assert.equal((await auth.refresh(child.refresh)).status, 401)
})

test('a spent token with another spelling of its signature is still spent: ids are spent, not texts', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signingKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  for (const compat of ['none', 'simplejwt'] as const) {
    const auth = await createTestAuth({ algorithm: 'ES256', signingKey, compat })
    await auth.register(email)
    const pair = await auth.login(email)
    const again = encodeCompact(readClaims(pair.refresh), localKeyOf(auth.system.keyring))
    assert.notEqual(again, pair.refresh)
    await auth.logout(pair)
    assert.equal((await auth.refresh(again)).status, 401, compat)
  }
})

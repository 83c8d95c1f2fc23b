/**
 * The settings can rename the claims that a token is found by (`jtiClaim`, `userIdClaim`, `tokenTypeClaim`). A check that
 * looks for the usual name finds nothing, and takes a spent or revoked token for a good one (insufficient session
 * expiration, CWE-613).
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Config } from '../../src/settings/settings.ts'
import { mintNow } from '../../src/testing/mint-now.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import type { Pair } from '../../src/testing/test-client.ts'
import { testPassword as password } from '../../src/testing/test-client.ts'
import { accessToken } from '../../src/tokens/access.ts'
import { refreshToken } from '../../src/tokens/refresh.ts'

const email = 'alice@example.com'
const names = {
  'the usual names': {},
  'other names': { jtiClaim: 'tid', userIdClaim: 'sub', tokenTypeClaim: 'kind' },
} as const satisfies Record<string, Config>

const post = (auth: TestAuth, path: string, json: unknown) => auth.request('POST', `/api/${path}/`, { json })
const isGood = async (auth: TestAuth, token: string) => (await post(auth, 'token/verify', { token })).status === 200

function foreignPair(auth: TestAuth): Pair {
  const sign = (kind: typeof accessToken | typeof refreshToken) => mintNow(auth.system, kind, { userId: 1 }).text
  return { access: sign(accessToken), refresh: sign(refreshToken) }
}

async function begin(config: Config) {
  const auth = await createTestAuth(config)
  const pair = await auth.register(email)
  auth.clock.advance(1000)
  return { auth, pair }
}

for (const [name, claims] of Object.entries(names)) {
  test(`${name}: a good token is called good, and one that was logged out is not`, async () => {
    const { auth, pair } = await begin(claims)
    for (const token of [pair.access, pair.refresh]) assert.equal(await isGood(auth, token), true)
    await auth.logout(pair)
    for (const token of [pair.access, pair.refresh]) assert.equal(await isGood(auth, token), false)
    assert.equal((await auth.visit(pair.access)).status, 401)
  })

  test(`${name}: a replaced refresh token is called dead, and ends its session when it is used`, async () => {
    const { auth, pair } = await begin(claims)
    const next = (await auth.refresh(pair.refresh)).json
    auth.clock.advance(10_001)
    assert.equal(await isGood(auth, pair.refresh), false)
    assert.equal((await auth.refresh(pair.refresh)).status, 401)
    assert.equal((await auth.refresh(next.refresh)).status, 401)
  })

  test(`${name}: a logout revokes the tokens without a session that were presented`, async () => {
    const { auth } = await begin(claims)
    const pair = foreignPair(auth)
    assert.equal((await auth.visit(pair.access)).status, 200)
    assert.equal((await auth.logout(pair)).status, 200)
    assert.equal((await auth.visit(pair.access)).status, 401)
    for (const token of [pair.access, pair.refresh]) assert.equal(await isGood(auth, token), false)
    assert.equal((await auth.refresh(pair.refresh)).status, 401)
  })

  test(`${name}: a logout by cookie revokes an access token without a session`, async () => {
    const { auth } = await begin(claims)
    const { access } = foreignPair(auth)
    const headers = { cookie: `access_token=${access}`, 'sec-fetch-site': 'same-origin' }
    await auth.request('POST', '/api/auth/cookie/logout/', { headers })
    assert.equal((await auth.visit(access)).status, 401)
  })

  test(`${name}: a refresh token without a session is adopted once, and dead when it was blacklisted`, async () => {
    const { auth } = await begin(claims)
    const [first, second] = [foreignPair(auth), foreignPair(auth)]
    assert.equal((await auth.refresh(first.refresh)).status, 200)
    assert.equal((await auth.refresh(first.refresh)).status, 401)
    assert.equal((await post(auth, 'token/blacklist', { refresh: second.refresh })).status, 200)
    assert.equal((await auth.refresh(second.refresh)).status, 401)
    assert.equal(await isGood(auth, second.refresh), false)
  })

  for (const compat of [undefined, 'simplejwt'] as const) {
    test(`${name}, compat ${compat}: a sliding token is dead after a password change, and after it was blacklisted`, async () => {
      const config = { ...claims, authTokenClasses: ['sliding', 'access'], compat } as const
      const { auth, pair } = await begin(config)
      const { token } = (await post(auth, 'sliding/token', { email, password })).json
      assert.equal((await auth.visit(token)).status, 200)
      assert.equal((await auth.changePassword(pair.access, 'AnotherPass456!')).status, 200)
      assert.equal((await auth.visit(token)).status, 401)
      assert.equal((await post(auth, 'sliding/token/refresh', { token })).status, 401)
    })
  }
}

test('without ids a refresh goes on and a logout ends the session, though no reuse can be noticed', async () => {
  for (const compat of [undefined, 'simplejwt'] as const) {
    const { auth, pair } = await begin({ jtiClaim: null, compat, rotateRefreshTokens: true })
    const next = await auth.refresh(pair.refresh)
    assert.equal(next.status, 200)
    assert.equal((await auth.refresh(pair.refresh)).status, 200)
    if (compat === undefined) {
      assert.equal((await auth.logout(next.json)).status, 200)
      assert.equal((await auth.visit(next.json.access)).status, 401)
      assert.equal((await auth.refresh(next.json.refresh)).status, 401)
    }
  }
})

test("without ids one user's logout does not refuse another's tokens, and none is said to be remembered that is not", async () => {
  for (const compat of [undefined, 'simplejwt'] as const) {
    const { auth } = await begin({ jtiClaim: null, compat })
    const bob = await auth.register('bob@example.com')
    auth.clock.advance(1000)
    for (const user of [1, 1]) {
      const refresh = mintNow(auth.system, refreshToken, { userId: user }).text
      assert.equal((await post(auth, 'token/blacklist', { refresh })).status, 401)
    }
    assert.equal((await auth.refresh(bob.refresh)).status, 200)
  }
})

/** `tokens/claims.ts` has the one function that finds an id; `verify/` verifies for services without these settings. */
test('no other place looks a renamed claim up by its usual name', () => {
  const allowed = ['src/verify/token-rules.ts', 'src/tokens/claims.ts']
  const literal =
    /\bclaims(?:\.|\?\.|\[['"])(?:jti|user_id|token_type)\b|\{[^{}\n]*\bjti\b[^{}\n]*\} = [\w.?]*\bclaims\b/
  const found = globSync('src/**/*.ts')
    .filter(path => !path.endsWith('.test.ts') && !path.includes('/tests/') && !allowed.includes(path))
    .flatMap(path =>
      readFileSync(path, 'utf8')
        .split('\n')
        .map(line => `${path}: ${line}`),
    )
    .filter(line => literal.test(line) && !/^[^:]+: +doc: /.test(line))
  assert.deepEqual(found, [])
})

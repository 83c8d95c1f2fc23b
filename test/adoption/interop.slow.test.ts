/** Services that share no database: each verifies the other's tokens by published keys, with the real Django and SimpleJWT. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { parseInstant } from '../../src/kernel/instant.ts'
import { Secret } from '../../src/kernel/secret.ts'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { serveShop } from '../../src/testing/django-server.ts'
import { makeShop, whyNoDjangoShop } from '../../src/testing/django-shop.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { createVerifier } from '../../src/verify.ts'

const skip = await whyNoDjangoShop()
const issuer = 'https://id.example.com'
const audience = 'shop'

/** The address of a document of JSON. */
async function publish(t: TestContext, document: () => unknown): Promise<string> {
  const server = createServer((_, response) => response.end(JSON.stringify(document())))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
}

for (const algorithm of ['RS256', 'ES256'] as const) {
  test(`Django verifies tokens of ${algorithm} by the JWKS that Latchkey publishes`, { skip }, async t => {
    const key = generateKeyPair(algorithm)
    const named = { algorithm, signingKey: key.privatePem, keyId: key.kid, issuer, audience }
    const auth = await createTestAuth({ ...named, accounts: 'username' }, { clock: nowClock() })
    const url = await publish(t, () => jwks)
    const jwks = (await auth.request('GET', '/.well-known/jwks.json')).json
    const shop = await makeShop({ kind: 'auth', engine: 'sqlite' })
    t.after(shop.drop)
    const env = { SHOP_ALGORITHM: algorithm, SHOP_JWK_URL: url, SHOP_ISSUER: issuer, SHOP_AUDIENCE: audience }
    const django = await serveShop(shop, { env })
    t.after(django.kill)
    const created = await auth.store.users.create({
      id: 1,
      username: 'user0',
      email: 'user0@example.com',
      dateJoined: parseInstant('2026-01-01T00:00:00Z'),
      password: new Secret('!'),
    })
    assert.equal(created.outcome, 'saved')
    const { createTokenFactory } = await import('../../src/testing/token-factory.ts')
    const pair = await createTokenFactory(auth).pair(created.outcome === 'saved' ? created.user : assert.fail())
    const me = (token: string) => fetch(`${django.base}/api/me/`, { headers: { authorization: `Bearer ${token}` } })
    const answer = await me(pair.access)
    assert.deepEqual([answer.status, ((await answer.json()) as { name: string }).name], [200, 'user0'])
    assert.equal((await me(`${pair.access.slice(0, -4)}AAAA`)).status, 401)
  })
}

test("Latchkey and latchkey/verify verify Django's RS256 tokens by its public key, as SimpleJWT writes no kid", {
  skip,
}, async t => {
  const key = generateKeyPair('RS256')
  const shop = await makeShop({ kind: 'auth', engine: 'sqlite' })
  t.after(shop.drop)
  const pair = { SHOP_PRIVATE_KEY: key.privatePem, SHOP_PUBLIC_KEY: key.publicPem }
  const env = { SHOP_ALGORITHM: 'RS256', ...pair, SHOP_ISSUER: issuer, SHOP_AUDIENCE: audience }
  const django = await serveShop(shop, { env })
  t.after(django.kill)
  const { login: username, password } = shop.facts.accounts.staff ?? assert.fail()
  const answer = await fetch(`${django.base}/api/token/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  const { access } = (await answer.json()) as { readonly access: string }
  const keys = [{ algorithm: 'RS256', key: key.publicPem }] as const
  const verify = createVerifier({ keys, issuer, audience, tokenType: 'access', leeway: '0s' })
  assert.equal(String(verify(access).userId), shop.facts.accounts.staff?.id)
  // A published key is chosen by the kid of a token, and PyJWT refuses a token without one, too.
  const own = generateKeyPair('ES256')
  const previousKeys = [{ kid: 'django', algorithm: 'RS256', key: key.publicPem, takesUnnamed: true }] as const
  const named = {
    algorithm: 'ES256',
    signingKey: own.privatePem,
    keyId: 'own',
    previousKeys,
    issuer,
    audience,
  } as const
  const auth = await createTestAuth(named, { clock: nowClock() })
  const verified = (token: string) => auth.request('POST', '/api/auth/token/verify/', { json: { token } })
  assert.equal((await verified(access)).status, 200)
  assert.equal((await verified(`${access.slice(0, -4)}AAAA`)).status, 401)
})

function nowClock() {
  const clock = createFakeClock(Date.now())
  return clock
}

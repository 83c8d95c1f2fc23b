/** Every kind of token that the server issues can be required by its name, and is refused as any other. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusal } from '../../test/vectors/needs.ts'
import { generateKeyPair } from '../keys/generate.ts'
import { publicJwks } from '../keys/jwks.ts'
import { mintNow } from '../testing/mint-now.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { testPassword } from '../testing/test-client.ts'
import { defineToken } from '../tokens/define-token.ts'
import { anyAudience, anyIssuer, anyTokenType, createVerifier } from '../verify.ts'

const inviteToken = defineToken({ name: 'InviteToken', type: 'invite', lifetime: '24h' })

/** What a login of the server returns, and a token of a kind of the application's own. */
async function issue() {
  const signingKey = generateKeyPair('ES256').privatePem
  const auth = await createTestAuth({
    algorithm: 'ES256',
    signingKey,
    keyId: 'k1',
    issuer: 'https://auth.example.com',
    authTokenClasses: ['access', 'sliding'],
  })
  const email = 'alice@example.com'
  const { access, refresh } = await auth.register(email)
  const login = { email, password: testPassword }
  const { json } = await auth.request('POST', '/api/sliding/token/', { json: login })
  const invite = mintNow(auth.system, inviteToken, { userId: 1 }).text
  const tokens: Readonly<Record<string, string>> = { access, refresh, sliding: json.token, invite }
  const checks = { keys: publicJwks(auth.system.keyring), issuer: anyIssuer, audience: anyAudience, leeway: 0 } as const
  return { auth, tokens, checks: { ...checks, clock: auth.clock } }
}

test('access, refresh, sliding and custom tokens are each required by name', async t => {
  const { auth, tokens, checks } = await issue()
  t.after(() => auth.close())
  for (const tokenType of Object.keys(tokens)) {
    const verify = createVerifier({ ...checks, tokenType })
    for (const [type, text] of Object.entries(tokens)) {
      if (type === tokenType) assert.equal(verify(text).claims.token_type, type)
      else assert.throws(() => verify(text), refusal('wrong_type', 'Token has wrong type'), `${type} as ${tokenType}`)
    }
  }
  const any = createVerifier({ ...checks, tokenType: anyTokenType })
  for (const text of Object.values(tokens)) assert.equal(any(text).userId, '1')
})

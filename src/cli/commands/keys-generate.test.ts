import assert from 'node:assert/strict'
import { sign, verify } from 'node:crypto'
import { test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'
import { createKeyring } from '../../keys/keyring.ts'
import { createTestAuth } from '../../testing/test-auth.ts'

test('keys generate prints a secret that a server takes, and the advice beside it', async t => {
  const { code, stdout, stderr } = await runCommand('latchkey keys generate', openPlace(t))
  assert.equal(code, 0)
  assert.match(stdout, /^[\w-]{86}\n$/)
  assert.match(stderr, /keep it out of version control/)
  await createTestAuth({ secretKey: stdout.trim() })
})

const pairs = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const

for (const algorithm of pairs) {
  test(`the ${algorithm} pair that keys generate prints signs tokens that it verifies`, async t => {
    const { stdout } = await runCommand(`latchkey keys generate -a ${algorithm} --json`, openPlace(t))
    const { privatePem, publicPem, kid, privateJwk, publicJwk, ...rest } = JSON.parse(stdout)
    assert.deepEqual(rest, { algorithm })
    const digest = algorithm === 'EdDSA' ? null : 'sha256'
    const message = Buffer.from(algorithm)
    const byJwk = sign(digest, message, { key: privateJwk, format: 'jwk' })
    assert.equal(verify(digest, message, publicPem, byJwk), true)
    assert.deepEqual([publicJwk.kid, publicJwk.alg, publicJwk.d], [kid, algorithm, undefined])
    createKeyring({ algorithm, signingKey: privatePem, verifyingKey: publicPem, kid })
    const auth = await createTestAuth({ algorithm, signingKey: privatePem, verifyingKey: publicPem, keyId: kid })
    const { access } = await auth.register('alice@example.com')
    assert.equal((await auth.visit(access)).status, 200)
  })
}

for (const algorithm of ['HS256', 'HS384', 'HS512'] as const) {
  test(`the secret that keys generate prints for ${algorithm} works with it`, async t => {
    const { stdout } = await runCommand(`latchkey keys generate --algorithm ${algorithm} --json`, openPlace(t))
    const auth = await createTestAuth({ algorithm, secretKey: JSON.parse(stdout).secret })
    const { access } = await auth.register('alice@example.com')
    assert.equal((await auth.visit(access)).status, 200)
  })
}

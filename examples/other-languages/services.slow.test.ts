/** Services in Python beside a server on a socket: one verifies by the published keys, one asks. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { createHttpServer } from '../../src/server/http-server.ts'
import { shopPython } from '../../src/testing/django-shop.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'

const secret = 'k3Zp9vQw7LxT2m:Nc8RfYb5+HsJd4%GtXaE1uWi6oPz'
const skip =
  spawnSync(shopPython, ['-c', 'import jwt, cryptography']).status !== 0 &&
  `${shopPython} has no PyJWT (.ci/run installs it)`

async function serve(t: TestContext) {
  // The address is part of the settings, so the port is known first.
  const port = await findFreePort()
  const issuer = `http://localhost:${port}`
  const { privatePem } = generateKeyPair('ES256')
  const config = { issuer, publicUrl: issuer, audience: 'orders', serviceClients: { orders: secret } }
  const auth = await createTestAuth(
    { ...config, algorithm: 'ES256', signingKey: privatePem, keyId: '2026-11' },
    { clock: createFakeClock(Date.now()) },
  )
  const server = createHttpServer(auth)
  t.after(async () => {
    await server.close()
    await auth.close()
  })
  await server.listen({ port, host: '127.0.0.1' })
  return { auth, issuer }
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as { readonly port: number }
  await new Promise(closed => server.close(closed))
  return port
}

function run(script: string, args: readonly string[]): Promise<readonly [code: number, output: string]> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const env = { ...process.env, SERVICE_SECRET: secret }
  return new Promise(resolve => {
    execFile(shopPython, [path, ...args], { env }, (error, stdout, stderr) =>
      resolve([error === null ? 0 : Number(error.code), (stdout + stderr).trim()]),
    )
  })
}

test('a service in Python verifies by the published keys', { skip }, async t => {
  const { auth, issuer } = await serve(t)
  const { access, refresh } = await auth.register('alice@example.com')
  const verify = (token: string, audience = 'orders') =>
    run('by_keys.py', [issuer, `${issuer}/.well-known/jwks.json`, audience, token])
  assert.deepEqual(await verify(access), [0, '1'])
  assert.deepEqual(await verify(access, 'invoices'), [1, 'refused: InvalidAudienceError'])
  assert.deepEqual(await verify(refresh), [1, 'refused: not an access token'])
  assert.deepEqual(await verify(`${access.slice(0, -8)}AAAAAAAA`), [1, 'refused: InvalidSignatureError'])
})

test('a service in Python asks, and hears of a logout', { skip }, async t => {
  const { auth, issuer } = await serve(t)
  const pair = await auth.register('alice@example.com')
  const ask = () => run('by_asking.py', [issuer, 'orders', pair.access])
  assert.deepEqual(await ask(), [0, '1 alice@example.com'])
  assert.equal((await auth.logout(pair)).status, 200)
  assert.deepEqual(await ask(), [1, 'refused'])
})

/** Services in Python and Go beside a server on a socket: by the published keys, and by asking. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { rotateKey } from '../../src/flows/admin/manage-keys.ts'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { createKeyring } from '../../src/keys/keyring.ts'
import { createHttpServer } from '../../src/server/http-server.ts'
import { shopPython } from '../../src/testing/django-shop.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { encodeCompact } from '../../src/tokens/codec.ts'
import { buildGo, missingGo, runGo } from './go.ts'

const secret = 'k3Zp9vQw7LxT2m:Nc8RfYb5+HsJd4%GtXaE1uWi6oPz'
const noPython =
  spawnSync(shopPython, ['-c', 'import jwt, cryptography']).status !== 0 &&
  `${shopPython} has no PyJWT (.ci/run installs it)`
const noGo = missingGo()
const pair = generateKeyPair('ES256')

async function serve(t: TestContext) {
  // The address is part of the settings, so the port is known first.
  const port = await findFreePort()
  const issuer = `http://localhost:${port}`
  const config = { issuer, publicUrl: issuer, audience: 'orders', serviceClients: { orders: secret } }
  const auth = await createTestAuth(
    { ...config, algorithm: 'ES256', signingKey: pair.privatePem, keyId: '2026-11', keyRotation: 'manual' },
    // A minute behind: no token is of the future when the clock is moved on.
    { clock: createFakeClock(Date.now() - 60_000) },
  )
  const server = createHttpServer(auth)
  t.after(async () => {
    await server.close()
    await auth.close()
  })
  await server.listen({ port, host: '127.0.0.1' })
  return { auth, issuer, jwksUrl: `${issuer}/.well-known/jwks.json` }
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise(closed => server.close(closed))
  return port
}

/** Tokens, and what PyJWT calls what is wrong with each. */
async function createTokens({ auth, issuer }: Awaited<ReturnType<typeof serve>>) {
  const { access, refresh } = await auth.register('alice@example.com')
  const [header = '', payload = ''] = access.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const { signing } = createKeyring({ algorithm: 'ES256', signingKey: pair.privatePem, kid: '2026-11' })
  const stranger = createKeyring({ algorithm: 'ES256', signingKey: generateKeyPair('ES256').privatePem, kid: 'other' })
  const sign = (more: object) => encodeCompact({ ...claims, ...more }, signing)
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const confused = `${encode({ alg: 'HS256', typ: 'JWT', kid: '2026-11' })}.${payload}`
  const { exp: _, ...endless } = claims
  const refused = {
    'another signature': [`${access.slice(0, -8)}AAAAAAAA`, 'InvalidSignatureError'],
    'other claims': [
      `${header}.${encode({ ...claims, user_id: '2' })}.${access.split('.')[2]}`,
      'InvalidSignatureError',
    ],
    expired: [sign({ exp: claims.iat - 1 }), 'ExpiredSignatureError'],
    'without an end': [encodeCompact(endless, signing), 'MissingRequiredClaimError'],
    'another audience': [sign({ aud: 'invoices' }), 'InvalidAudienceError'],
    'another issuer': [sign({ iss: `${issuer}.example.com` }), 'InvalidIssuerError'],
    'a refresh token': [refresh, 'not an access token'],
    'alg none': [`${encode({ alg: 'none', typ: 'JWT', kid: '2026-11' })}.${payload}.`, 'InvalidAlgorithmError'],
    'the public key as a secret (algorithm confusion)': [
      `${confused}.${createHmac('sha256', pair.publicPem).update(confused).digest('base64url')}`,
      'InvalidAlgorithmError',
    ],
    'a key that no one published': [encodeCompact(claims, stranger.signing), 'PyJWKClientError'],
    'no token': ['x', 'DecodeError'],
  } as const
  return { access, refused: Object.entries(refused) }
}

/** The next key signs from now on, and the one before it still verifies. */
async function rotate({ auth }: Awaited<ReturnType<typeof serve>>): Promise<string> {
  await rotateKey(auth.system, { kind: 'configuration' }, 'at_once')
  for (let seconds = 0; seconds < 10; seconds += 1) {
    auth.clock.advance(1000)
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
  }
  const { access } = await auth.login('alice@example.com')
  const { kid } = JSON.parse(Buffer.from(access.split('.')[0] ?? '', 'base64url').toString())
  assert.notEqual(kid, '2026-11')
  return access
}

function runPython(script: string, args: readonly string[]): Promise<readonly [code: number, output: string]> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const env = { ...process.env, SERVICE_SECRET: secret }
  return new Promise(resolve => {
    execFile(shopPython, [path, ...args], { env }, (error, stdout, stderr) =>
      resolve([error === null ? 0 : Number(error.code), (stdout + stderr).trim()]),
    )
  })
}

test('a service in Python verifies by the published keys', { skip: noPython }, async t => {
  const served = await serve(t)
  const verify = (token: string) => runPython('by_keys.py', [served.issuer, served.jwksUrl, 'orders', token])
  const { access, refused } = await createTokens(served)
  assert.deepEqual(await verify(access), [0, '1'])
  for (const [what, [token, reason]] of refused) {
    assert.deepEqual(await verify(token), [1, `refused: ${reason}`], what)
  }
  for (const token of [await rotate(served), access]) assert.deepEqual(await verify(token), [0, '1'])
})

test('a service in Python asks, and hears of a logout', { skip: noPython }, async t => {
  const { auth, issuer } = await serve(t)
  const tokens = await auth.register('alice@example.com')
  const ask = () => runPython('by_asking.py', [issuer, 'orders', tokens.access])
  assert.deepEqual(await ask(), [0, '1 alice@example.com'])
  assert.equal((await auth.logout(tokens)).status, 200)
  assert.deepEqual(await ask(), [1, 'refused'])
})

test('a service in Go verifies by the published keys, and invented names make one fetch', { skip: noGo }, async t => {
  const served = await serve(t)
  const program = await buildGo(t, 'by_keys.go')
  const start = (jwksUrl: string) => runGo(t, program, [served.issuer, jwksUrl, 'orders', '0'])
  const { access, refused } = await createTokens(served)
  const publisher = { fetches: 0, isAway: false }
  const counted = createServer(async (_, answer) => {
    publisher.fetches += 1
    if (publisher.isAway) return void answer.writeHead(500).end()
    answer.end(await (await fetch(served.jwksUrl)).text())
  })
  await new Promise<void>(listening => counted.listen(0, '127.0.0.1', listening))
  t.after(() => counted.close())
  const countedUrl = `http://127.0.0.1:${(counted.address() as AddressInfo).port}/`

  const visit = await start(countedUrl)
  assert.deepEqual(await visit(access), [200, '1'])
  for (const [what, [token]] of refused) {
    const [status, text] = await visit(token)
    assert.deepEqual([status, text.startsWith('refused: ')], [401, true], what)
  }
  assert.deepEqual(await visit(undefined), [401, 'refused: no token'])
  assert.equal(publisher.fetches, 1)

  const next = await rotate(served)
  const later = await start(countedUrl)
  for (const token of [next, access]) assert.deepEqual(await later(token), [200, '1'])

  publisher.isAway = true
  const cold = await start(countedUrl)
  assert.deepEqual(await cold(access), [503, 'refused: keys unavailable'])
})

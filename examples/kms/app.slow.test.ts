/** The app over real HTTP, beside a process that holds the keys: killed, started again, and with a wrong key. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Config } from 'latchkey'
import { createRemoteVerifier } from 'latchkey/verify'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { password, secretKey } from '../caller.ts'
import { openApp, readPublicKey } from './app.ts'

const ann = 'ann@example.com'

/** A key service with these keys, and what kills it. */
async function startKeyService(t: TestContext, folder: string): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'key-service.ts')
  const service = spawn(process.execPath, [script, join(folder, 'keys'), join(folder, 's')], { stdio: 'pipe' })
  t.after(() => service.kill('SIGKILL'))
  await once(service.stdout, 'data')
  return service
}

async function kill(service: ChildProcess, folder: string): Promise<void> {
  service.kill('SIGKILL')
  await once(service, 'exit')
  // A socket outlives its process that was killed.
  rmSync(join(folder, 's'), { force: true })
}

function makeKeys(t: TestContext, ...kids: readonly string[]): string {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'keys'))
  for (const kid of kids) writeFileSync(join(folder, 'keys', `${kid}.pem`), generateKeyPair('ES256').privatePem)
  return folder
}

const issuer = 'https://app.example.com'

async function openAt(t: TestContext, folder: string, config: Config) {
  const database = `sqlite:${join(folder, 'app.sqlite3')}` as const
  const shared = { secretKey, database, issuer, audience: 'orders', onEvent: () => {}, throttling: false, ...config }
  const app = await openApp(join(folder, 's'), shared)
  t.after(() => app.close())
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    // biome-ignore lint/suspicious/noExplicitAny: the tests know what they asked for.
    const json: any = await answer.json()
    return { status: answer.status, code: answer.headers.get('latchkey-code'), json }
  }
  return {
    app,
    url,
    register: () => post('/api/auth/register/', { email: ann, password, password_confirm: password }),
    login: () => post('/api/auth/login/', { email: ann, password }),
    refresh: (refresh: string) => post('/api/auth/token/refresh/', { refresh }),
    me: async (access: string) => (await fetch(`${url}/me`, { headers: { authorization: `Bearer ${access}` } })).status,
  }
}

const verifierOf = (url: string) =>
  createRemoteVerifier({
    jwksUrl: `${url}/.well-known/jwks.json`,
    algorithm: 'ES256',
    issuer,
    audience: 'orders',
    tokenType: 'access',
    leeway: '5s',
    onEvent: () => {},
  })

test('tokens are signed by another process, and a third party verifies them by the published key', async t => {
  const folder = makeKeys(t, 'a')
  await startKeyService(t, folder)
  const server = await openAt(t, folder, { keyId: 'a', verifyingKey: await readPublicKey(join(folder, 's'), 'a') })
  const { tokens } = (await server.register()).json
  const { access, refresh } = (await server.login()).json
  const next = (await server.refresh(refresh)).json
  const verify = verifierOf(server.url)
  for (const token of [tokens.access, access, next.access]) {
    assert.equal((await verify(token)).userId, '1')
    assert.equal(await server.me(token), 200)
  }
})

test('while the key service is dead nobody is logged out: 503, and once it is back all goes on', async t => {
  const folder = makeKeys(t, 'a')
  const service = await startKeyService(t, folder)
  const server = await openAt(t, folder, { keyId: 'a', verifyingKey: await readPublicKey(join(folder, 's'), 'a') })
  await server.register()
  const { access, refresh } = (await server.login()).json
  await kill(service, folder)
  for (const answer of [await server.login(), await server.refresh(refresh)])
    assert.deepEqual([answer.status, answer.code], [503, 'signer_unavailable'])
  assert.equal(await server.me(access), 200)
  await startKeyService(t, folder)
  const next = await server.refresh(refresh)
  assert.equal(next.status, 200)
  assert.deepEqual([await server.me(next.json.access), (await server.login()).status], [200, 200])
})

test('a service that signs with another key is refused loudly: at the start, and at each token', async t => {
  const folder = makeKeys(t, 'a', 'b')
  const service = await startKeyService(t, folder)
  const verifyingKey = await readPublicKey(join(folder, 's'), 'a')
  await assert.rejects(
    openAt(t, folder, { keyId: 'b', verifyingKey }),
    /signer .*signs with another key than verifyingKey/,
  )
  const server = await openAt(t, folder, { keyId: 'a', verifyingKey })
  await server.register()
  const { refresh } = (await server.login()).json
  await kill(service, folder)
  copyFileSync(join(folder, 'keys', 'b.pem'), join(folder, 'keys', 'a.pem'))
  await startKeyService(t, folder)
  for (const answer of [await server.login(), await server.refresh(refresh)])
    assert.deepEqual([answer.status, answer.code], [503, 'signer_unavailable'])
})

test('from one key to the next: published first, then it signs, then the one before goes, and no one is logged out', async t => {
  const folder = makeKeys(t, 'a', 'b')
  await startKeyService(t, folder)
  const [a, b] = [await readPublicKey(join(folder, 's'), 'a'), await readPublicKey(join(folder, 's'), 'b')]
  const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid
  const steps: readonly (readonly [Config, string])[] = [
    [{ keyId: 'a', verifyingKey: a }, 'a'],
    [{ keyId: 'a', verifyingKey: a, previousKeys: [{ kid: 'b', key: b }] }, 'a'],
    [{ keyId: 'b', verifyingKey: b, previousKeys: [{ kid: 'a', key: a }] }, 'b'],
    [{ keyId: 'b', verifyingKey: b }, 'b'],
  ]
  let refresh = ''
  let before: Awaited<ReturnType<typeof openAt>> | undefined
  let first: string | undefined
  for (const [index, [config, kid]] of steps.entries()) {
    // Beside the node of the step before, as nodes are replaced one after the other.
    const server = await openAt(t, folder, config)
    if (index === 0) {
      await server.register()
      ;({ refresh } = (await server.login()).json)
    }
    const answer = await server.refresh(refresh)
    assert.equal(answer.status, 200)
    const { access } = answer.json
    assert.equal(kidOf(access), kid)
    assert.deepEqual([await server.me(access), await (before ?? server).me(access)], [200, 200])
    assert.equal((await verifierOf((before ?? server).url)(access)).userId, '1')
    ;({ refresh } = answer.json)
    first ??= access
    before = server
  }
  assert.equal(await before?.me(first ?? ''), 401)
})

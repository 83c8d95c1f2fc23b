/** The packed package on Bun, Deno and workerd, beside a server of ours on a socket. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { generateKeyPair } from '../../src/keys/generate.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, password } from '../faults/api.ts'
import { secretKey } from '../faults/command-line.ts'
import { startServer } from '../faults/server-process.ts'
import { createConsumer } from '../packaging/packed.ts'
import { createCases } from './cases.ts'
import { missing, type Runtime, runService, versionOf } from './programs.ts'

const feedToken = 'n0-service-but-this-one-knows-it'
const signingKey = generateKeyPair('ES256').privatePem

const rows: readonly (readonly [Runtime, string])[] = [
  ['Bun', 'latchkey/verify/web'],
  ['Bun', 'latchkey/verify'],
  ['Deno', 'latchkey/verify/web'],
  ['Deno', 'latchkey/verify'],
  ['workerd', 'latchkey/verify/web'],
]
const isAnyHere = rows.some(([runtime]) => missing(runtime) === false)
const consumer = isAnyHere ? createConsumer('alone') : undefined
after(() => consumer?.remove())
const cases = isAnyHere ? await createCases() : []

async function begin(t: TestContext, runtime: Runtime, entry: string) {
  assert.ok(consumer !== undefined)
  writeFileSync(
    join(consumer.folder, 'package.json'),
    JSON.stringify({ type: 'module', dependencies: { latchkey: '*' } }),
  )
  const server = await startServer(t, temporaryFolder(t), {
    SECRET_KEY: secretKey,
    DATABASE_URL: 'sqlite:///auth.sqlite3',
    LATCHKEY_ALGORITHM: 'ES256',
    LATCHKEY_SIGNING_KEY: signingKey,
    LATCHKEY_KEY_ID: 'k1',
    LATCHKEY_REVOCATION_FEED_TOKENS: feedToken,
  })
  const line = await slowLine(t, server.url)
  const service = await runService(t, runtime, consumer.folder, entry, { issuer: line.url, feedToken })
  const api = createApi(server.url)
  await api.register('alice@example.com', password)
  const logIn = async () => (await api.login('alice@example.com', password)).json
  const visit = async (path: string, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const answer = await fetch(service + path, { headers })
    return [answer.status, await answer.text()] as const
  }
  return { line, service, api, logIn, visit }
}

/** A line to the issuer that can be slow, and notes what is asked. */
async function slowLine(t: TestContext, target: string) {
  const line = { url: '', delay: 0, asked: [] as string[] }
  const server = createServer(async (incoming, outgoing) => {
    line.asked.push(incoming.url ?? '')
    await pause(line.delay)
    const body = incoming.method === 'POST' ? { body: incoming, duplex: 'half' } : {}
    const headers = Object.entries(incoming.headers).filter(([name]) => !hopByHop.test(name)) as [string, string][]
    const closed = new AbortController()
    outgoing.on('close', () => closed.abort())
    try {
      const init = { method: incoming.method ?? 'GET', headers, ...body, signal: closed.signal, redirect: 'manual' }
      const answer = await fetch(target + incoming.url, init as RequestInit)
      outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
      for await (const piece of answer.body ?? []) outgoing.write(piece)
      outgoing.end()
    } catch {
      outgoing.destroy()
    }
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  line.url = `http://127.0.0.1:${(server.address() as { readonly port: number }).port}`
  return line
}

const hopByHop = /^(host|connection|content-length|transfer-encoding|accept-encoding|keep-alive)$/

/** Asks until it is so: a busy machine takes its time. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let round = 0; !(await holds()); round += 1) {
    if (round > 150) throw new Error(`it does not come true: ${holds}`)
    await pause(100)
  }
}

for (const [runtime, entry] of rows) {
  const skip = missing(runtime)
  test(`${runtime}: ${entry}: verdicts, guards, fetched keys, a logout that is heard, and a client`, {
    skip,
  }, async t => {
    t.diagnostic(versionOf(runtime))
    const { service, api, logIn, visit } = await begin(t, runtime, entry)
    const verdicts = await fetch(`${service}/verdicts`, { method: 'POST', body: JSON.stringify(cases) })
    assert.deepEqual(await verdicts.json(), [])

    const [kept, pair] = [await logIn(), await logIn()]
    assert.deepEqual(await visit('/orders', kept.access), [200, '{"user":"1"}'])
    assert.deepEqual(await visit('/orders', pair.access), [200, '{"user":"1"}'])
    assert.deepEqual(await visit('/orders', `${pair.access.slice(0, -8)}AAAAAAAA`), [
      401,
      '{"detail":"Token is invalid","code":"token_not_valid"}',
    ])
    assert.equal((await visit('/orders', pair.refresh))[0], 401)
    assert.equal((await visit('/orders'))[0], 401)
    await api.logout(pair)
    await until(async () => (await visit('/orders', pair.access))[0] === 401)
    assert.deepEqual(await visit('/orders', kept.access), [200, '{"user":"1"}'])

    const query = new URLSearchParams({ email: 'alice@example.com', password })
    const steps = ['refused', 'signed_in', 'profile', true, 'signed_out', 'signed_out', 'signed_in,signed_out']
    assert.deepEqual(await visit(`/client?${query}`), [200, JSON.stringify(steps)])
  })
}

test('workerd: what a request began is lost with it, and no other request suffers', {
  skip: missing('workerd'),
}, async t => {
  const { line, logIn, visit } = await begin(t, 'workerd', 'latchkey/verify/web')
  const { access } = await logIn()
  line.delay = 400
  // Keys, when there are none, and the revocations, when what is known is older than the allowance.
  for (const [place, asked] of [
    ['notes', /jwks/],
    ['orders', /revocations/],
  ] as const) {
    for (const at of ['/bare', '']) {
      if (place === 'orders') {
        assert.equal((await visit(`${at}/orders`, access))[0], 200)
        await pause(1100)
      }
      line.asked.length = 0
      assert.deepEqual(await visit(`${at}/abandon/${place}`, access), [200, 'gone'])
      assert.deepEqual(await visit(`${at}/${place}`, access), [200, '{"user":"1"}'])
      // With `waitUntil` the question of the first request was that of the second.
      const count = line.asked.filter(address => asked.test(address)).length
      assert.equal(count, at === '' ? 1 : 2, `${at}/${place}: ${line.asked.join()}`)
    }
  }
})

test('the cases hold every kind of verdict', { skip: !isAnyHere && 'no runtime is installed' }, () => {
  const verdicts = cases.map(({ verdict }) => verdict)
  for (const verdict of ['accepted 1', 'bad_signature', 'wrong_algorithm', 'not_base64url', 'KeyringError'])
    assert.ok(
      verdicts.filter(each => each === verdict).length > 5,
      `${verdict} is among ${[...new Set(verdicts)].join()}`,
    )
})

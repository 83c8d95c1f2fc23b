/** Ctrl-C and SIGTERM: what is under way is answered, the process ends 0, and the next start knows everybody. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, password } from './api.ts'
import { isRefused, openSocket } from './raw-socket.ts'
import { type ServerProcess, startServer } from './server-process.ts'

/** A request whose first bytes the server has begun to read; `finish` sends the rest. */
async function beginSlowly({ port }: ServerProcess, path: string, members: object) {
  const body = JSON.stringify(members)
  const head = [
    `POST /api/auth/${path}/ HTTP/1.1`,
    'Host: localhost',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Expect: 100-continue',
  ]
  const socket = await openSocket(port)
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await socket.until('100 Continue')
  socket.write(body.slice(0, 20))
  return { ...socket, finish: () => socket.write(body.slice(20)) }
}

async function untilNobodyListens({ port }: ServerProcess): Promise<void> {
  while (!(await isRefused(port))) await nextTurn()
}

const registration = { email: 'slow@example.com', password, password_confirm: password }
const signals = [['SIGTERM'], ['SIGINT'], ['SIGTERM', 'SIGTERM'], ['SIGINT', 'SIGINT'], ['SIGINT', 'SIGTERM']] as const

for (const names of signals) {
  test(`${names.join(' and ')} lets a slow upload finish, then the process ends with 0`, {
    timeout: 60_000,
  }, async t => {
    const server = await startServer(t, temporaryFolder(t))
    const slow = await beginSlowly(server, 'register', registration)
    for (const name of names) server.signal(name)
    await untilNobodyListens(server)
    for (const name of names) server.signal(name)
    slow.finish()
    const answer = await slow.until('"User registered successfully"')
    assert.match(answer, /HTTP\/1\.1 201 Created/)
    const { code, signal, stderr } = await server.ended
    assert.deepEqual([code, signal], [0, null], stderr)
  })
}

test('a login whose hash is being computed is answered', { timeout: 60_000 }, async t => {
  const server = await startServer(t, temporaryFolder(t), {
    LATCHKEY_PASSWORD_MEMORY: '65536',
    LATCHKEY_PASSWORD_ITERATIONS: '8',
  })
  const email = 'alice@example.com'
  await createApi(server.url).register(email, password)
  const login = await beginSlowly(server, 'login', { email, password })
  login.finish()
  server.signal('SIGTERM')
  assert.match(await login.until('"access"'), /HTTP\/1\.1 200 OK[^{]*connection: close/i)
  assert.equal((await server.ended).code, 0)
})

test('a request that was sent before the listening ended is served', { timeout: 60_000 }, async t => {
  const server = await startServer(t, temporaryFolder(t))
  const late = await openSocket(server.port)
  await fetch(`${server.url}/api/auth/profile/`)
  server.signal('SIGTERM')
  late.write('GET /api/auth/profile/ HTTP/1.1\r\nHost: localhost\r\n\r\n')
  assert.match(await late.whole, /^HTTP\/1\.1 401 Unauthorized/)
  assert.equal((await server.ended).code, 0)
})

test('an idle connection does not delay the end of the process', { timeout: 60_000 }, async t => {
  const server = await startServer(t, temporaryFolder(t))
  const idle = await openSocket(server.port)
  idle.write('GET /api/auth/profile/ HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await idle.until('not_authenticated')
  const silent = await openSocket(server.port)
  const started = performance.now()
  server.signal('SIGTERM')
  assert.equal((await server.ended).code, 0)
  assert.ok(performance.now() - started < 5000)
  await Promise.all([idle.whole, silent.whole])
})

test('after a restart with its own generated secret, users and tokens are still good', async t => {
  const folder = temporaryFolder(t)
  const first = await startServer(t, folder)
  const pair = (await createApi(first.url).register('alice@example.com', password)).json.tokens
  first.signal('SIGTERM')
  assert.equal((await first.ended).code, 0)
  const api = createApi((await startServer(t, folder)).url)
  assert.equal((await api.profile(pair.access)).json.email, 'alice@example.com')
  assert.equal((await api.login('alice@example.com', password)).status, 200)
  assert.equal((await api.logout(pair)).status, 200)
  assert.equal((await api.profile(pair.access)).status, 401)
})

test('a revocation outlives the process', async t => {
  const folder = temporaryFolder(t)
  const first = await startServer(t, folder)
  const api = createApi(first.url)
  const pair = (await api.register('alice@example.com', password)).json.tokens
  await api.logout(pair)
  first.signal('SIGTERM')
  await first.ended
  const second = createApi((await startServer(t, folder)).url)
  assert.equal((await second.profile(pair.access)).status, 401)
  assert.equal((await second.refresh(pair.refresh)).status, 401)
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, linkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Config } from '../settings/settings.ts'
import { settingsAtFault } from '../testing/settings-at-fault.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { createHttpServer } from './http-server.ts'
import { listen } from './listen.ts'

async function serve(t: TestContext, config: Config) {
  const auth = await createTestAuth(config)
  const app = createHttpServer(auth)
  t.after(() => app.close().then(() => auth.close()))
  return { auth, app, address: await listen(app, auth.system.settings) }
}

async function ask(socketPath: string, path: string, headers: Record<string, string> = {}) {
  const sent = request({ socketPath, path, headers: { host: 'localhost', ...headers }, agent: false }).end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  return answer.statusCode
}

test('HOST may be a Unix socket, with and without its scheme; it has its mode and goes with the server', async t => {
  const path = join(temporaryFolder(t), 'a.sock')
  for (const host of [path, `unix:${path}`]) {
    const { app, address } = await serve(t, { host, socketMode: host === path ? '0600' : '666' })
    assert.equal(address, `unix:${path}`)
    assert.equal(statSync(path).mode & 0o777, host === path ? 0o600 : 0o666)
    assert.equal(await ask(path, '/api/auth/profile/'), 401)
    await app.close()
    assert.equal(existsSync(path), false)
  }
})

test('a socket file that a killed server left behind is replaced', async t => {
  const folder = temporaryFolder(t)
  const [path, other] = [join(folder, 'a.sock'), join(folder, 'other.sock')]
  const killed = createServer().listen(other)
  await once(killed, 'listening')
  // The file outlives the server under its second name.
  linkSync(other, path)
  await new Promise(resolve => killed.close(resolve))
  assert.ok(statSync(path).isSocket())
  await serve(t, { host: path })
  assert.equal(await ask(path, '/api/auth/profile/'), 401)
})

test('a socket at which a server answers is left alone, and so is a file that is no socket', async t => {
  const path = join(temporaryFolder(t), 'a.sock')
  await serve(t, { host: path })
  await assert.rejects(serve(t, { host: path }), /Another server listens on .*a\.sock/)
  assert.equal(await ask(path, '/api/auth/profile/'), 401)
  const file = join(temporaryFolder(t), 'notes.txt')
  writeFileSync(file, 'kept')
  await assert.rejects(serve(t, { host: file }), /exists and is no socket/)
  assert.equal(statSync(file).size, 4)
  rmSync(file)
  await assert.rejects(serve(t, { host: join(file, 'missing', 'a.sock') }), /cannot listen on .*missing/)
})

test('on a socket the proxy is believed by the name unix; otherwise no client has an address', async t => {
  const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-prefix': '/app' }
  for (const trustedProxies of [['unix'], []]) {
    const path = join(temporaryFolder(t), 'a.sock')
    const { auth } = await serve(t, { host: path, trustedProxies })
    await ask(path, '/api/auth/profile/', headers)
    assert.equal(auth.events.at(-1)?.address, trustedProxies.length > 0 ? '203.0.113.9' : '')
    assert.equal(
      auth.events.some(({ name }) => name === 'address.missing'),
      trustedProxies.length === 0,
    )
  }
})

test('a host that cannot be listened on is refused at the start', () => {
  for (const host of ['127.0.0.1', '::', 'localhost', '/run/latchkey.sock', 'unix:/run/latchkey.sock']) {
    assert.deepEqual(settingsAtFault({ host }), [], host)
  }
  for (const host of [
    'unix:',
    'unix:latchkey.sock',
    'run/latchkey.sock',
    'http://127.0.0.1',
    '/run/',
    `/${'a'.repeat(110)}`,
  ]) {
    assert.deepEqual(settingsAtFault({ host }), ['host'], host)
  }
  for (const socketMode of ['66', '999', '0o660', 'rw'])
    assert.deepEqual(settingsAtFault({ socketMode }), ['socketMode'])
})

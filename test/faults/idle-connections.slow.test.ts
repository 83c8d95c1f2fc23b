/** Ten thousand connections that say nothing, or ask once and stay: no one else goes without an answer. */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { createTestSchema, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, password } from './api.ts'
import { secretKey } from './command-line.ts'
import { residentMegabytes, type ServerProcess, startServer } from './server-process.ts'

const skips = { sqlite: false, postgres: await whyNoPostgres() } as const
const count = 10_000

for (const dialect of ['sqlite', 'postgres'] as const) {
  const bounds = { skip: skips[dialect], timeout: 120_000 }
  test(`${dialect}: beside ten thousand idle connections people log in, refresh and log out`, bounds, async t => {
    const DATABASE_URL = dialect === 'sqlite' ? 'sqlite:///idle.sqlite3' : await createTestSchema(t)
    const server = await startServer(t, temporaryFolder(t), {
      SECRET_KEY: secretKey,
      DATABASE_URL,
      LATCHKEY_MAXIMUM_CONNECTIONS: String(count + 100),
      LATCHKEY_HEADERS_TIMEOUT: '300',
      LATCHKEY_REQUEST_TIMEOUT: '300',
      LATCHKEY_KEEP_ALIVE_TIMEOUT: '300',
    })
    const sockets: Socket[] = []
    t.after(() => {
      for (const socket of sockets) socket.destroy()
    })
    const before = residentMegabytes(server)
    for (let opened = 0; opened < count; opened += 500) {
      sockets.push(...(await Promise.all(Array.from({ length: 500 }, (_, n) => openIdle(server, n % 2 === 0)))))
    }
    const api = createApi(server.url)
    const pair = (await api.register('alice@example.com', password)).json.tokens
    const times: number[] = []
    let { access, refresh } = pair
    for (let round = 0; round < 20; round += 1) {
      const began = performance.now()
      ;({ access, refresh } = (await api.refresh(refresh)).json)
      assert.equal((await api.profile(access)).status, 200)
      times.push(performance.now() - began)
    }
    assert.equal((await api.logout({ access, refresh })).status, 200)
    assert.equal((await api.profile(access)).status, 401)
    assert.equal(sockets.filter(({ destroyed }) => destroyed).length, 0)
    const slowest = Math.max(...times).toFixed(0)
    t.diagnostic(`a refresh and a request: ${slowest} ms at most; ${residentMegabytes(server) - before} MB more`)
    server.signal('SIGTERM')
    const { code, stderr } = await server.ended
    assert.equal(code, 0, stderr)
  })
}

/** A connection that stays: silent from the start, or after one request. */
function openIdle({ port }: ServerProcess, isSilent: boolean): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      if (isSilent) return resolve(socket)
      socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n')
      socket.once('data', () => resolve(socket))
    })
    socket.on('error', reject)
  })
}

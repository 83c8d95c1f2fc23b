/** A way to PostgreSQL that fails on demand: it cuts, goes silent, and keeps the answer to what commits to itself. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { postgresTestUrl } from './postgres-store.ts'

/**
 * `before commit`: cut when COMMIT comes, which the server then never hears. `answer to commit`: the server commits, and the
 * connection is cut in place of its answer. `answer to update`: likewise an UPDATE, which commits where it stands alone.
 * `silence`: nothing goes through, and nothing says so.
 */
export type Failing = 'before commit' | 'answer to commit' | 'answer to update' | 'silence'

export interface PostgresProxy {
  /** The same address, by way of the proxy. */
  through(url: string): string
  /** From now on; `times` connections are cut, and then all is well. Silence stays until `heal`. */
  fail(how: Failing, times?: number): void
  heal(): void
  /** Cuts all connections there are. */
  cut(): void
  /** How many times it failed. */
  readonly failures: number
}

interface State {
  failing: Failing | undefined
  left: number
  failures: number
}

const testPort = Number(new URL(postgresTestUrl).port)

/** To the server of the address, on a port of its own. Closed after the test. */
export async function openPostgresProxy(t: Pick<TestContext, 'after'>, port = testPort): Promise<PostgresProxy> {
  const state: State = { failing: undefined, left: 0, failures: 0 }
  const sockets = new Set<Socket>()
  const server = createServer(client => relay(state, sockets, client, connect(port, '127.0.0.1')))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  t.after(() => {
    cut()
    server.close()
  })
  const own = String((server.address() as AddressInfo).port)
  return {
    through: url => {
      const changed = new URL(url)
      changed.port = own
      return changed.href
    },
    fail: (how, times = 1) => void Object.assign(state, { failing: how, left: times }),
    heal: () => void Object.assign(state, { failing: undefined, left: 0 }),
    cut,
    get failures() {
      return state.failures
    },
  }
}

function relay(state: State, sockets: Set<Socket>, client: Socket, server: Socket): void {
  const stop = () => {
    client.destroy()
    server.destroy()
  }
  for (const socket of [client, server]) {
    sockets.add(socket)
    socket.on('error', stop)
    socket.on('close', () => {
      sockets.delete(socket)
      stop()
    })
  }
  client.on('data', bytes => {
    if (state.failing === 'silence') return
    if (state.failing === 'before commit' && isCommit(bytes)) return failed(state, stop)
    server.write(bytes)
  })
  server.on('data', bytes => {
    if (state.failing === 'silence') return
    // The tag of CommandComplete.
    if (state.failing === 'answer to commit' && bytes.includes('COMMIT\0')) return failed(state, stop)
    if (state.failing === 'answer to update' && /UPDATE \d+\0/.test(bytes.toString('latin1')))
      return failed(state, stop)
    client.write(bytes)
  })
}

function failed(state: State, stop: () => void): void {
  state.failures += 1
  state.left -= 1
  if (state.left <= 0) state.failing = undefined
  stop()
}

const commitName = `latchkey_${createHash('sha256').update('COMMIT').digest('base64url').slice(0, 22)}`

/** The text, or a Bind of the statement that was prepared with it. */
function isCommit(bytes: Buffer): boolean {
  return bytes.includes('COMMIT\0') || bytes.includes(commitName)
}

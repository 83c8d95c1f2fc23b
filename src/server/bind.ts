/** Makes a server listen at one place. The promise rejects with the system's error. */
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer, type ListenOptions, type Server as NetServer } from 'node:net'

/** Where a server listens: an address (`localhost` by default) and a port, 0 for a free one; or the path of a Unix socket. */
export type Place = { readonly host?: string; readonly port: number } | { readonly path: string }

export interface Bound {
  /** `http://127.0.0.1:8000`, or the path. */
  readonly address: string
  /** What listens beside the server: `localhost` may be several addresses. */
  readonly others: readonly NetServer[]
}

type FindAddresses = () => Promise<readonly { readonly address: string }[]>

export async function bind(
  server: Server,
  place: Place,
  ofLocalhost: FindAddresses = () => lookup('localhost', { all: true }),
): Promise<Bound> {
  if ('path' in place) {
    await listening(server, place)
    return { address: place.path, others: [] }
  }
  const { host = 'localhost', port } = place
  await listening(server, { host, port })
  return { address: addressOf(server), others: host === 'localhost' ? await bindOthers(server, ofLocalhost) : [] }
}

/** Programs differ in which address of `localhost` they try, and some try one: all of them lead to the server. */
async function bindOthers(server: Server, ofLocalhost: FindAddresses): Promise<readonly NetServer[]> {
  const first = server.address()
  if (first === null || typeof first === 'string') return []
  const addresses = await ofLocalhost().catch(() => [])
  const others = addresses
    .filter(({ address }) => address !== first.address)
    .map(async ({ address }) => {
      // As Node creates its HTTP servers.
      const other = createServer({ allowHalfOpen: true, noDelay: true })
      other.maxConnections = server.maxConnections
      other.on('connection', socket => server.emit('connection', socket))
      await listening(other, { host: address, port: first.port })
      return other
    })
  // One that this machine does not have, IPv6 often, is not missed.
  return (await Promise.allSettled(others)).flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
}

async function listening(server: NetServer, at: ListenOptions): Promise<void> {
  server.listen(at)
  // Rejects with the first `error`.
  await once(server, 'listening')
}

function addressOf(server: Server): string {
  const bound = server.address()
  if (bound === null || typeof bound === 'string') return String(bound)
  const { address, port } = bound
  // An address that a browser can open.
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

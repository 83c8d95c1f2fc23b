/**
 * Where a route handler of Next stands for the client. Next takes the `basePath` of next.config off the path before a
 * handler sees it and says so nowhere, so it is what the path had more on the wire (`peers.ts`). Where the wire was not
 * watched yet it is that of the configuration, or what the route file names.
 */
import type { Auth } from '../../auth.ts'
import type { Incoming } from '../../http/request/message.ts'
import { isBelow } from '../../kernel/base-path.ts'
import { configuredBasePath, type Peer } from './peers.ts'

type NextRequest = Request & { readonly nextUrl?: { readonly basePath?: string } }

/** The request with its path as sent, and its mount: the `basePath` of next.config, then the folders of the route file. */
export function mountedInNext(
  auth: Pick<Auth, 'serves'>,
  { nextUrl }: NextRequest,
  { incoming, peer, folder }: { readonly incoming: Incoming; readonly peer: Peer | undefined; readonly folder: string },
): Incoming {
  const given = nextUrl?.basePath ?? ''
  const path = given !== '' && isBelow(incoming.path, given) ? incoming.path.slice(given.length) : incoming.path
  const named = namedIn(auth, folder, path)
  const outer = named || given || takenOff(path, peer?.path) || configuredBasePath()
  return { ...incoming, path: `${outer}${path}`, mountPath: `${outer}${folder.slice(named.length)}` }
}

/** The part of `/docs/v1` that the path does not have any more: `/docs` for `/v1/api/auth/login/`. */
function namedIn(auth: Pick<Auth, 'serves'>, folder: string, path: string): string {
  const segments = folder.split('/')
  const beginnings = segments.map((_, index) => segments.slice(0, index + 1).join('/'))
  const fitting = beginnings.filter(beginning => isBelow(path, folder.slice(beginning.length)))
  return fitting.find(beginning => auth.serves(path.slice(folder.length - beginning.length))) ?? fitting[0] ?? ''
}

function takenOff(path: string, sent = ''): string {
  return sent.startsWith('/') && sent.endsWith(path) ? sent.slice(0, sent.length - path.length) : ''
}

/**
 * The exchange of a refresh cookie on behalf of a page that a server draws. It puts the question of the browser's own page to dispatch,
 * so that rotation, limits, second factors, events and audit are those of any refresh. Calls with one token share one exchange: in this
 * process here, among processes by a lease.
 */
import { digestOf } from '../flows/refresh-answer.ts'
import { type SharedAnswer, shareRefresh } from '../flows/share-refresh.ts'
import { readBasePath } from '../kernel/base-path.ts'
import { problem } from '../problems.ts'
import type { System } from '../system.ts'
import { findCookieToken } from './authorize/find-cookie-token.ts'
import type { Dispatch } from './dispatch.ts'
import { pathOf } from './endpoints/arrange-endpoints.ts'
import type { Incoming, Outgoing } from './request/message.ts'

/** What an `Auth` has of it. */
export interface PageParts {
  readonly system: System
  readonly dispatch: Dispatch
}

/** By the digest of the refresh token: the exchanges under way, and those that have just ended. */
const exchanges = new WeakMap<System, Map<string, Promise<SharedAnswer>>>()

/** Throws an `AuthError` where it cannot be known now. `basePath`: where Latchkey is mounted. */
export async function refreshForPage(parts: PageParts, incoming: Incoming, basePath = ''): Promise<SharedAnswer> {
  const { system } = parts
  const known = exchanges.get(system) ?? new Map<string, Promise<SharedAnswer>>()
  exchanges.set(system, known)
  const presented = { token: findCookieToken(incoming, 'refresh', system.settings) ?? '', place: basePath }
  const key = digestOf(presented)
  const shared = known.get(key)
  if (shared !== undefined) return { ...(await shared), isShared: true }
  const exchange = shareRefresh(system, presented, () => askForPair(parts, incoming, basePath))
  known.set(key, exchange)
  const forget = () => void known.delete(key)
  // What failed is tried again by the next call.
  exchange.then(({ goodFor }) => system.timer.after(goodFor, forget), forget)
  return await exchange
}

async function askForPair({ system, dispatch }: PageParts, incoming: Incoming, basePath: string) {
  const outgoing = await dispatch(questionOf(system, incoming, basePath))
  // A limit that others behind the same address have reached says nothing about this session.
  if (outgoing.status >= 500 || outgoing.status === 429) throw unknownNow(outgoing)
  const cookies = outgoing.headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value)
  return { isFresh: outgoing.status === 200, cookies }
}

/** The question that the browser's own page would ask. */
function questionOf({ settings }: System, incoming: Incoming, basePath: string): Incoming {
  const mountPath = readBasePath(basePath === '' ? '/' : basePath)
  if (mountPath === undefined) throw new TypeError(`basePath: '${basePath}' is no path; write it as '/v1'`)
  const path = pathOf(settings, 'cookie_refresh', '/api/auth/cookie/refresh/')
  if (path === undefined) throw new TypeError('authenticate: cookie_refresh is in disabledEndpoints, and this needs it')
  return {
    ...incoming,
    method: 'POST',
    path: `${mountPath}${settings.basePath}${path}`,
    mountPath,
    query: '',
    header: name => (ofThePage.test(name) ? undefined : incoming.header(name)),
    body: async () => new Uint8Array(),
  }
}

/** What the request says of the page that it asks for: of the question, which a page of this site would ask, none of it is true. */
const ofThePage = /^(?:accept|authorization|origin|content-.*|transfer-encoding|sec-fetch-.*|latchkey-user)$/

/** That something cannot be known now, in the words of the answer that said so. */
export function unknownNow({ about, headers }: Outgoing) {
  const wait = headers.find(([name]) => name.toLowerCase() === 'retry-after')
  const told = (['keys_unavailable', 'signer_unavailable', 'overloaded', 'throttled'] as const).find(
    each => each === about?.code,
  )
  const code = told ?? 'store_unavailable'
  return problem(code, {
    reason: 'authenticate',
    ...(wait === undefined ? {} : { headers: { 'Retry-After': wait[1] } }),
  })
}

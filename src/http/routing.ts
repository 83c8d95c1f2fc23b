/** From a path to its row. Paths are exact; what a missing slash or an unknown path means is a setting. */
import { problem } from '../problems.ts'
import type { Endpoint } from './endpoint.ts'
import type { Incoming, Outgoing } from './message.ts'
import { respondPage } from './respond.ts'

export type Routes = ReadonlyMap<string, Endpoint>

export interface RoutingSettings {
  /** `optional`: served with and without. `redirect`: 301 to the path with its slash, as APPEND_SLASH does. */
  readonly trailingSlash: 'optional' | 'redirect'
  readonly unknownPath: 'json' | 'html'
}

export type Route =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | { readonly kind: 'page'; readonly page: Outgoing }

export function createRoutes(endpoints: readonly Endpoint[]): Routes {
  const routes = new Map<string, Endpoint>()
  for (const endpoint of endpoints) {
    if (routes.has(endpoint.path)) throw new TypeError(`two endpoints at ${endpoint.path}`)
    routes.set(endpoint.path, endpoint)
  }
  return routes
}

/** Throws `not_found` for a path that nobody serves. */
export function findRoute(routes: Routes, { path, query }: Incoming, settings: RoutingSettings): Route {
  const endpoint = routes.get(path)
  if (endpoint !== undefined) return { kind: 'endpoint', endpoint }
  const slashed = path.endsWith('/') ? undefined : routes.get(`${path}/`)
  if (slashed !== undefined) return withoutSlash(slashed, query, settings)
  if (settings.unknownPath === 'json') throw problem('not_found', { reason: 'path' })
  return { kind: 'page', page: respondPage(404, 'Not Found') }
}

function withoutSlash(endpoint: Endpoint, query: string, settings: RoutingSettings): Route {
  if (settings.trailingSlash === 'optional') return { kind: 'endpoint', endpoint }
  // The path of the table, never the text of the request: a redirect must not lead to a host that somebody wrote.
  const location = query === '' ? endpoint.path : `${endpoint.path}?${query}`
  return { kind: 'page', page: { ...respondPage(301, '', [['Location', location]]), body: '' } }
}

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

/** The application's own rows win over built-in ones at the same path; two of its own at one path are a mistake. */
export function createRoutes(own: readonly Endpoint[], builtIn: readonly Endpoint[]): Routes {
  const routes = new Map(builtIn.flatMap(endpoint => endpoint.paths.map(path => [path, endpoint] as const)))
  const taken = new Set<string>()
  for (const endpoint of own) {
    for (const path of endpoint.paths) {
      if (taken.has(path)) throw new TypeError(`two endpoints at ${path}`)
      if (!path.endsWith('/')) throw new TypeError(`the path ${path} does not end in a slash`)
      taken.add(path)
      routes.set(path, endpoint)
    }
  }
  return routes
}

/** Throws `not_found` for a path that nobody serves. */
export function findRoute(routes: Routes, { path, query }: Incoming, settings: RoutingSettings): Route {
  const endpoint = routes.get(path)
  if (endpoint !== undefined) return { kind: 'endpoint', endpoint }
  const slashed = `${path}/`
  const meant = routes.get(slashed)
  if (meant !== undefined) return withoutSlash(meant, slashed, query, settings)
  if (settings.unknownPath === 'json') throw problem('not_found', { reason: 'path' })
  return { kind: 'page', page: respondPage(404, 'Not Found') }
}

function withoutSlash(endpoint: Endpoint, path: string, query: string, settings: RoutingSettings): Route {
  if (settings.trailingSlash === 'optional') return { kind: 'endpoint', endpoint }
  // A path of the table: a redirect must not lead to a host that somebody wrote into the request.
  const location = query === '' ? path : `${path}?${query}`
  return { kind: 'page', page: { ...respondPage(301, '', [['Location', location]]), body: '' } }
}

/**
 * Finds the row of a path. Paths are exact or have parameters (`/api/auth/sessions/{id}/`); exact ones win. Settings
 * say what a missing slash and an unknown path mean.
 */
import { problem } from '../../problems.ts'
import type { Incoming, Outgoing } from '../request/message.ts'
import { respondPage } from '../response/respond.ts'
import type { Endpoint } from './endpoint.ts'
import { hasParameters, type PathParameters, type PathPattern, parsePathPattern, shapeOf } from './path-pattern.ts'

export interface Routes {
  readonly exact: ReadonlyMap<string, Endpoint>
  readonly patterns: readonly { readonly pattern: PathPattern; readonly endpoint: Endpoint; readonly row: string }[]
  /** Every path, as its row writes it. */
  readonly paths: readonly string[]
  readonly rows: readonly { readonly path: string; readonly endpoint: Endpoint }[]
}

export interface RoutingSettings {
  /** `optional`: served with and without. `redirect`: 301 to the path with its slash, as APPEND_SLASH does. */
  readonly trailingSlash: 'optional' | 'redirect'
  readonly unknownPath: 'json' | 'html'
}

export type Route =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint; readonly params: PathParameters; readonly row: string }
  | { readonly kind: 'page'; readonly page: Outgoing }

/** An application's rows replace built-in ones at the same path. Throws when two of them share a path. */
export function createRoutes(own: readonly Endpoint[], builtIn: readonly Endpoint[] = []): Routes {
  const rows = new Map(builtIn.flatMap(pathsOf))
  const taken = new Set<string>()
  for (const [shape, row] of own.flatMap(pathsOf)) {
    if (taken.has(shape)) throw new TypeError(`two endpoints at ${row.path}`)
    taken.add(shape)
    rows.set(shape, row)
  }
  const all = [...rows.values()]
  const patterns = all.filter(({ path }) => hasParameters(path)).toSorted((a, b) => comparePatterns(a.path, b.path))
  return {
    exact: new Map(all.filter(({ path }) => !hasParameters(path)).map(({ path, endpoint }) => [path, endpoint])),
    patterns: patterns.map(({ path, endpoint }) => ({ pattern: parsePathPattern(path), endpoint, row: path })),
    paths: all.map(({ path }) => path),
    rows: all,
  }
}

function pathsOf(endpoint: Endpoint) {
  return endpoint.paths.map(path => [shapeOf(path), { path, endpoint }] as const)
}

/** Where two patterns match, the one whose literal segment comes first wins. */
function comparePatterns(a: string, b: string): number {
  const [left, right] = [a, b].map(path => shapeOf(path).replaceAll('{}', '\uffff'))
  return (left ?? '') < (right ?? '') ? -1 : 1
}

/** Throws `not_found` for an unknown path. */
export function findRoute(routes: Routes, { path, query }: Incoming, settings: RoutingSettings): Route {
  const found = findRow(routes, path)
  if (found !== undefined) return { kind: 'endpoint', ...found }
  const meant = findRow(routes, `${path}/`)
  if (meant !== undefined && settings.trailingSlash === 'optional') return { kind: 'endpoint', ...meant }
  if (meant !== undefined) return { kind: 'page', page: redirectTo(meant.path, query) }
  if (settings.unknownPath === 'json') throw problem('not_found', { reason: 'path' })
  return { kind: 'page', page: respondPage(404, 'Not Found') }
}

/** Whether a path, with or without its slash, has a row. */
export function isServed(routes: Routes, path: string): boolean {
  return findRow(routes, path) !== undefined || findRow(routes, `${path}/`) !== undefined
}

function findRow({ exact, patterns }: Routes, path: string) {
  const endpoint = exact.get(path)
  if (endpoint !== undefined) return { endpoint, params: {}, path, row: path }
  for (const { pattern, endpoint, row } of patterns) {
    const params = pattern.match(path)
    if (params !== undefined) return { endpoint, params, path: pattern.fill(params), row }
  }
  return undefined
}

/** Only to a path of the table: a redirect must not lead to a host that a request names (open redirect). */
function redirectTo(path: string, query: string): Outgoing {
  const location = query === '' ? path : `${path}?${query}`
  return { ...respondPage(301, '', [['Location', location]]), body: '' }
}

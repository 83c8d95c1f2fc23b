/**
 * Finds the row of a path. Paths are exact or have parameters (`/api/auth/sessions/{id}/`); exact ones win. Settings
 * say what a missing slash and an unknown path mean.
 */
import { requireFields } from '../../fields/read-valid.ts'
import { problem } from '../../problems.ts'
import type { Incoming, Outgoing } from '../request/message.ts'
import { respondPage } from '../response/respond.ts'
import type { Endpoint } from './endpoint.ts'
import type { EndpointFault } from './find-endpoint-faults.ts'
import { needsPattern, type PathParameters, type PathPattern, parsePathPattern, shapeOf } from './path-pattern.ts'

export interface Routes {
  readonly exact: ReadonlyMap<string, ServedRoute & { readonly path: string }>
  readonly patterns: readonly { readonly pattern: PathPattern; readonly endpoint: Endpoint; readonly row: string }[]
  /** Every path, as its row writes it, and with the suffix of a format. */
  readonly paths: readonly string[]
  readonly rows: readonly { readonly path: string; readonly endpoint: Endpoint }[]
}

export interface RoutingSettings {
  /** `optional`: served with and without. `redirect`: 301 to the path with its slash, as APPEND_SLASH does. */
  readonly trailingSlash: 'optional' | 'redirect'
  readonly unknownPath: 'json' | 'html'
}

export interface ServedRoute {
  readonly kind: 'endpoint'
  readonly endpoint: Endpoint
  readonly params: PathParameters
  readonly row: string
  /** Of the suffix: `json` in `/api/articles.json`. */
  readonly format?: string
}

export type Route = ServedRoute | { readonly kind: 'page'; readonly page: Outgoing }

/** An application's rows replace built-in ones at the same path. Throws when two of them share a path. */
export function createRoutes(own: readonly Endpoint[], builtIn: readonly Endpoint[] = []): Routes {
  const rows = new Map(builtIn.flatMap(pathsOf))
  const taken = new Set<string>()
  for (const [shape, row] of own.flatMap(pathsOf)) {
    if (taken.has(shape)) throw new TypeError(`two endpoints at ${row.path}`)
    taken.add(shape)
    refusePlainSchemas(row)
    rows.set(shape, row)
  }
  const all = [...rows.values()]
  const patterns = all.filter(({ path }) => needsPattern(path)).toSorted((a, b) => comparePatterns(a.path, b.path))
  return {
    exact: new Map(all.filter(({ path }) => !needsPattern(path)).map(row => [row.path, exactRoute(row)])),
    patterns: patterns.map(({ path, endpoint }) => ({ pattern: parsePathPattern(path), endpoint, row: path })),
    paths: all.flatMap(({ path, endpoint }) => [path, ...formattedPaths(path, endpoint)]),
    rows: all,
  }
}

/** What `createRoutes` would throw for, all at once and with its cure. */
export function findRouteFaults(own: readonly Endpoint[]): readonly EndpointFault[] {
  const taken = new Set<string>()
  return own.flatMap(pathsOf).flatMap(([shape, row]) => {
    const isTaken = taken.has(shape)
    taken.add(shape)
    const twice = {
      what: `has two endpoints at ${row.path}`,
      fix: 'give one another path, or join their methods in one',
    }
    return [...(isTaken ? [twice] : []), ...schemaFaults(row)]
  })
}

function schemaFaults(row: Parameters<typeof refusePlainSchemas>[0]): readonly EndpointFault[] {
  try {
    refusePlainSchemas(row)
    return []
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const [what = '', fix = ''] = error.message.split(/: (?=write|use)/)
    return [{ what: `has a declaration that cannot be read: ${what}`, fix }]
  }
}

/** A declaration that cannot be read is a mistake of the program, found when it starts. */
function refusePlainSchemas({ path, endpoint }: { readonly path: string; readonly endpoint: Endpoint }): void {
  for (const [verb, { input, query }] of Object.entries(endpoint.methods)) {
    if (input !== undefined) requireFields(`the input of ${verb} ${path}`, input)
    if (query !== undefined) requireFields(`the query of ${verb} ${path}`, query)
  }
}

/** For platforms that register each path. */
function formattedPaths(path: string, { formatSuffix, isRoot }: Endpoint): readonly string[] {
  if (formatSuffix !== true || path.endsWith('}/')) return []
  return [`${isRoot === true ? path : path.slice(0, -1)}.json`]
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
export function findRoute(routes: Routes, incoming: Incoming, settings: RoutingSettings): Route {
  const { path, query, basePath = '', isOutside = false } = incoming
  const found = isOutside ? undefined : (findRow(routes, path) ?? findFormatted(routes, path))
  if (found !== undefined) return found
  const meant = isOutside ? undefined : findRow(routes, `${path}/`)
  if (meant !== undefined && settings.trailingSlash === 'optional') return meant
  if (meant !== undefined) return { kind: 'page', page: redirectTo(`${basePath}${meant.path}`, query) }
  if (settings.unknownPath === 'json') throw problem('not_found', { reason: 'path' })
  return { kind: 'page', page: respondPage(404, 'Not Found') }
}

/** Whether a path, with or without its slash, has a row. */
export function isServed(routes: Routes, path: string | undefined): boolean {
  if (path === undefined) return false
  return [findRow(routes, path), findFormatted(routes, path), findRow(routes, `${path}/`)].some(
    row => row !== undefined,
  )
}

function findRow({ exact, patterns }: Routes, path: string) {
  const route = exact.get(path)
  if (route !== undefined) return route
  for (const { pattern, endpoint, row } of patterns) {
    const params = pattern.match(path)
    if (params !== undefined) return { kind: 'endpoint', endpoint, params, path: pattern.fill(params), row } as const
  }
  return undefined
}

const noParameters: PathParameters = Object.freeze({})

function exactRoute({ path, endpoint }: Routes['rows'][number]) {
  return { kind: 'endpoint', endpoint, params: noParameters, path, row: path } as const
}

const formatSuffix = /^(.+?)(\/?)\.([a-z0-9]+)\/?$/

/** The slash before a suffix is that of a root alone: `/api/.json`, but `/api/articles.json`. */
function findFormatted(routes: Routes, path: string) {
  const [, stem = '', slash, format] = formatSuffix.exec(path) ?? []
  const found = format === undefined ? undefined : findRow(routes, `${stem}/`)
  const isRoot = found?.endpoint.isRoot === true
  return found?.endpoint.formatSuffix === true && isRoot === (slash === '/')
    ? { ...found, format: format ?? '' }
    : undefined
}

/** Only to a path of the table, below a base path that was checked: a redirect must not lead to a host that a request names (open redirect). */
function redirectTo(path: string, query: string): Outgoing {
  const location = query === '' ? path : `${path}?${query}`
  return { ...respondPage(301, '', [['Location', location]]), body: '' }
}

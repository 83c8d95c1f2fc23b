/** The endpoints of the core, of the features and of the application in one table of routes, arranged as the settings say. */
import { adminEndpoints } from '../features/admin/feature.ts'
import { apiKeyEndpoints } from '../features/api-keys/feature.ts'
import { exportEndpoints } from '../features/export/feature.ts'
import { mfaEndpoints } from '../features/mfa/feature.ts'
import { organizationEndpoints } from '../features/organizations/feature.ts'
import { accountPageEndpoints, appEndpoints } from '../features/pages/feature.ts'
import {
  type ConsoleResource,
  consoleResources,
  exampleResource,
  exampleRoot,
  findCursorFault,
  findForeignKeyFaults,
  resourceEndpoints,
  routerRoots,
} from '../features/resources/feature.ts'
import type { Resource } from '../features/resources/resource.ts'
import { revocationFeedEndpoints } from '../features/revocation-feed/feature.ts'
import { serviceEndpoints } from '../features/services/feature.ts'
import { socialEndpoints } from '../features/social/feature.ts'
import { findAccessFaults, withDefaultAccess } from '../http/authorize/default-access.ts'
import { requireLoginRatePaths } from '../http/authorize/limits.ts'
import { type Arranged, arrangeEndpoints, type NamedRow } from '../http/endpoints/arrange-endpoints.ts'
import { coreEndpoints } from '../http/endpoints/core-endpoints.ts'
import type { Endpoint } from '../http/endpoints/endpoint.ts'
import { createRoutes, type Routes } from '../http/endpoints/routing.ts'
import { openApiEndpoints } from '../http/endpoints/rows/openapi.ts'
import { serverRows } from '../http/endpoints/server-rows.ts'
import type { DocumentedRow } from '../http/openapi/document.ts'
import { ConfigurationError, type ConfigurationFault } from '../settings/configuration-error.ts'
import type { Settings } from '../settings/settings.ts'
import type { ReadOptions } from './read-options.ts'

/** Throws a ConfigurationError for rows of the application that are open by mistake, and for names that do not exist. */
export function createRoutesOf({ settings, endpoints = [], resources = [] }: ReadOptions): Routes {
  const paged = resources.map(each => withDefaultPages(each, settings))
  const faults = [...paged.flatMap(cursorFaults), ...findForeignKeyFaults(paged)]
  if (faults.length > 0) throw new ConfigurationError(faults)
  const custom = [...endpoints, ...resourceEndpoints(paged)].map(row => withDefaultAccess(row, settings))
  const open = custom.flatMap(row => findAccessFaults(row, settings, `the endpoint ${row.paths.join(', ')}`))
  if (open.length > 0) throw new ConfigurationError(open)
  const builtIn = [
    ...builtInEndpoints(settings, consoleResources(paged), () => routes.rows),
    ...endpointsOfAll(settings, () => routes.rows),
  ]
  const arranged = arrangeEndpoints([...builtIn, ...routerRoots(resources)], settings, () => everyEndpoint(settings))
  if (arranged.faults.length > 0) throw new ConfigurationError(arranged.faults)
  const routes: Routes = createRoutes(custom, arranged.rows)
  requireLoginRatePaths(settings, [...custom, ...arranged.rows], builtIn)
  return routes
}

/** A resource that says `pageSize: null` has no pages in whatever style. */
function withDefaultPages(resource: Resource, { pageSize, pagination, maxLimit }: Settings): Resource {
  const isPlain = resource.pageSize === null && resource.pagination === undefined
  return { pageSize, maxLimit, ...resource, pagination: isPlain ? 'page' : (resource.pagination ?? pagination) }
}

/** The setting may divide by cursors what has no column for them. */
function cursorFaults(resource: Resource): readonly ConfigurationFault[] {
  const isByCursor = resource.pagination === 'cursor' && resource.pageSize !== null
  const what = isByCursor ? findCursorFault(resource) : undefined
  if (what === undefined) return []
  const fix = "write cursorOrdering: '-id' in it, or pagination: 'page'"
  return [{ setting: 'pagination', source: 'the resources', what: `is cursor, and ${resource.name} ${what}`, fix }]
}

/**
 * What is wrong with the paths of the ready-made server, which has rows of its own beside the built-in ones. Settings that
 * move nothing and switch nothing off leave every row where it is, and making all of them takes a start 12 ms.
 */
export function findServerFaults(settings: Settings): readonly ConfigurationFault[] {
  const namesNone = Object.keys(settings.paths).length === 0 && settings.disabledEndpoints.length === 0
  return namesNone ? [] : arrangeServer(settings).faults
}

function arrangeServer(settings: Settings): Arranged<NamedRow> {
  const documents = endpointsOfAll(settings, () => [])
  const rows: readonly NamedRow[] = [...builtInEndpoints(settings, [], () => []), ...documents, ...serverRows(settings)]
  return arrangeEndpoints(rows, settings, () => everyEndpoint(settings))
}

/** The endpoints of the core and of the features, without the documents that describe them. */
export function builtInEndpoints(
  settings: Settings,
  resources: readonly ConsoleResource[],
  rows: () => readonly DocumentedRow[],
): readonly Endpoint[] {
  return [
    ...coreEndpoints(settings),
    ...apiKeyEndpoints(settings),
    ...socialEndpoints(settings),
    ...mfaEndpoints(settings, rows),
    ...organizationEndpoints(settings),
    ...exportEndpoints(settings),
    ...serviceEndpoints(settings),
    ...revocationFeedEndpoints(settings),
    ...adminEndpoints(settings, resources),
    ...accountPageEndpoints(settings, rows),
  ]
}

/** Those that tell of every other: the documents of the API, and the pages, which are told where it is. */
function endpointsOfAll(settings: Settings, rows: () => readonly DocumentedRow[]): readonly Endpoint[] {
  return [...openApiEndpoints(settings, rows), ...appEndpoints(settings, rows)]
}

/** Each row that some settings serve, here or in the ready-made server: the settings may name it where it is not. */
export function everyEndpoint(settings: Settings): readonly NamedRow[] {
  const all = {
    ...settings,
    debug: true,
    exampleEndpoints: true,
    apiDocs: true,
    console: 'on' as const,
    adminSetsPasswords: 'on' as const,
    accountPages: 'on' as const,
    mailLogin: 'both' as const,
    organizations: 'on' as const,
    serviceClients: { orders: [] },
    issuer: 'https://id.example.com',
    jwkUrl: undefined,
    revocationFeedTokens: [],
    disabledEndpoints: [],
  }
  const ofGoogle = socialEndpoints(settings, ['google'])
  const documents = endpointsOfAll(all, () => [])
  const shown = consoleResources([exampleResource])
  return [
    ...builtInEndpoints(all, shown, () => []),
    ...ofGoogle,
    ...documents,
    exampleRoot,
    ...serverRows({ metrics: 'anyone' }),
  ]
}

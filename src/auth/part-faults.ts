/** What is wrong with the parts beside the settings. A wrong one would only come to light in the middle of a request. */
import { resourceEndpoints } from '../features/resources/feature.ts'
import { defineResource, type Resource } from '../features/resources/resource.ts'
import type { Endpoint } from '../http/endpoints/endpoint.ts'
import { findEndpointFaults } from '../http/endpoints/find-endpoint-faults.ts'
import { findRouteFaults } from '../http/endpoints/routing.ts'
import type { ConfigurationFault } from '../settings/configuration-error.ts'
import type { ApplicationParts } from './parts.ts'
import { isPromise } from './require-options.ts'

type Members = Readonly<Record<string, unknown>>

/** Each part with the methods that make it one. */
const methods: Readonly<
  Record<Exclude<keyof ApplicationParts, 'endpoints' | 'resources'> | 'store', readonly string[]>
> = {
  store: ['close', 'findWhatIsNotReady'],
  events: ['emit'],
  throttles: ['hit'],
  clock: ['now'],
  timer: ['after'],
  random: ['bytes', 'uuidHex'],
}
const lists: readonly string[] = ['endpoints', 'resources', 'migrations']

export const partNames: readonly string[] = [...Object.keys(methods), ...lists]

export function findPartFaults(given: Members): readonly ConfigurationFault[] {
  const names = partNames.filter(name => given[name] !== undefined)
  const shapes = [
    ...listOf(given.endpoints).flatMap(endpointFaults),
    ...listOf(given.resources).flatMap(resourceFaults),
  ]
  return [
    ...names.flatMap(name => partFault(name, given[name])),
    ...migrationFaults(given),
    ...(shapes.length > 0 ? shapes : routeFaults(given)),
  ]
}

/** Of rows that are rows: their shapes were checked. */
function routeFaults({ endpoints, resources }: Members): readonly ConfigurationFault[] {
  const own = [...(listOf(endpoints) as Endpoint[]), ...resourceEndpoints(listOf(resources) as Resource[])]
  return findRouteFaults(own).map(({ what, fix }) => fault('endpoints', what, fix))
}

function partFault(name: string, part: unknown): readonly ConfigurationFault[] {
  if (isPromise(part)) return [fault(name, 'is a promise', 'await it first')]
  if (name === 'store' && typeof part === 'string') {
    return [fault(name, 'is text', "open it by its address: database: 'sqlite:app.sqlite3'")]
  }
  if (lists.includes(name)) return Array.isArray(part) ? [] : [fault(name, 'is not a list', `write ${name}: [ ... ]`)]
  const needed = Object.entries(methods).find(([known]) => known === name)?.[1] ?? []
  const missing = needed.filter(method => !hasMethod(part, method))
  return missing.length === 0 ? [] : [fault(name, `has no ${missing.join(', no ')}`, 'give it these methods')]
}

function hasMethod(part: unknown, method: string): boolean {
  return typeof part === 'object' && part !== null && typeof Reflect.get(part, method) === 'function'
}

function listOf(part: unknown): readonly unknown[] {
  return Array.isArray(part) ? part : []
}

function endpointFaults(endpoint: unknown, index: number): readonly ConfigurationFault[] {
  return findEndpointFaults(endpoint).map(({ what, fix }) => fault(`endpoints[${index}]`, what, fix))
}

/** Defined once more: an object that defineResource has not seen is checked by the same rules. */
function resourceFaults(resource: unknown, index: number): readonly ConfigurationFault[] {
  const name = `resources[${index}]`
  if (!isDefinition(resource)) return [fault(name, 'is no resource', 'make it with defineResource({ ... })')]
  try {
    defineResource({ ...resource, permissions: [] })
    return []
  } catch (error) {
    return [fault(name, error instanceof Error ? error.message : String(error), 'correct its definition')]
  }
}

function isDefinition(value: unknown): value is Resource {
  if (typeof value !== 'object' || value === null || !('fields' in value) || !('permissions' in value)) return false
  const { fields } = value
  const hasShape = typeof fields === 'object' && fields !== null && 'shape' in fields
  return hasShape && Array.isArray(value.permissions) && 'table' in value && 'path' in value
}

/** They run when a store is opened, so beside an open one they would be ignored. */
function migrationFaults({ store, migrations }: Members): readonly ConfigurationFault[] {
  if (store === undefined || migrations === undefined) return []
  return [
    fault(
      'migrations',
      'stands beside a store that is open',
      'pass it to openSqliteStore(path, settings, { migrations })',
    ),
  ]
}

function fault(setting: string, what: string, fix: string): ConfigurationFault {
  return { setting, source: 'createAuth', what, fix }
}

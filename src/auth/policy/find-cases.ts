/** Finds what the lines of a policy name: rows of the application, roles of the settings, permissions. */
import type { Resource } from '../../features/resources/resource.ts'
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import { findRoute, type Routes } from '../../http/endpoints/routing.ts'
import { pathBelow } from '../../http/request/base-path.ts'
import { isPermissionName } from '../../kernel/permission-name.ts'
import { AuthError } from '../../problems.ts'
import { nearestName } from '../../settings/nearest-name.ts'
import { knownPermissions } from '../../settings/roles-of.ts'
import type { Settings } from '../../settings/settings.ts'
import type { LineFault, PolicyLine } from './policy-line.ts'
import { createRequest } from './request.ts'

/** What is asked about: the rows and the settings of an application. */
export interface PolicyPlace {
  readonly settings: Settings
  readonly routes: Routes
  readonly resources: readonly Resource[]
}

/** What the words of a line say about the caller. */
export interface Caller {
  readonly isAnonymous: boolean
  readonly isStaff: boolean
  readonly isSuperuser: boolean
  readonly hasMfa: boolean
  readonly roles: readonly string[]
  /** Granted to the account itself. */
  readonly permissions: readonly string[]
}

export interface Case {
  readonly line: PolicyLine
  readonly caller: Caller
  /** Absent for a permission that is asked about by its name. */
  readonly found?: FoundRow
}

interface FoundRow {
  readonly endpoint: Endpoint
  /** Its path, with parameters in braces. */
  readonly row: string
  readonly asksObject: boolean
}

/** All faults at once; the cases are whole where there are none. */
export function findCases(
  place: PolicyPlace,
  lines: readonly PolicyLine[],
): { readonly cases: readonly Case[]; readonly faults: readonly LineFault[] } {
  const read = lines.map(line => {
    const { caller, faults } = readCaller(place.settings, line)
    const row = findAsked(place, line)
    return {
      found: { line, caller, ...('endpoint' in row ? { found: row } : {}) },
      faults: [...faults, ...('what' in row ? [row] : [])],
    }
  })
  return { cases: read.map(({ found }) => found), faults: read.flatMap(({ faults }) => faults) }
}

const kinds = ['anonymous', 'user', 'staff', 'superuser', 'mfa'] as const

function readCaller(settings: Settings, { number, words, who }: PolicyLine) {
  const roles = Object.keys(settings.roles ?? {})
  const isRole = (word: string) => roles.includes(word) && !kinds.some(kind => kind === word)
  const others = words.filter(word => !kinds.some(kind => kind === word) && !isRole(word))
  const named = others.filter(word => word.startsWith('role:')).map(word => word.slice('role:'.length))
  const permissions = others.filter(word => isPermissionName(word))
  const unknown = [
    ...named.filter(role => !roles.includes(role)),
    ...others.filter(word => !word.startsWith('role:') && !permissions.includes(word)),
  ]
  const caller: Caller = {
    isAnonymous: words.includes('anonymous'),
    isStaff: words.includes('staff'),
    isSuperuser: words.includes('superuser'),
    hasMfa: words.includes('mfa'),
    roles: [...words.filter(isRole), ...named],
    permissions,
  }
  const known = [...kinds, ...roles]
  const faults: readonly LineFault[] = [
    ...unknown.map(word => ({
      number,
      what: `names "${word}", which is no role of the settings`,
      fix: meant(word, known),
    })),
    ...permissions.flatMap(name => findUndeclared(settings, number, name)),
    ...(caller.isAnonymous && words.length > 1
      ? [
          {
            number,
            what: `says "${who}"`,
            fix: 'write anonymous alone: an account is user, staff, superuser or a role',
          },
        ]
      : []),
  ]
  return { caller, faults }
}

function findUndeclared(settings: Settings, number: number, name: string): readonly LineFault[] {
  const known = knownPermissions(settings)
  if (settings.permissions === undefined || known.includes(name)) return []
  return [{ number, what: `names "${name}", which permissions does not declare`, fix: meant(name, known) }]
}

function meant(word: string, known: readonly string[]): string {
  const nearest = nearestName(word, known)
  return nearest === undefined ? `known are ${known.slice(0, 20).join(', ')}` : `write ${nearest}`
}

/** The row of a request. An empty object: a permission that is known. */
function findAsked(place: PolicyPlace, line: PolicyLine): FoundRow | LineFault | Record<never, never> {
  const { number, asked } = line
  if (asked.kind === 'permission') return findUndeclared(place.settings, number, asked.name)[0] ?? {}
  const route = findRow(place, asked.path)
  if (route === undefined) {
    return { number, what: `asks for ${asked.path}, which no row serves`, fix: nearestPath(place, asked.path) }
  }
  const { endpoint, row } = route
  const verbs = Object.keys(endpoint.methods)
  const isServed = verbs.includes(asked.method) || (asked.method === 'HEAD' && verbs.includes('GET'))
  if (!isServed)
    return { number, what: `asks for ${asked.method} ${asked.path}`, fix: `the row has ${verbs.join(', ')}` }
  return { endpoint, row, asksObject: asksObject(place.resources, row) }
}

function nearestPath(place: PolicyPlace, path: string): string {
  const { settings, routes } = place
  const below = `${settings.basePath}${path}`
  if (findRow(place, below) !== undefined) return `write ${below}`
  const nearest = nearestName(
    path,
    routes.paths.map(each => `${settings.basePath}${each}`),
  )
  return nearest === undefined
    ? 'export endpoints and resources beside the configuration, or name their module: --app'
    : `write ${nearest}`
}

function findRow({ settings, routes }: PolicyPlace, path: string) {
  const below = pathBelow(path, settings.basePath)
  if (below === undefined) return undefined
  try {
    const found = findRoute(routes, createRequest('GET', below, {}), { trailingSlash: 'optional', unknownPath: 'json' })
    return found.kind === 'endpoint' ? found : undefined
  } catch (error) {
    if (error instanceof AuthError && error.code === 'not_found') return undefined
    throw error
  }
}

/** Whether the row asks once more when it has found its object: an object permission, or the owner. */
function asksObject(resources: readonly Resource[], row: string): boolean {
  const resource = resources.find(({ path }) => row === `${path}{id}/`)
  if (resource === undefined) return false
  return resource.owner !== undefined || resource.permissions.some(({ allowsObject }) => allowsObject !== undefined)
}

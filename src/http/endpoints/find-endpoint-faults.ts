/** What is wrong with the shape of an application's endpoint. Types tell it; JavaScript hears of it here, at the start. */
import { nearestName } from '../../settings/nearest-name.ts'
import type { Endpoint } from './endpoint.ts'
import { parsePathPattern } from './path-pattern.ts'

export interface EndpointFault {
  readonly what: string
  readonly fix: string
}

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Empty when the endpoint can be served. */
export function findEndpointFaults(endpoint: unknown): readonly EndpointFault[] {
  const { paths, permissions, methods, ...rest } = membersOf(endpoint)
  if (!isList(paths) || typeof methods !== 'object' || methods === null) {
    return [
      { what: 'is no endpoint', fix: "make it with defineEndpoint({ path: '/api/hello/', permissions: [], GET })" },
    ]
  }
  return [
    ...(paths.length === 0 ? [{ what: 'has no path', fix: "give it one, such as '/api/hello/'" }] : []),
    ...paths.flatMap(pathFaults),
    ...permissionFaults(permissions),
    ...methodFaults(membersOf(methods), Object.keys(rest)),
    ...memberFaults(Object.keys(rest)),
  ]
}

const members: Readonly<Record<keyof Omit<Endpoint, 'paths' | 'permissions' | 'methods'>, true>> = {
  name: true,
  description: true,
  urlName: true,
  pathValues: true,
  movedFrom: true,
  namespace: true,
  formatSuffix: true,
  isRoot: true,
  showProblem: true,
  hasHead: true,
  authentication: true,
  invalidCredentials: true,
  isStateless: true,
  usesCookies: true,
  throttles: true,
}

/** What `defineEndpoint` reads of its own, for the advice. */
const written = ['path', 'permissions', 'input', 'query', 'output', 'summary', 'fails', 'hashesPassword']

/** A misspelt `input` would leave the body unread and unchecked. */
function memberFaults(names: readonly string[]): readonly EndpointFault[] {
  const known = Object.keys(members)
  const unknown = names.filter(name => !known.includes(name) && !verbs.includes(name.toUpperCase()))
  return unknown.map(name => {
    const nearest = nearestName(name, [...known, ...written])
    return { what: `has no option ${name}`, fix: nearest === undefined ? 'remove it' : `write ${nearest}` }
  })
}

function pathFaults(path: unknown): readonly EndpointFault[] {
  if (typeof path !== 'string') return [{ what: 'has a path that is not text', fix: "write '/api/hello/'" }]
  const whole = `/${path}`.replaceAll(/\/{2,}/g, '/')
  if (whole !== path) {
    return [
      { what: `has the path '${path}', which needs one slash at its start and none twice`, fix: `write '${whole}'` },
    ]
  }
  const foreign = path.split('/').find(segment => /^(?::\w+|<[\w:]+>|\[\w+\])$/.test(segment))
  if (foreign !== undefined) {
    const name = foreign.replace(/^.*:(?=\w)|[<>[\]]/g, '').replaceAll(/\W/g, '')
    return [{ what: `has '${foreign}' in its path, as other routers write a parameter`, fix: `write {${name}}` }]
  }
  try {
    parsePathPattern(path)
    return []
  } catch {
    return [
      {
        what: `has an invalid parameter in '${path}'`,
        fix: 'give each a whole segment and a name of its own: /books/{id}/',
      },
    ]
  }
}

function permissionFaults(permissions: unknown): readonly EndpointFault[] {
  const isPermission = (each: unknown) => typeof membersOf(each).allows === 'function'
  if (!isList(permissions)) {
    return [
      { what: 'has no list of permissions', fix: 'write permissions: [isAuthenticated], or [allowAny] for everyone' },
    ]
  }
  if (permissions.every(isPermission)) return []
  return [
    { what: 'has something in permissions that is no permission', fix: 'make it with definePermission(name, allows)' },
  ]
}

function methodFaults(methods: Readonly<Record<string, unknown>>, others: readonly string[]): readonly EndpointFault[] {
  const names = Object.keys(methods)
  const small = [...names, ...others].find(name => !verbs.includes(name) && verbs.includes(name.toUpperCase()))
  if (small !== undefined) return [{ what: `has the method ${small}`, fix: `write ${small.toUpperCase()}` }]
  if (names.length === 0) return [{ what: 'has no method', fix: `give it one of ${verbs.join(', ')}` }]
  const odd = names.filter(name => !verbs.includes(name) || typeof membersOf(methods[name]).handle !== 'function')
  return odd.map(name => ({ what: `has a method ${name} that cannot be served`, fix: 'give it a function' }))
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/** The classes that REST_FRAMEWORK names by dotted paths, and what they are here. */
import { nearestName } from '../nearest-name.ts'
import type { ValueFault } from '../value-result.ts'
import { authenticationNames, permissionNames } from './read-defaults.ts'

export interface Translation {
  /** Settings and their values; none where the value is how it is here anyway. */
  readonly sets?: Readonly<Record<string, unknown>>
  readonly fault?: ValueFault
}

type Members = Readonly<Record<string, unknown>>

/** What to write instead of a class that is not here. */
type Counterparts = Readonly<Record<string, string>>

export function permissions(raw: unknown): Translation {
  return translate(raw, 'defaultPermissions', permissionNames, {
    DjangoModelPermissions: 'write hasModelPermissions in the permissions of the resource',
    DjangoModelPermissionsOrAnonReadOnly: 'write hasModelPermissions in the permissions of the resource',
    DjangoObjectPermissions: 'write defineObjectPermission in the permissions of the resource',
    TokenHasScope: 'write hasScope in the permissions of the endpoint',
  })
}

export function authentication(raw: unknown): Translation {
  return translate(raw, 'defaultAuthentication', authenticationNames, {
    SessionAuthentication:
      "write 'CookieAuthentication': the login by cookie takes the place of sessions (guide cookies)",
    BasicAuthentication:
      'remove it: a password with every request is not offered; programs have API keys (guide api-keys)',
    TokenAuthentication: 'write defaultAuthentication: [tokenAuthentication, apiKeyAuthentication] (guide api-keys)',
    RemoteUserAuthentication: 'write an authenticator of your own (guide api-keys)',
    JWTStatelessUserAuthentication: 'write isStateless: true in the endpoint',
    JWTTokenUserAuthentication: 'write isStateless: true in the endpoint',
    OAuth2Authentication: 'write jwkUrl, to accept the tokens of an identity provider (guide tokens)',
  })
}

const scopes: Readonly<Record<string, readonly [setting: string, scope: string]>> = {
  AnonRateThrottle: ['anonRate', 'anon'],
  UserRateThrottle: ['userRate', 'user'],
}

/** The rates stand beside them; ScopedRateThrottle counts where an endpoint names its scope. */
export function throttles(raw: unknown, { DEFAULT_THROTTLE_RATES: rates }: Members): Translation {
  const sets: Record<string, unknown> = {}
  for (const path of listOf(raw)) {
    const name = lastOf(path)
    if (name === 'ScopedRateThrottle') continue
    const known = Object.hasOwn(scopes, name) ? scopes[name] : undefined
    if (known === undefined)
      return refuseClass(path, [...Object.keys(scopes), 'ScopedRateThrottle'], 'write it as a throttle of the endpoint')
    const [setting, scope] = known
    const rate: unknown = typeof rates === 'object' && rates !== null ? Reflect.get(rates, scope) : undefined
    if (rate === undefined || rate === null) {
      return {
        fault: { what: `has ${name} without its rate`, fix: `write DEFAULT_THROTTLE_RATES: { ${scope}: '100/day' }` },
      }
    }
    sets[setting] = rate
  }
  return { sets }
}

const versionings: Readonly<Record<string, string>> = {
  NamespaceVersioning: 'namespace',
  URLPathVersioning: 'path',
  AcceptHeaderVersioning: 'accept',
  QueryParameterVersioning: 'query',
  HostNameVersioning: 'host',
}

export function versioning(raw: unknown): Translation {
  if (raw === null) return { sets: { versioning: 'none' } }
  const found = Object.hasOwn(versionings, lastOf(raw)) ? versionings[lastOf(raw)] : undefined
  return found === undefined
    ? refuseClass(raw, Object.keys(versionings), `write versioning: ${Object.values(versionings).join(', ')}`)
    : { sets: { versioning: found } }
}

const paginations: Readonly<Record<string, string>> = {
  PageNumberPagination: 'page',
  LimitOffsetPagination: 'limit-offset',
  CursorPagination: 'cursor',
}

/** Without PAGE_SIZE, DRF does not page at all, unless a request names a limit. */
export function pagination(raw: unknown, { PAGE_SIZE: size = null }: Members): Translation {
  if (raw === null) return { sets: { pageSize: null } }
  const name = lastOf(raw)
  if (Object.hasOwn(paginations, name)) {
    const unpaged = size === null ? { pageSize: null } : {}
    return { sets: { ...unpaged, pagination: paginations[name] } }
  }
  return refuseClass(raw, Object.keys(paginations), `write ${Object.keys(paginations).join(' or ')}`)
}

function translate(raw: unknown, setting: string, names: readonly string[], counterparts: Counterparts): Translation {
  const list = listOf(raw)
  for (const each of list) {
    if (typeof each !== 'string') continue
    const name = lastOf(each)
    const counterpart = Object.hasOwn(counterparts, name) ? counterparts[name] : undefined
    if (counterpart !== undefined) return { fault: { what: `names ${name}`, fix: counterpart } }
    if (!names.includes(name)) return refuseClass(each, names, `write ${setting} with an object of yours`)
  }
  return { sets: { [setting]: list.map(each => (typeof each === 'string' ? lastOf(each) : each)) } }
}

function refuseClass(path: unknown, names: readonly string[], otherwise: string): Translation {
  const nearest = nearestName(lastOf(path), names)
  return {
    fault: { what: `names ${String(path).slice(0, 80)}`, fix: nearest === undefined ? otherwise : `write ${nearest}` },
  }
}

function listOf(raw: unknown): readonly unknown[] {
  if (raw === null) return []
  return Array.isArray(raw) ? raw : [raw]
}

function lastOf(path: unknown): string {
  return String(path).split('.').at(-1) ?? ''
}

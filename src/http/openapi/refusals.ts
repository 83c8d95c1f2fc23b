/** Every code that a row can refuse with: those of its own, and those of dispatch before its handler runs. */
import { allowAny, isSafe } from '../../permissions/built-in.ts'
import type { ProblemCode } from '../../problems.ts'
import type { Settings } from '../../settings/settings.ts'
import { authenticatorsOf } from '../authorize/presets.ts'
import { countsAsLogin, type Endpoint, type Method } from '../endpoints/endpoint.ts'

/** An operation of a row; `method` is absent for OPTIONS, and for methods that the row does not have. */
export interface Operation {
  readonly endpoint: Endpoint
  readonly verb: string
  readonly method: Method | undefined
}

const ofEveryRow: readonly ProblemCode[] = [
  'disallowed_host',
  'not_found',
  'not_acceptable',
  'internal_error',
  'store_unavailable',
]
const ofBodies: readonly ProblemCode[] = ['parse_error', 'unsupported_media_type', 'payload_too_large', 'invalid']
const ofTokens: readonly ProblemCode[] = [
  'token_not_valid',
  'bad_authorization_header',
  'authentication_failed',
  'user_not_found',
  'user_inactive',
  'password_changed',
]

/** The codes that this operation can be refused with, each once. */
export function refusalsOf(settings: Settings, operation: Operation): readonly ProblemCode[] {
  const { endpoint, verb, method } = operation
  const authenticators = authenticatorsOf(endpoint.authentication, settings)
  const readsCookies = authenticators.some(({ isAmbient }) => isAmbient === true)
  const canBeForged = endpoint.usesCookies === true || readsCookies
  const codes: readonly ProblemCode[] = [
    ...ofEveryRow,
    ...(authenticators.length > 0 ? ofTokens : []),
    ...(settings.jwkUrl !== undefined && authenticators.length > 0 ? (['keys_unavailable'] as const) : []),
    // Tokens are what most of them answer with, and the rest costs a reader nothing.
    ...(settings.signer !== undefined && !isSafe({ method: verb }) ? (['signer_unavailable'] as const) : []),
    ...(isGuarded(endpoint) ? (['not_authenticated', 'permission_denied'] as const) : []),
    ...(canBeForged && settings.crossSiteCheck && !isSafe({ method: verb }) ? (['csrf_failed'] as const) : []),
    ...(readsCookies ? (['signed_in_as_another'] as const) : []),
    ...organizationRefusals(endpoint),
    // The database refuses, whichever row it was that would have written.
    ...(settings.djangoDatabaseUrl !== undefined && !isSafe({ method: verb }) ? (['adoption_following'] as const) : []),
    ...limitsOf(settings, operation),
    ...(method === undefined && verb !== 'OPTIONS' ? (['method_not_allowed'] as const) : []),
    ...(method !== undefined && takesBody(operation) ? ofBodies : []),
    ...(method?.query === undefined ? [] : (['invalid'] as const)),
    ...(method?.fails ?? []),
  ]
  return [...new Set(codes)]
}

export function isGuarded({ permissions }: Endpoint): boolean {
  return permissions.some(permission => permission !== allowAny)
}

/** A path with the parameter always names one, and the header may name another. */
function organizationRefusals(endpoint: Endpoint): readonly ProblemCode[] {
  if (!asksOrganization(endpoint)) return []
  const isInPath = endpoint.paths.every(path => path.includes('{organization}'))
  return isInPath ? ['organization_ambiguous'] : ['organization_required', 'organization_ambiguous']
}

/** Whether requests have to name an organization. */
export function asksOrganization({ permissions }: Pick<Endpoint, 'permissions'>): boolean {
  return permissions.some(permission => permission.asksOrganization === true)
}

export function takesBody({ verb, method }: Operation): boolean {
  return method?.input !== undefined || ['POST', 'PUT', 'PATCH'].includes(verb)
}

function limitsOf(settings: Settings, { endpoint, method }: Operation): readonly ProblemCode[] {
  const {
    throttling,
    anonRate,
    userRate,
    loginRate,
    loginRateExceeded,
    loginFailures,
    registrationRate,
    accountChangeRate,
  } = settings
  if (!throttling) return []
  const isRated = endpoint.throttles === undefined ? anonRate !== null || userRate !== null : true
  const isChange = method?.countsAsChange === true
  const isRegistration = method?.hashesPassword === 'registration'
  const isLogin = countsAsLogin(method) && (loginRate !== null || loginFailures !== null)
  const isForbidden = isLogin && loginRateExceeded === 'forbidden'
  return [
    ...(isRated || isLogin || (isRegistration && registrationRate !== null) || (isChange && accountChangeRate !== null)
      ? (['throttled'] as const)
      : []),
    ...(isForbidden ? (['permission_denied'] as const) : []),
  ]
}

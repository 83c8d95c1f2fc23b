/**
 * The OpenID client of one provider. The first sign-in loads the library and fetches the provider's discovery document;
 * later ones reuse both. If the provider was unavailable, the next sign-in tries again.
 */
import type { ClientAuth, Configuration } from 'openid-client'
import type { Clock } from '../../ports/clock.ts'
import { AuthError, problem } from '../../problems.ts'
import { appleSecret } from './apple-secret.ts'
import { clockToleranceSeconds } from './clock-tolerance.ts'
import type { ProviderSettings } from './settings/provider-settings.ts'

export type OpenIdLibrary = typeof import('openid-client')

export interface Client {
  readonly openid: OpenIdLibrary
  readonly config: Configuration
}

export type GetClient = () => Promise<Client>

const timeoutSeconds = 10

/** Throws `provider_unavailable`. */
export function createClientLoader(name: string, settings: ProviderSettings, clock: Clock): GetClient {
  let loading: Promise<Client> | undefined
  return () => {
    loading ??= load(settings, clock).catch((error: unknown) => {
      loading = undefined
      throw providerUnavailable(name, error)
    })
    return loading
  }
}

async function load(settings: ProviderSettings, clock: Clock): Promise<Client> {
  const openid = await import('openid-client')
  const authentication = authenticationOf(openid, settings, clock)
  const config =
    settings.protocol === 'oidc'
      ? await discover(openid, settings, authentication)
      : new openid.Configuration(knownServer(settings), settings.clientId, {}, authentication)
  config.timeout = timeoutSeconds
  if (isPlainHttp(settings)) openid.allowInsecureRequests(config)
  return { openid, config }
}

async function discover(openid: OpenIdLibrary, settings: ProviderSettings, authentication: ClientAuth) {
  const metadata = { [openid.clockTolerance]: clockToleranceSeconds }
  return await openid.discovery(new URL(settings.issuer), settings.clientId, metadata, authentication, {
    timeout: timeoutSeconds,
    execute: isPlainHttp(settings) ? [openid.allowInsecureRequests] : [],
  })
}

/** The settings allow plain HTTP for this machine only. */
function isPlainHttp({ issuer }: ProviderSettings): boolean {
  return issuer.startsWith('http:')
}

function knownServer({ issuer, authorizationUrl, tokenUrl }: ProviderSettings) {
  return { issuer, authorization_endpoint: authorizationUrl ?? '', token_endpoint: tokenUrl ?? '' }
}

/** In the body, as all presets accept it, unless the provider supports the header only. */
function authenticationOf(openid: OpenIdLibrary, settings: ProviderSettings, clock: Clock): ClientAuth {
  if (settings.clientAuthentication === 'signed_jwt') {
    return (...call) => openid.ClientSecretPost(appleSecret(settings, clock))(...call)
  }
  // Google's token endpoint alone asks for no token: discovery and keys are public.
  if (settings.clientSecret === undefined) return openid.None()
  const secret = settings.clientSecret.reveal()
  const [inBody, inHeader] = [openid.ClientSecretPost(secret), openid.ClientSecretBasic(secret)]
  return (server, ...call) => {
    const methods = server.token_endpoint_auth_methods_supported
    const isBasic = methods !== undefined && !methods.includes('client_secret_post')
    return (isBasic ? inHeader : inBody)(server, ...call)
  }
}

/** The library's errors contain whole responses, with tokens, so none of them is kept as a cause. */
export function toAuthError(provider: string, error: unknown): AuthError {
  if (error instanceof AuthError && error.code === 'social_refused') {
    return problem('social_refused', { reason: error.reason, evidence: { provider } })
  }
  if (isUnavailable(error)) return providerUnavailable(provider, error)
  return problem('social_refused', { reason: 'provider_answer', evidence: { provider, ...codesOf(error) } })
}

export function providerUnavailable(provider: string, error: unknown): AuthError {
  const evidence = { provider, ...codesOf(error) }
  return problem('provider_unavailable', { reason: 'provider', evidence, headers: { 'Retry-After': '10' } })
}

/** The connection failed, timed out, or the provider answered with a server error. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const status = memberOf(error, 'status') ?? memberOf(error.cause, 'status')
  return error instanceof TypeError || memberOf(error, 'code') === 'OAUTH_TIMEOUT' || Number(status) >= 500
}

function codesOf(error: unknown): Readonly<Record<string, string>> {
  const said = (['code', 'error'] as const).map(name => [name, memberOf(error, name)] as const)
  return Object.fromEntries(
    said.flatMap(([name, word]) => (typeof word === 'string' && /^\w{1,60}$/.test(word) ? [[name, word]] : [])),
  )
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

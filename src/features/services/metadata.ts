/**
 * `/.well-known/oauth-authorization-server`: where a service of any language finds the keys and the endpoints above (RFC 8414).
 * Latchkey logs users in by endpoints of its own and has no authorization endpoint: the lists of grants and response types, which
 * RFC 8414 requires or gives defaults to, are empty.
 */
import { z } from 'zod'
import { apiUrlOf } from '../../flows/api-url.ts'
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import { allowAny } from '../../permissions/built-in.ts'
import { isDisabled, pathOf } from '../../settings/endpoint-paths.ts'
import type { Settings } from '../../settings/settings.ts'

/** Of an issuer that has an address, and signs by itself. */
export function hasMetadata(settings: Pick<Settings, 'issuer' | 'jwkUrl'>): boolean {
  return settings.jwkUrl === undefined && /^https?:\/\/[^\s?#]+$/.test(issuerOf(settings) ?? '')
}

/** The one that tokens name. */
function issuerOf({ issuer }: Pick<Settings, 'issuer'>): string | undefined {
  return typeof issuer === 'string' ? issuer : issuer?.[0]
}

export function metadataEndpoint(settings: Settings): Endpoint {
  return {
    authentication: 'none',
    permissions: [allowAny],
    name: 'Authorization Server Metadata',
    description: 'Where the keys and the endpoints for services are (RFC 8414).',
    urlName: 'oauth_metadata',
    paths: metadataPaths(settings),
    methods: {
      GET: {
        summary: 'Show where keys and endpoints for services are.',
        output: { body: z.looseObject({ issuer: z.string() }) },
        fails: [],
        handle: async (_, { incoming }) => ({
          status: 200,
          body: describe(settings, apiUrlOf(settings, incoming.basePath ?? '')),
        }),
      },
    },
  }
}

/** For an issuer with a path the RFC puts the name between host and path (section 3.1). */
function metadataPaths(settings: Pick<Settings, 'issuer'>): readonly string[] {
  const name = '/.well-known/oauth-authorization-server'
  const path = new URL(issuerOf(settings) ?? '').pathname.replace(/\/$/, '')
  return path === '' ? [name] : [name, `${name}${path}`]
}

function describe(settings: Settings, base: string): object {
  const addressOf = (urlName: string, usual: string) => {
    const path = pathOf(settings, urlName, usual)
    return path === undefined ? undefined : `${base}${path}`
  }
  const isPublished = !settings.algorithm.startsWith('HS') && !isDisabled(settings, 'jwks')
  const byService = { methods: ['client_secret_basic', 'client_secret_post'] }
  const asks = Object.keys(settings.serviceClients).length > 0
  const introspection = asks ? addressOf('token_introspect', '/api/auth/introspect/') : undefined
  const revocation = asks ? addressOf('token_revoke', '/api/auth/revoke/') : undefined
  return {
    issuer: issuerOf(settings),
    ...(isPublished && { jwks_uri: addressOf('jwks', '/.well-known/jwks.json') }),
    response_types_supported: [],
    grant_types_supported: [],
    ...(introspection !== undefined && {
      introspection_endpoint: introspection,
      introspection_endpoint_auth_methods_supported: byService.methods,
    }),
    ...(revocation !== undefined && {
      revocation_endpoint: revocation,
      revocation_endpoint_auth_methods_supported: byService.methods,
    }),
  }
}

/** "API key and JWT combination", "Custom authentication backend": custom authenticators, tried in order. */
import {
  type Authenticator,
  createUserPrincipal,
  defineEndpoint,
  type Endpoint,
  isAuthenticated,
  problem,
  refineAuthentication,
  requirePrincipal,
  type SqliteStore,
  tokenAuthentication,
} from 'latchkey'
import { findProfile, findProfileByKey } from './profiles.ts'

/** APIKeyAuthentication. It has no WWW-Authenticate challenge: where it comes first, a 401 becomes 403, as in DRF. */
export function apiKeyAuthentication(store: SqliteStore): Authenticator {
  return {
    name: 'APIKeyAuthentication',
    isChallenge: false,
    security: () => ({ name: 'profileKey', scheme: { type: 'apiKey', in: 'header', name: 'X-API-Key' } }),
    async authenticate(system, incoming) {
      const key = incoming.header('x-api-key')
      if (key === undefined || key === '') return undefined
      const profile = await findProfileByKey(store, key)
      const user = profile === undefined ? undefined : await system.users.findById(profile.user)
      if (user?.isActive !== true) throw problem('authentication_failed', { title: 'Invalid API key' })
      return createUserPrincipal(system, user, { id: `profile ${user.id}`, name: 'profile', scopes: [] })
    },
  }
}

/** CustomJWTAuthentication: a token and a verified address. A user without a profile passes. */
export function verifiedAuthentication(store: SqliteStore): Authenticator {
  return refineAuthentication('CustomJWTAuthentication', tokenAuthentication, async ({ id }) => {
    const profile = await findProfile(store, id)
    if (profile?.email_verified === 0) throw problem('authentication_failed', { title: 'Email not verified.' })
  })
}

export function authenticationEndpoints(store: SqliteStore): readonly Endpoint[] {
  const byKey = apiKeyAuthentication(store)
  return [
    whoami('/api/whoami/', [tokenAuthentication, byKey]),
    whoami('/api/key-only/', [byKey]),
    defineEndpoint({
      path: '/api/verified/',
      authentication: [verifiedAuthentication(store)],
      permissions: [isAuthenticated],
      async GET(call) {
        const { username, email } = await requirePrincipal(call).user()
        return { status: 200, body: { username, email } }
      },
    }),
  ]
}

function whoami(path: string, authentication: readonly Authenticator[]): Endpoint {
  return defineEndpoint({
    path,
    authentication,
    permissions: [isAuthenticated],
    async GET(call) {
      const principal = requirePrincipal(call)
      const { username } = await principal.user()
      return { status: 200, body: { username, auth: principal.apiKey === undefined ? 'jwt' : 'api_key' } }
    },
  })
}

/** SimpleJWT's JWTAuthentication: the access token of the Authorization header. It trusts nothing but the token. */
import { authenticate } from '../../flows/authenticate.ts'
import type { Authenticator } from './authenticator.ts'
import { findHeaderToken } from './find-header-token.ts'

/** Accepts an access token of the `Authorization` header. A revoked one is refused. */
export const tokenAuthentication: Authenticator = {
  name: 'JWTAuthentication',
  isChallenge: true,
  security: () => ({
    name: 'bearer',
    scheme: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token.' },
  }),
  authenticate(system, incoming, options = {}) {
    const token = findHeaderToken(incoming, system.settings)
    return token === undefined ? undefined : authenticate(system, token, options.isStateless)
  },
}

/** An application's own token endpoint: SimpleJWT's TokenObtainPairSerializer with its `get_token` and `validate`. */
import { type ClaimsOf, login } from '../../../flows/login.ts'
import type { Settings } from '../../../settings/settings.ts'
import { pairBody } from '../../../tokens/token-pair.ts'
import type { User } from '../../../users/user.ts'
import type { Endpoint } from '../endpoint.ts'
import { credentialsEndpoint } from './credentials-endpoint.ts'
import { pairOutput } from './outputs.ts'

export interface CustomTokenEndpoint {
  readonly path: string
  readonly name?: string
  /** Claims beside the standard ones. A refresh keeps them. */
  readonly claims?: ClaimsOf
  /** Members of the answer, beside the two tokens. */
  readonly answer?: (user: User) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
  readonly namespace?: string
}

/**
 * ```ts
 * customTokenEndpoint(settings, { path: '/api/my-token/', claims: ({ username, email }) => ({ username, email }) })
 * ```
 */
export function customTokenEndpoint(settings: Settings, options: CustomTokenEndpoint): Endpoint {
  const { path, name = 'Token Obtain Pair', claims = () => ({}), answer = () => ({}), namespace } = options
  return credentialsEndpoint(settings, {
    name,
    description: 'Takes credentials and gives an access and a refresh token.',
    paths: [path],
    ...(namespace === undefined ? {} : { namespace }),
    summary: 'Exchange credentials for a token pair.',
    output: pairOutput,
    async exchange(system, credentials) {
      const { user, tokens } = await login(system, credentials, claims)
      return { ...pairBody(tokens), ...(await answer(user)) }
    },
  })
}

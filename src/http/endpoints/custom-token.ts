/** A token endpoint of the application's own: SimpleJWT's TokenObtainPairSerializer with a `get_token` and a `validate`. */
import { type ClaimsOf, login } from '../../flows/login.ts'
import { pairBody } from '../../flows/token-pair.ts'
import { allowAny } from '../../permissions/built-in.ts'
import type { Settings } from '../../settings.ts'
import type { User } from '../../users/user.ts'
import type { Endpoint } from '../endpoint.ts'
import { originOf } from '../origin.ts'
import { credentialsInput } from './credentials-input.ts'
import { pairOutput } from './outputs.ts'

export interface CustomTokenEndpoint {
  readonly path: string
  readonly name?: string
  /** Claims beside the standard ones. They stay as they are at refresh. */
  readonly claims?: ClaimsOf
  /** Members of the answer beside the two tokens. */
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
  const input = credentialsInput(settings)
  return {
    name,
    description: 'Takes credentials and gives an access and a refresh token.',
    paths: [path],
    authentication: 'none',
    permissions: [allowAny],
    ...(namespace === undefined ? {} : { namespace }),
    methods: {
      POST: {
        summary: 'Exchange credentials for a token pair.',
        input: input.schema,
        checksPassword: true,
        output: { body: pairOutput },
        fails: ['invalid', 'no_active_account', 'throttled', 'overloaded'],
        async handle(system, call) {
          const credentials = input.read(await call.body())
          const { user, tokens } = await login(system, credentials, originOf(call.incoming), claims)
          return { status: 200, body: { ...pairBody(tokens), ...(await answer(user)) } }
        },
      },
    },
  }
}

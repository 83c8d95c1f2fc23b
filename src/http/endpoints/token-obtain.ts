import { login } from '../../flows/login.ts'
import { pairBody } from '../../flows/token-pair.ts'
import { allowAny } from '../../permissions/built-in.ts'
import type { Settings } from '../../settings.ts'
import type { Endpoint } from '../endpoint.ts'
import { originOf } from '../origin.ts'
import { credentialsInput } from './credentials-input.ts'
import { pairOutput } from './outputs.ts'
import { serialize } from './serialize.ts'

export function tokenObtainEndpoint(settings: Settings): Endpoint {
  const input = credentialsInput(settings)
  return {
    name: 'Token Obtain Pair',
    description:
      'Takes a set of user credentials and returns an access and refresh JSON web\ntoken pair to prove the authentication of those credentials.',
    paths: ['/api/token/', '/api/auth/token/'],
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      POST: {
        summary: 'Exchange credentials for a token pair.',
        input: input.schema,
        checksPassword: true,
        output: { body: pairOutput },
        fails: ['invalid', 'no_active_account', 'throttled', 'overloaded'],
        async handle(system, call) {
          const credentials = input.read(await call.body())
          const claimsOf = system.settings.tokenClaims ?? (() => ({}))
          const { user, tokens } = await login(system, credentials, originOf(call.incoming), claimsOf)
          const about = { user, claims: tokens.refresh.claims }
          return { status: 200, body: await serialize(system, 'tokenObtainSerializer', pairBody(tokens), about) }
        },
      },
    },
  }
}

import { completeLogin } from '../../../flows/login.ts'
import type { Settings } from '../../../settings/settings.ts'
import { pairBody } from '../../../tokens/token-pair.ts'
import type { Endpoint } from '../endpoint.ts'
import { credentialsEndpoint } from './credentials-endpoint.ts'
import { pairOutput } from './outputs.ts'
import { serialize } from './serialize.ts'

export function tokenObtainEndpoint(settings: Settings): Endpoint {
  return credentialsEndpoint(settings, {
    name: 'Token Obtain Pair',
    description:
      'Takes a set of user credentials and returns an access and refresh JSON web\ntoken pair to prove the authentication of those credentials.',
    urlName: 'token_obtain_pair',
    paths: ['/api/token/', '/api/auth/token/'],
    summary: 'Exchange credentials for a token pair.',
    output: pairOutput,
    serializer: 'tokenObtainSerializer',
    async enter(system, proven) {
      const { user, tokens } = await completeLogin(system, proven)
      const about = { user, claims: tokens.refresh.claims }
      return await serialize(system, 'tokenObtainSerializer', pairBody(tokens), about)
    },
  })
}

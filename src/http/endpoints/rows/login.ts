/** Tutorial 1's login: SimpleJWT's obtain endpoint, with additional claims and with the user in the answer. */

import { accountModel } from '../../../accounts/choose-model.ts'
import { showMembers } from '../../../accounts/members.ts'
import { completeLogin } from '../../../flows/login.ts'
import type { Settings } from '../../../settings/settings.ts'
import { pairBody } from '../../../tokens/token-pair.ts'
import type { User } from '../../../users/user.ts'
import type { Endpoint } from '../endpoint.ts'
import { credentialsEndpoint } from './credentials-endpoint.ts'
import { loginOutput } from './outputs.ts'

export function loginEndpoint(settings: Settings): Endpoint {
  const model = accountModel(settings)
  return credentialsEndpoint(settings, {
    name: 'Custom Token Obtain Pair',
    description: 'Custom token obtain view that returns user data with tokens.',
    urlName: 'login',
    paths: ['/api/auth/login/'],
    summary: 'Exchange credentials for a token pair.',
    output: loginOutput(model),
    async enter(system, proven) {
      const claimsOf = system.settings.tokenClaims === undefined ? tutorialClaims : undefined
      const { user, tokens } = await completeLogin(system, proven, claimsOf)
      return { ...pairBody(tokens), user: model.briefBody(user) }
    },
  })
}

/** The additional claims of the tutorial's tokens, unless `tokenClaims` is set. */
function tutorialClaims(user: User): Record<string, unknown> {
  return showMembers(user, ['email', 'first_name', 'last_name', 'full_name'])
}

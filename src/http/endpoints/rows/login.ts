/** Tutorial 1's login: SimpleJWT's obtain endpoint with claims of its own and the user in the answer. */

import { accountModel } from '../../../accounts/choose-model.ts'
import { login } from '../../../flows/login.ts'
import type { Settings } from '../../../settings/settings.ts'
import { pairBody } from '../../../tokens/token-pair.ts'
import { fullName, type User } from '../../../users/user.ts'
import type { Endpoint } from '../endpoint.ts'
import { credentialsEndpoint } from './credentials-endpoint.ts'
import { loginOutput } from './outputs.ts'

export function loginEndpoint(settings: Settings): Endpoint {
  const model = accountModel(settings)
  return credentialsEndpoint(settings, {
    name: 'Custom Token Obtain Pair',
    description: 'Custom token obtain view that returns user data with tokens.',
    paths: ['/api/auth/login/'],
    summary: 'Exchange credentials for a token pair.',
    output: loginOutput(model),
    async exchange(system, credentials) {
      const claimsOf = system.settings.tokenClaims ?? tutorialClaims
      const { user, tokens } = await login(system, credentials, claimsOf)
      return { ...pairBody(tokens), user: model.briefBody(user) }
    },
  })
}

/** The claims of the tutorial's tokens, where the configuration names no others. */
function tutorialClaims(user: User): Record<string, unknown> {
  const { email, firstName, lastName } = user
  return { email, first_name: firstName, last_name: lastName, full_name: fullName(user) }
}

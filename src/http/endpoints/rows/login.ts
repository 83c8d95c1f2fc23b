/** Tutorial 1's login: SimpleJWT's obtain endpoint, with additional claims and with the user in the answer. */

import type { AccountModel } from '../../../accounts/account-model.ts'
import { accountModel } from '../../../accounts/choose-model.ts'
import { showMembers } from '../../../accounts/members.ts'
import { completeLogin } from '../../../flows/login.ts'
import type { Proven } from '../../../flows/pass-gate.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
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
    enter: (system, proven) => enterAsLogin(system, model, proven),
  })
}

/** Begins the session, and gives the body of the answer: also of a login by mail. */
export async function enterAsLogin(
  system: System,
  model: Pick<AccountModel, 'briefBody'>,
  proven: Proven,
): Promise<object> {
  const claimsOf = system.settings.tokenClaims === undefined ? tutorialClaims : undefined
  const { user, tokens } = await completeLogin(system, proven, claimsOf)
  return { ...pairBody(tokens), user: model.briefBody(user) }
}

/** The additional claims of the tutorial's tokens, unless `tokenClaims` is set. */
function tutorialClaims(user: User): Record<string, unknown> {
  return showMembers(user, ['email', 'first_name', 'last_name', 'full_name'])
}

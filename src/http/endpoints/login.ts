/** Tutorial 1's login: SimpleJWT's obtain endpoint with claims of its own and the user in the answer. */
import { z } from 'zod'
import { login } from '../../flows/login.ts'
import { pairBody } from '../../flows/token-pair.ts'
import { allowAny } from '../../permissions/built-in.ts'
import type { Settings } from '../../settings.ts'
import type { Endpoint } from '../endpoint.ts'
import { charField } from '../fields/char-field.ts'
import { readFields, requireValid } from '../fields/read-fields.ts'
import { originOf } from '../origin.ts'
import { briefUserBody, tutorialClaims } from './user-body.ts'

export function loginEndpoint(settings: Settings): Endpoint {
  const loginField = settings.accounts
  const input = z.object({
    [loginField]: charField(),
    password: charField({ trim: settings.trimPasswords, writeOnly: true }),
  })
  return {
    name: 'Custom Token Obtain Pair',
    description: 'Custom token obtain view that returns user data with tokens.',
    path: '/api/auth/login/',
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      POST: {
        summary: 'Exchange credentials for a token pair.',
        input,
        fails: ['invalid', 'no_active_account', 'overloaded'],
        async handle(system, call) {
          const { password, [loginField]: name } = requireValid(readFields(input, await call.body()))
          const credentials = { login: String(name), password: String(password) }
          const claimsOf = system.settings.tokenClaims ?? tutorialClaims
          const { user, tokens } = await login(system, credentials, originOf(call.incoming), claimsOf)
          return { status: 200, body: { ...pairBody(tokens), user: briefUserBody(user) } }
        },
      },
    },
  }
}

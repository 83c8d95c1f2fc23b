/** Sliding tokens: one token is the access token until it expires, and renews itself until its `refresh_exp`. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { completeSlidingLogin } from '../../../flows/sliding-login.ts'
import { slidingRefresh } from '../../../flows/sliding-refresh.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import { defineMethod } from '../define-method.ts'
import type { Endpoint } from '../endpoint.ts'
import { credentialsEndpoint } from './credentials-endpoint.ts'
import { slidingOutput } from './outputs.ts'
import { serialize } from './serialize.ts'

export function slidingObtainEndpoint(settings: Settings): Endpoint {
  return credentialsEndpoint(settings, {
    name: 'Token Obtain Sliding',
    description:
      'Takes a set of user credentials and returns a sliding JSON web token to\nprove the authentication of those credentials.',
    urlName: 'token_obtain_sliding',
    paths: ['/api/sliding/token/'],
    summary: 'Exchange credentials for a sliding token.',
    output: slidingOutput,
    serializer: 'slidingTokenObtainSerializer',
    async enter(system, proven) {
      const { user, token } = await completeSlidingLogin(system, proven)
      const about = { user, claims: token.claims }
      return await serialize(system, 'slidingTokenObtainSerializer', { token: token.text }, about)
    },
  })
}

const input = z.object({ token: charField() })

export const slidingRefreshEndpoint: Endpoint = {
  name: 'Token Refresh Sliding',
  description:
    "Takes a sliding JSON web token and returns a new, refreshed version if the\ntoken's refresh period has not expired.",
  urlName: 'token_refresh_sliding',
  paths: ['/api/sliding/token/refresh/'],
  authentication: 'none',
  permissions: [allowAny],
  methods: {
    POST: defineMethod({
      summary: 'Renew a sliding token that has not expired.',
      input,
      output: { body: slidingOutput, serializer: 'slidingTokenRefreshSerializer' },
      fails: [
        'invalid',
        'token_not_valid',
        'no_active_account_for_token',
        'password_changed',
        'mfa_required',
        'mfa_enrolment_required',
      ],
      async handle(system, call) {
        const { token } = call.input
        const { user, token: renewed } = await slidingRefresh(system, token)
        const answer = { token: renewed.text }
        const about = { user, claims: renewed.claims }
        return { status: 200, body: await serialize(system, 'slidingTokenRefreshSerializer', answer, about) }
      },
    }),
  },
}

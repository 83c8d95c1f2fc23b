import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { claimsOfState, completeRefresh, type Refreshed, refresh } from '../../../flows/refresh.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import type { System } from '../../../system.ts'
import type { Answer } from '../../request/message.ts'
import { defineMethod } from '../define-method.ts'
import type { Endpoint } from '../endpoint.ts'
import { refreshedOutput } from './outputs.ts'
import { serialize } from './serialize.ts'

const input = z.object({ refresh: charField() })

export const tokenRefreshEndpoint: Endpoint = {
  name: 'Token Refresh',
  description:
    'Takes a refresh type JSON web token and returns an access type JSON web\ntoken if the refresh token is valid.',
  urlName: 'token_refresh',
  paths: ['/api/token/refresh/', '/api/auth/token/refresh/'],
  authentication: 'none',
  permissions: [allowAny],
  methods: {
    POST: defineMethod({
      summary: 'Exchange a refresh token for a new access token, and where tokens rotate for the next refresh token.',
      input,
      output: { body: refreshedOutput, serializer: 'tokenRefreshSerializer' },
      fails: [
        'invalid',
        'token_not_valid',
        'no_active_account_for_token',
        'password_changed',
        'mfa_required',
        'mfa_enrolment_required',
      ],
      async handle(system, call) {
        const fields = call.input
        return await answer(system, await refresh(system, fields.refresh))
      },
      resume: async (system, { proven, state }) =>
        await answer(system, await completeRefresh(system, proven, claimsOfState(state))),
    }),
  },
}

async function answer(system: System, { access, refresh: next, user }: Refreshed): Promise<Answer> {
  const pair = { access: access.text, ...(next && { refresh: next.text }) }
  return { status: 200, body: await serialize(system, 'tokenRefreshSerializer', pair, { user, claims: access.claims }) }
}

import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { refresh } from '../../../flows/refresh.ts'
import { allowAny } from '../../../permissions/built-in.ts'
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
      fails: ['invalid', 'token_not_valid', 'no_active_account_for_token', 'password_changed'],
      async handle(system, call) {
        const fields = call.input
        const refreshed = await refresh(system, fields.refresh)
        const next = refreshed.refresh === undefined ? {} : { refresh: refreshed.refresh.text }
        const answer = { access: refreshed.access.text, ...next }
        const about = { user: refreshed.user, claims: refreshed.access.claims }
        return { status: 200, body: await serialize(system, 'tokenRefreshSerializer', answer, about) }
      },
    }),
  },
}

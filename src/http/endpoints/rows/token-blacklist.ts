import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { logout } from '../../../flows/logout.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { defineMethod } from '../define-method.ts'
import type { Endpoint } from '../endpoint.ts'
import { emptyOutput } from './outputs.ts'
import { serialize } from './serialize.ts'

const input = z.object({ refresh: charField({ writeOnly: true }) })

export const tokenBlacklistEndpoint: Endpoint = {
  name: 'Token Blacklist',
  description:
    'Takes a token and blacklists it. Must be used with the\n`rest_framework_simplejwt.token_blacklist` app installed.',
  urlName: 'token_blacklist',
  paths: ['/api/token/blacklist/', '/api/auth/token/blacklist/'],
  authentication: 'none',
  permissions: [allowAny],
  methods: {
    POST: defineMethod({
      summary: 'End the session of a refresh token, without an access token.',
      input,
      output: { body: emptyOutput, serializer: 'tokenBlacklistSerializer' },
      fails: ['invalid', 'token_not_valid'],
      async handle(system, call) {
        const { refresh } = call.input
        const { claims } = await logout(system, refresh)
        return { status: 200, body: await serialize(system, 'tokenBlacklistSerializer', {}, { claims }) }
      },
    }),
  },
}

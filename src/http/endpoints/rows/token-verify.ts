import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { verifyToken } from '../../../flows/verify-token.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { defineMethod } from '../define-method.ts'
import type { Endpoint } from '../endpoint.ts'
import { emptyOutput } from './outputs.ts'
import { serialize } from './serialize.ts'

const input = z.object({ token: charField({ writeOnly: true }) })

export const tokenVerifyEndpoint: Endpoint = {
  name: 'Token Verify',
  description:
    "Takes a token and indicates if it is valid.  This view provides no\ninformation about a token's fitness for a particular use.",
  urlName: 'token_verify',
  paths: ['/api/token/verify/', '/api/auth/token/verify/'],
  authentication: 'none',
  permissions: [allowAny],
  methods: {
    POST: defineMethod({
      summary: 'Say whether a token of any kind is valid.',
      input,
      output: { body: emptyOutput, serializer: 'tokenVerifySerializer' },
      fails: ['invalid', 'token_not_valid'],
      async handle(system, call) {
        const { token } = call.input
        const claims = await verifyToken(system, token)
        return { status: 200, body: await serialize(system, 'tokenVerifySerializer', {}, { claims }) }
      },
    }),
  },
}

/** The endpoints for services that cannot load Latchkey: they ask about tokens (RFC 7662) and revoke them (RFC 7009). */
import { z } from 'zod'
import { charField } from '../../fields/char-field.ts'
import type { Endpoint, Method } from '../../http/endpoints/endpoint.ts'
import { allowAny } from '../../permissions/built-in.ts'
import { introspect } from './flows/introspect.ts'
import { revokeToken } from './flows/revoke.ts'
import { readServiceCall } from './service-call.ts'

const input = z.object({
  token: charField({ writeOnly: true }),
  token_type_hint: charField({ required: false }),
  client_id: charField({ required: false }),
  client_secret: charField({ required: false, writeOnly: true }),
})

/** A service asks as often as it is asked itself, and shows a secret that cannot be guessed. */
const access = { authentication: 'none', permissions: [allowAny], throttles: [] } as const

const asked = { input, readsItself: true, fails: ['invalid_client', 'invalid_request', 'parse_error'] } as const

export const introspectionEndpoint: Endpoint = {
  ...access,
  name: 'Token Introspection',
  description: 'Says what a token is worth now, to a service that shows its secret (RFC 7662).',
  urlName: 'token_introspect',
  paths: ['/api/auth/introspect/'],
  methods: {
    POST: {
      ...asked,
      summary: 'Say whether a token is active, and what it says.',
      output: { body: z.looseObject({ active: z.boolean() }) },
      async handle(system, call) {
        const { token, hint } = await readServiceCall(system.settings, call)
        const known = hint === 'refresh_token' || hint === 'access_token' ? hint : undefined
        return { status: 200, body: await introspect(system, token, known) }
      },
    } satisfies Method,
  },
}

export const revocationEndpoint: Endpoint = {
  ...access,
  name: 'Token Revocation',
  description: 'Revokes a token for a service that shows its secret (RFC 7009).',
  urlName: 'token_revoke',
  paths: ['/api/auth/revoke/'],
  methods: {
    POST: {
      ...asked,
      summary: 'Revoke a token, with the session that it is of.',
      fails: [...asked.fails, 'unsupported_token_type'],
      output: {},
      async handle(system, call) {
        const { token } = await readServiceCall(system.settings, call)
        await revokeToken(system, token)
        return { status: 200 }
      },
    } satisfies Method,
  },
}

/**
 * `/.well-known/jwks.json`: the public keys with which other services verify tokens (RFC 7517). Secrets are never
 * published: an HMAC keyring has an empty set.
 */
import { z } from 'zod'
import { publicJwks } from '../../../keys/jwks.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import type { Endpoint } from '../endpoint.ts'

export const jwksEndpoint: Endpoint = {
  name: 'Public Keys',
  description: 'The public keys of this installation, as a JWK set.',
  urlName: 'jwks',
  paths: ['/.well-known/jwks.json'],
  authentication: 'none',
  permissions: [allowAny],
  methods: {
    GET: {
      summary: 'Show the public keys that verify tokens.',
      fails: [],
      output: { body: z.object({ keys: z.array(z.looseObject({ kty: z.string(), alg: z.string() })) }) },
      handle: async ({ keyring }) => ({ status: 200, body: publicJwks(keyring) }),
    },
  },
}

/**
 * `/.well-known/jwks.json`: the public keys with which other services verify tokens (RFC 7517). Secrets are never
 * published: an HMAC keyring has an empty set. Caches keep it for less time than a key is in it before it signs.
 */
import { z } from 'zod'
import { publicJwks } from '../../../keys/jwks.ts'
import { jwksMaxAgeOf } from '../../../keys/jwks-max-age.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { entityTagOf, isKnownTag } from '../../response/entity-tag.ts'
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
      async handle({ keyring, settings }, { incoming }) {
        const body = publicJwks(keyring)
        const etag = entityTagOf(JSON.stringify(body))
        const headers = { ETag: etag, 'Cache-Control': `public, max-age=${jwksMaxAgeOf(settings)}` }
        if (isKnownTag(incoming.header('if-none-match'), etag)) return { status: 304, headers }
        return { status: 200, body, headers }
      },
    },
  },
}

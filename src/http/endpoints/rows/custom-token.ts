/** An application's own token endpoint: SimpleJWT's TokenObtainPairSerializer with its `get_token` and `validate`. */
import type { z } from 'zod'
import { completeLogin } from '../../../flows/login.ts'
import type { ClaimsOf } from '../../../flows/user-claims.ts'
import type { Settings } from '../../../settings/settings.ts'
import { pairBody } from '../../../tokens/token-pair.ts'
import type { User } from '../../../users/user.ts'
import { schemaOfClaims } from '../define-claims.ts'
import type { Endpoint } from '../endpoint.ts'
import { credentialsEndpoint } from './credentials-endpoint.ts'
import { pairOutput } from './outputs.ts'

/** The path of a token endpoint, its claims, and what its answer has beside the pair. */
export interface CustomTokenEndpoint {
  readonly path: string
  readonly name?: string
  /** Claims beside the standard ones and those of `tokenClaims`; by `defineClaims` they are typed. A refresh keeps them, unless `renewClaims` is set. */
  readonly claims?: ClaimsOf
  /** Members of the answer, beside the two tokens. */
  readonly answer?: (user: User) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
  /** Describes the members of `answer` in OpenAPI: `z.object({ user_id: z.int() })`. Without it, they are any members. */
  readonly output?: z.ZodObject
  readonly namespace?: string
}

/**
 * ```ts
 * customTokenEndpoint(settings, { path: '/api/my-token/', claims: ({ username, email }) => ({ username, email }) })
 * ```
 */
export function customTokenEndpoint(settings: Settings, options: CustomTokenEndpoint): Endpoint {
  const { path, name = 'Token Obtain Pair', claims, answer, namespace } = options
  const schema = schemaOfClaims(claims)
  return credentialsEndpoint(settings, {
    name,
    description: 'Takes credentials and gives an access and a refresh token.',
    paths: [path],
    ...(namespace === undefined ? {} : { namespace }),
    summary: 'Exchange credentials for a token pair.',
    output: outputOf(options),
    ...(schema === undefined ? {} : { claims: schema }),
    async enter(system, proven) {
      const { user, tokens } = await completeLogin(system, proven, claims)
      return { ...pairBody(tokens), ...(await answer?.(user)) }
    },
  })
}

function outputOf({ answer, output }: CustomTokenEndpoint): z.ZodObject {
  if (output !== undefined) return pairOutput.extend(output.shape)
  return answer === undefined ? pairOutput : pairOutput.loose()
}

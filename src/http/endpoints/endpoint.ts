/**
 * An endpoint is a row: where it is, who may ask, what it takes, what can go wrong. Routing, validation, OPTIONS and
 * whatever documents the API read the same row.
 */
import type { z } from 'zod'
import type { ParsedBody } from '../../fields/parsed-body.ts'
import type { FieldsSchema } from '../../fields/read-fields.ts'
import type { Permission } from '../../permissions/permission.ts'
import type { ProblemCode } from '../../problems.ts'
import type { System } from '../../system.ts'
import type { Throttle } from '../../throttles/throttle.ts'
import type { Principal } from '../../users/principal.ts'
import type { Authenticator } from '../authorize/authenticator.ts'
import type { Answer, Incoming } from '../request/message.ts'
import type { PathParameters } from './path-pattern.ts'

export type EndpointMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A request that was let in. */
export interface Call {
  readonly incoming: Incoming
  /** What stands in the path where the row has `{id}`, decoded. */
  readonly params: PathParameters
  /** Absent where nobody authenticated. */
  readonly principal: Principal | undefined
  /** The version of the API that was asked for, where the settings name a scheme or a default. */
  readonly version: string | undefined
  /** The parsed body. Throws `parse_error`, `unsupported_media_type`. */
  body(): Promise<ParsedBody>
}

export interface Output {
  readonly status?: number
  readonly body?: z.ZodType
  /** The media type, where it is not JSON. */
  readonly type?: string
}

export interface Method {
  /** One sentence for documents. */
  readonly summary: string
  readonly input?: FieldsSchema
  /** It judges a password: the login limits count it. */
  readonly checksPassword?: true
  /** What a success looks like, for documents; absent, anything may be the answer. */
  readonly output?: Output
  readonly fails: readonly ProblemCode[]
  readonly handle: (system: System, call: Call) => Promise<Answer>
  /** Throws where the object of the path is not there for the caller, or not theirs to act on: asked by OPTIONS. */
  readonly checkObject?: (system: System, call: Call) => Promise<unknown>
}

export interface Endpoint {
  /** DRF's view name, as OPTIONS gives it: `Token Obtain Pair`. */
  readonly name: string
  readonly description: string
  /** Each with its trailing slash. A segment in braces is a parameter: `/api/auth/sessions/{id}/`. */
  readonly paths: readonly string[]
  /**
   * Where a token is looked for. `none`: nowhere, as at SimpleJWT's token endpoints. `header`: the Authorization header,
   * and a wrong token there is refused, also where the permissions would let anybody in. `any`: the header, then the
   * access cookie where the settings let it open everything. `cookie_first`: the cookie, then the header. A list: these
   * schemes and no others, in their order.
   */
  readonly authentication: 'none' | 'header' | 'any' | 'cookie_first' | readonly Authenticator[]
  /** Sets, reads or clears the cookies of tokens: another site may not ask it to, whoever the visitor is. */
  readonly usesCookies?: true
  /**
   * What credentials that are no good mean. `refuse` (the default): 401, also where anybody is let in. `ignore`: the
   * request goes on as nobody's, for pages that must not break when a token has expired.
   */
  readonly invalidCredentials?: 'refuse' | 'ignore'
  /** The version namespace that the row stands in, for `versioning: 'namespace'`. */
  readonly namespace?: string
  /** Never reads the user's row to let somebody in: for hot paths that trust the token (JWTStatelessUserAuthentication). */
  readonly isStateless?: boolean
  readonly permissions: readonly Permission[]
  /** How often it may be asked, by any method; the rates of the settings unless given. */
  readonly throttles?: readonly Throttle[]
  /** `false`: GET does not bring HEAD with it, as in DRF's function views. */
  readonly hasHead?: false
  readonly methods: Readonly<Partial<Record<EndpointMethod, Method>>>
}

/** The principal of an endpoint whose permissions ask for one. */
export function requirePrincipal(call: Call): Principal {
  if (call.principal === undefined) throw new TypeError('the endpoint lets anybody in, yet asks for a principal')
  return call.principal
}

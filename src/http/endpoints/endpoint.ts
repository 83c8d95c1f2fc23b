/**
 * An endpoint is a row: its paths, who has access, what it takes, what can go wrong. Routing, validation, OPTIONS and
 * the documents of the API all read the same row.
 */
import type { z } from 'zod'
import type { ParsedBody } from '../../fields/parsed-body.ts'
import type { FieldsSchema } from '../../fields/read-fields.ts'
import type { ProblemCode } from '../../problems.ts'
import type { System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import type { AccessRule } from '../authorize/access-rule.ts'
import type { Answer, Incoming } from '../request/message.ts'
import type { PathParameters } from './path-pattern.ts'

export type EndpointMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A request that was admitted. */
export interface Call {
  readonly incoming: Incoming
  /** The values of the path's parameters, such as `{id}`, decoded. */
  readonly params: PathParameters
  /** Absent for an anonymous request. */
  readonly principal: Principal | undefined
  /** The version of the API that the request asks for, where the settings name a scheme or a default. */
  readonly version: string | undefined
  /** The parsed body. Throws `parse_error`, `unsupported_media_type`. */
  body(): Promise<ParsedBody>
}

export interface Output {
  readonly status?: number
  readonly body?: z.ZodType
  /** The media type, where it is not JSON. */
  readonly type?: string
  /** The header `Latchkey-User` tells a page whose cookies it has now. */
  readonly namesUser?: true
}

export interface Method {
  /** One sentence for documents. */
  readonly summary: string
  readonly input?: FieldsSchema
  /** It checks a password, so the login limits count it. */
  readonly checksPassword?: true
  /** What a success looks like, for documents. Without it they say that any answer is possible. */
  readonly output?: Output
  readonly fails: readonly ProblemCode[]
  readonly handle: (system: System, call: Call) => Promise<Answer>
  /** Throws when the caller may not see or change the object of the path. OPTIONS asks. */
  readonly checkObject?: (system: System, call: Call) => Promise<unknown>
}

export interface Endpoint extends AccessRule {
  /** DRF's view name, as OPTIONS gives it: `Token Obtain Pair`. */
  readonly name: string
  readonly description: string
  /** Each with its trailing slash. A segment in braces is a parameter: `/api/auth/sessions/{id}/`. */
  readonly paths: readonly string[]
  /** The version namespace of the row, for `versioning: 'namespace'`. */
  readonly namespace?: string
  /** `false`: the row has GET without HEAD, as in DRF's function views. */
  readonly hasHead?: false
  readonly methods: Readonly<Partial<Record<EndpointMethod, Method>>>
}

/** The principal of an endpoint whose permissions require one. */
export function requirePrincipal(call: Call): Principal {
  if (call.principal === undefined)
    throw new TypeError('the permissions of the endpoint allow anonymous requests, yet it needs a principal')
  return call.principal
}

/**
 * An endpoint is a row: its paths, who has access, what it takes, what can go wrong. Routing, validation, OPTIONS and
 * the documents of the API all read the same row.
 */
import type { z } from 'zod'
import type { ParsedBody } from '../../fields/parsed-body.ts'
import type { FieldsSchema } from '../../fields/read-fields.ts'
import type { Proven } from '../../flows/pass-gate.ts'
import type { AuthError, ProblemCode } from '../../problems.ts'
import type { FunctionSettings } from '../../settings/function-settings.ts'
import type { System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import type { AccessRule } from '../authorize/access-rule.ts'
import type { Answer, Incoming } from '../request/message.ts'
import type { PathParameters } from './path-pattern.ts'

export type EndpointMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * What a method hashes a password for. `login` and `confirmation` (by a user's current password, or by a token from a
 * mail) count at `loginRate`, `registration` at `registrationRate`. `occasional`: few requests have a password, which
 * counts for the account alone; the method limits itself by `countsAsChange`.
 */
export type PasswordUse = 'login' | 'confirmation' | 'registration' | 'occasional'

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
  /** The setting whose function makes another answer of it. */
  readonly serializer?: Extract<keyof FunctionSettings, `${string}Serializer`>
  /** What its tokens claim beside what all do, for the types of a client. */
  readonly claims?: z.ZodType
  /** The header `Latchkey-User` tells a page whose cookies it has now. */
  readonly namesUser?: true
  /** It may redirect like this instead: a page that sends on who has no business there. */
  readonly redirects?: 303 | 307
}

/** A request that was refused, for a row that shows it as a page. */
export interface RefusedCall {
  readonly incoming: Incoming
  /** An unforeseen error is `internal_error` here. */
  readonly error: AuthError
  /** The body, if it had been read before the refusal. */
  readonly body: ParsedBody | undefined
}

/** A sign-in that goes on after a second factor. */
export interface ResumedCall {
  /** The request that showed it. */
  readonly incoming: Incoming
  readonly proven: Proven
  /** What the row left with the `mfa_required` that it threw. */
  readonly state: Readonly<Record<string, unknown>>
}

/** One method of an endpoint's row. */
export interface Method {
  /** One sentence for documents. */
  readonly summary: string
  /** The fields of the body, read before `handle` is called. */
  readonly input?: FieldsSchema
  /** The fields that OPTIONS shows to this caller, where they are not those of all. */
  readonly inputFor?: (call: Call) => FieldsSchema | Promise<FieldsSchema>
  /** OPTIONS shows the fields of this PATCH, which DRF leaves out: pages draw their form by them. */
  readonly isDescribed?: true
  /** The query parameters, read before `handle` is called. */
  readonly query?: FieldsSchema
  /** `handle` reads both by itself: it adds messages of its own to theirs, or has something to refuse before. */
  readonly readsItself?: true
  /** It hashes a password, so it is counted before its body is read. Without this, `system.hasher` throws. */
  readonly hashesPassword?: PasswordUse
  /** It changes the caller's own data, which leaves a row in the audit table, so `accountChangeRate` counts it. */
  readonly countsAsChange?: true
  /** What a success looks like, for documents. Without it they say that any answer is possible. */
  readonly output?: Output
  readonly fails: readonly ProblemCode[]
  readonly handle: (system: System, call: Call) => Promise<Answer>
  /**
   * It hands out tokens: how it goes on with a request that it answered with `mfa_required`, once the second factor was
   * shown. The answer is the one that it would have given.
   */
  readonly resume?: (system: System, resumed: ResumedCall) => Promise<Answer>
  /** Throws when the caller may not see or change the object of the path. OPTIONS asks. */
  readonly checkObject?: (system: System, call: Call) => Promise<unknown>
}

/** A row of the endpoint table, as `defineEndpoint` and `defineResource` make it. */
export interface Endpoint extends AccessRule {
  /** DRF's view name, as OPTIONS gives it: `Token Obtain Pair`. */
  readonly name: string
  readonly description: string
  /** A built-in row is moved and switched off by this name, which Django gives in `path(..., name='token_refresh')`. */
  readonly urlName?: string
  /** Parameters of a moved path that this row has a value for: the rows of each provider are at paths of their own. */
  readonly pathValues?: Readonly<Record<string, string>>
  /** The paths that a built-in row had before the settings moved it. */
  readonly movedFrom?: readonly string[]
  /** Each with its trailing slash. A segment in braces is a parameter: `/api/auth/sessions/{id}/`. */
  readonly paths: readonly string[]
  /** The version namespace of the row, for `versioning: 'namespace'`. */
  readonly namespace?: string
  /** `/api/articles.json` is `/api/articles/` in that format, as DRF's DefaultRouter has it. */
  readonly formatSuffix?: true
  /** The root of a router: its suffix stands behind the slash. */
  readonly isRoot?: true
  /**
   * What a refusal looks like where the row answers pages: the document, and headers of its own. Status, cookies and the
   * other headers are those of the refusal. OPTIONS is answered with JSON all the same.
   */
  readonly showProblem?: (system: System, refused: RefusedCall) => Promise<Pick<Answer, 'page' | 'headers'>>
  /** `false`: the row has GET without HEAD, as in DRF's function views. */
  readonly hasHead?: false
  readonly methods: Readonly<Partial<Record<EndpointMethod, Method>>>
}

/** Whether the login limits count the method. */
export function countsAsLogin(method: Pick<Method, 'hashesPassword'> | undefined): boolean {
  return method?.hashesPassword === 'login' || method?.hashesPassword === 'confirmation'
}

/** The principal of an endpoint whose permissions require one. */
export function requirePrincipal(call: Call): Principal {
  if (call.principal === undefined)
    throw new TypeError('the permissions of the endpoint allow anonymous requests, yet it needs a principal')
  return call.principal
}

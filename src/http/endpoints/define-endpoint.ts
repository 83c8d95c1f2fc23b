/**
 * Defines an application's endpoint as briefly as DRF's APIView: a path, permissions, and a function for each method.
 */

import type { FieldsSchema } from '../../fields/read-fields.ts'
import { requireFields } from '../../fields/read-valid.ts'
import type { Permission } from '../../permissions/permission.ts'
import type { PrincipalFor } from '../../permissions/principal-for.ts'
import type { ProblemCode } from '../../problems.ts'
import type { System } from '../../system.ts'
import { undeclaredPermissions } from '../authorize/default-access.ts'
import type { Answer } from '../request/message.ts'
import type { CallFor, ValuesOf } from './define-method.ts'
import type { Endpoint, EndpointMethod, Method, Output, PasswordUse } from './endpoint.ts'

/** One for all methods, or one for each. */
type PerMethod<T> = T | ByMethod<T>
type ByMethod<T> = { readonly [V in EndpointMethod]?: T }
/** GET has no body. DELETE takes one only where it is named. */
type InputMethod = Exclude<EndpointMethod, 'GET'>
type Inputs = FieldsSchema | { readonly [V in InputMethod]?: FieldsSchema } | undefined
type Queries = PerMethod<FieldsSchema> | undefined

type SchemaFor<D, V extends EndpointMethod, Shared extends EndpointMethod> = D extends FieldsSchema
  ? V extends Shared
    ? D
    : undefined
  : V extends keyof D
    ? D[V]
    : undefined

type InputFor<I, V extends EndpointMethod> = V extends 'PATCH'
  ? PartialOf<ValuesOf<SchemaFor<I, V, 'POST' | 'PUT' | 'PATCH'>>>
  : ValuesOf<SchemaFor<I, V, 'POST' | 'PUT' | 'PATCH'>>
type PartialOf<T> = [T] extends [undefined] ? undefined : Partial<T>

/** A call of one method, with the declared `input` and `query`, and a `principal` where the permissions require one. */
export type EndpointCall<V extends EndpointMethod, P extends readonly Permission[], I, Q> = CallFor<
  InputFor<I, V>,
  ValuesOf<SchemaFor<Q, V, EndpointMethod>>,
  PrincipalFor<P>
>

/** A function of `defineEndpoint` for one method. */
export type Handler<Call> = (call: Call, system: System) => Answer | Promise<Answer>

/** What `defineEndpoint` takes: a path, permissions, declared input and query, and a function for each method. */
export type EndpointDefinition<
  P extends readonly Permission[] = readonly Permission[],
  I extends Inputs = undefined,
  Q extends Queries = undefined,
> = Partial<Omit<Endpoint, 'paths' | 'permissions' | 'methods'>> & {
  readonly path: string
  /** Those of the setting `defaultPermissions` unless given. */
  readonly permissions?: P
  /**
   * The fields of the body, read and validated before the handler of POST, PUT and PATCH is called: `call.input`. By
   * method: `{ POST: z.object({...}), PATCH: z.object({...}) }`.
   */
  readonly input?: I
  /** The query parameters, for every method or by method: `call.query`. Others are ignored. */
  readonly query?: Q
  /** What a success looks like, for documents. */
  readonly output?: PerMethod<Output>
  /** One sentence about each method, for documents. */
  readonly summary?: PerMethod<string>
  /** The codes that the handlers throw, for documents. */
  readonly fails?: readonly ProblemCode[]
  /** What its POST, PUT, PATCH and DELETE hash a password for, such as `registration`. Without this, `register` throws. */
  readonly hashesPassword?: PasswordUse
} & { readonly [V in EndpointMethod]?: Handler<EndpointCall<V, P, I, Q>> }

/**
 * ```ts
 * export const tickets = defineEndpoint({
 *   path: '/api/tickets/',
 *   permissions: [isAuthenticated],
 *   input: z.object({ title: charField({ maxLength: 100 }), urgent: booleanField({ required: false }) }),
 *   query: z.object({ page: integerField({ required: false, minValue: 1 }) }),
 *   GET: ({ query }) => ({ status: 200, body: listTickets(query.page ?? 1) }),
 *   POST: async ({ input, principal }) => ({ status: 201, body: await openTicket(principal.id, input.title) }),
 * })
 * ```
 */
export function defineEndpoint<
  const P extends readonly Permission[] = readonly Permission[],
  I extends Inputs = undefined,
  Q extends Queries = undefined,
>(definition: EndpointDefinition<P, I, Q>): Endpoint {
  const {
    path,
    permissions = undeclaredPermissions,
    input,
    query,
    output,
    summary,
    fails = [],
    hashesPassword,
    ...more
  } = definition
  const { GET, POST, PUT, PATCH, DELETE, ...rest } = more
  if (typeof path !== 'string') throw new TypeError("defineEndpoint needs a path, such as '/api/hello/'")
  refuseWrong(path, input, query)
  const name = rest.name ?? nameOf(path)
  const handlers = Object.entries({ GET, POST, PUT, PATCH, DELETE }) as [EndpointMethod, Handler<never> | undefined][]
  const method = ([verb, handler]: (typeof handlers)[number]): [string, Method][] => {
    if (handler === undefined) return []
    if (typeof handler !== 'function') throw new TypeError(`the endpoint ${path}: ${verb} is not a function`)
    const declared = {
      input: inputOf(input, verb),
      query: partOf(query, verb, isSchema),
      output: partOf(output, verb, one => 'status' in one || 'body' in one || 'type' in one),
      hashesPassword: verb === 'GET' ? undefined : hashesPassword,
    }
    const given = Object.entries(declared).filter(([, value]) => value !== undefined)
    const sentence = partOf(summary, verb, one => typeof one === 'string') ?? `${name}.`
    // `readDeclared` gives the call what the types of the handler promise.
    const handle: Method['handle'] = async (system, call) =>
      requireAnswer(`${verb} ${path}`, await handler(call as never, system))
    return [[verb, { summary: sentence, fails, handle, ...Object.fromEntries(given) }]]
  }
  return {
    description: '',
    authentication: 'default',
    ...rest,
    name,
    paths: [path],
    permissions,
    methods: Object.fromEntries(handlers.flatMap(method)),
  }
}

/** A forgotten `return`, and a body without its status, are named in the event of the 500. */
function requireAnswer(what: string, answer: unknown): Answer {
  if (typeof answer === 'object' && answer !== null && 'status' in answer) return answer as Answer
  throw new TypeError(`the handler of ${what} returned no answer: write return { status: 200, body: ... }`)
}

function inputOf(input: Inputs, verb: EndpointMethod): FieldsSchema | undefined {
  if (verb === 'GET' || (verb === 'DELETE' && isSchema(input))) return undefined
  return partOf<FieldsSchema>(input, verb, isSchema)
}

/** The part of a method: the same for all, or that of its name. */
function partOf<T>(given: PerMethod<T> | undefined, verb: EndpointMethod, isOne: (given: T) => boolean): T | undefined {
  if (given === undefined || isOne(given as T)) return given as T | undefined
  return (given as ByMethod<T>)[verb]
}

function isSchema(given: unknown): boolean {
  return typeof given === 'object' && given !== null && 'safeParse' in given
}

const verbs: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

function refuseWrong(path: string, input: Inputs, query: Queries): void {
  for (const [what, given] of Object.entries({ input, query })) {
    if (given === undefined) continue
    const parts = isMap(given) ? Object.entries(given) : [['', given]]
    if (what === 'input' && isMap(given) && 'GET' in given) {
      throw new TypeError(`the input of ${path} names GET, which has no body: declare its parameters in query`)
    }
    for (const [verb, schema] of parts) {
      const about = verb === '' ? path : `${verb} ${path}`
      if (schema !== undefined) requireFields(`the ${what} of ${about}`, schema as FieldsSchema)
    }
  }
}

function isMap(given: object): given is ByMethod<FieldsSchema> {
  return (
    given !== null &&
    !isSchema(given) &&
    Object.keys(given).length > 0 &&
    Object.keys(given).every(name => verbs.includes(name))
  )
}

/** `/api/users/me/` becomes `Users Me`, as DRF splits a view's class name into words. */
function nameOf(path: string): string {
  const words = path.split(/[/_-]/).filter(word => word !== '' && word !== 'api' && !word.startsWith('{'))
  return words.map(word => word.slice(0, 1).toUpperCase() + word.slice(1)).join(' ')
}

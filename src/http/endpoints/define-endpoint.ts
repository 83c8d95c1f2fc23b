/**
 * Defines an application's endpoint as briefly as DRF's APIView: a path, permissions, and a function for each method.
 */

import type { FieldsSchema } from '../../fields/read-fields.ts'
import type { ProblemCode } from '../../problems.ts'
import type { System } from '../../system.ts'
import type { Answer } from '../request/message.ts'
import type { Call, Endpoint, EndpointMethod, Method, PasswordUse } from './endpoint.ts'

export type Handler = (call: Call, system: System) => Answer | Promise<Answer>

export interface EndpointDefinition
  extends Partial<Omit<Endpoint, 'paths' | 'permissions' | 'methods'>>,
    Pick<Endpoint, 'permissions'>,
    Readonly<Partial<Record<EndpointMethod, Handler>>> {
  readonly path: string
  /** The fields of the body, for documents and OPTIONS. */
  readonly input?: FieldsSchema
  /** The codes that the handlers throw, for documents. */
  readonly fails?: readonly ProblemCode[]
  /** What its POST, PUT, PATCH and DELETE hash a password for, such as `registration`. Without this, `register` throws. */
  readonly hashesPassword?: PasswordUse
}

/**
 * ```ts
 * export const hello = defineEndpoint({
 *   path: '/api/hello/',
 *   permissions: [isAuthenticated],
 *   GET: async call => ({ status: 200, body: { message: `Hello, ${(await requirePrincipal(call).user()).username}` } }),
 * })
 * ```
 */
export function defineEndpoint(definition: EndpointDefinition): Endpoint {
  const { path, permissions, input, fails = [], hashesPassword, GET, POST, PUT, PATCH, DELETE, ...rest } = definition
  const name = rest.name ?? nameOf(path)
  const method = ([verb, handler]: [string, Handler | undefined]): [string, Method][] => {
    if (handler === undefined) return []
    const takesBody = verb !== 'GET' && verb !== 'DELETE'
    const hashes = verb === 'GET' || hashesPassword === undefined ? {} : { hashesPassword }
    const handle: Method['handle'] = async (system, call) => await handler(call, system)
    return [
      [verb, { summary: `${name}.`, fails, handle, ...hashes, ...(takesBody && input !== undefined ? { input } : {}) }],
    ]
  }
  return {
    description: '',
    authentication: 'any',
    ...rest,
    name,
    paths: [path],
    permissions,
    methods: Object.fromEntries(Object.entries({ GET, POST, PUT, PATCH, DELETE }).flatMap(method)),
  }
}

/** `/api/users/me/` becomes `Users Me`, as DRF splits a view's class name into words. */
function nameOf(path: string): string {
  const words = path.split(/[/_-]/).filter(word => word !== '' && word !== 'api' && !word.startsWith('{'))
  return words.map(word => word.slice(0, 1).toUpperCase() + word.slice(1)).join(' ')
}

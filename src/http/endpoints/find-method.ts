/** The method of a row that a request asks for. Override headers and members do nothing: the request line decides. */
import { problem } from '../../problems.ts'
import type { Endpoint, EndpointMethod, Method } from './endpoint.ts'

/** Throws `method_not_allowed`. HEAD is GET, unless the row says otherwise. */
export function findMethod(endpoint: Endpoint, sent: string): Method {
  const wanted = sent === 'HEAD' && endpoint.hasHead !== false ? 'GET' : sent
  const method = Object.hasOwn(endpoint.methods, wanted) ? endpoint.methods[wanted as EndpointMethod] : undefined
  if (method === undefined) throw problem('method_not_allowed', { title: `Method "${sent}" not allowed.` })
  return method
}

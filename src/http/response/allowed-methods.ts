/** The methods of a row's `Allow` header, in DRF's order. GET brings HEAD; every row answers OPTIONS. */
import type { Endpoint, EndpointMethod } from '../endpoints/endpoint.ts'

const order: readonly EndpointMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export function allowedMethods(endpoint: Endpoint): readonly string[] {
  const own = order.filter(method => endpoint.methods[method] !== undefined)
  const hasHead = endpoint.methods.GET !== undefined && endpoint.hasHead !== false
  return [...own, ...(hasHead ? ['HEAD'] : []), 'OPTIONS']
}

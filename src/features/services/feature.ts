/** Services that verify or ask about tokens, in whatever language: the endpoints of the feature. auth.ts lists it. */
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import type { Settings } from '../../settings/settings.ts'
import { introspectionEndpoint, revocationEndpoint } from './endpoints.ts'
import { hasMetadata, metadataEndpoint } from './metadata.ts'

export function serviceEndpoints(settings: Settings): readonly Endpoint[] {
  const asks = Object.keys(settings.serviceClients).length > 0
  return [
    ...(asks ? [introspectionEndpoint, revocationEndpoint] : []),
    ...(hasMetadata(settings) ? [metadataEndpoint(settings)] : []),
  ]
}

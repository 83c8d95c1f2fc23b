/** API keys for programs: the parts and endpoints of the feature. auth.ts lists it. */
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store.ts'
import type { Needs } from '../../system.ts'
import { apiKeyEndpoint, apiKeysEndpoint } from './endpoints.ts'

export function apiKeyParts({ apiKeys }: Store): Needs<'apiKeys'> {
  return { apiKeys }
}

export function apiKeyEndpoints(settings: Settings): readonly Endpoint[] {
  return [apiKeysEndpoint(settings), apiKeyEndpoint]
}

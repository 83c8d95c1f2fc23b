/** What is kept about an account, for its owner to take along. auth.ts lists it. */
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import type { Settings } from '../../settings/settings.ts'
import { accountExportEndpoint } from './endpoint.ts'

export function exportEndpoints(settings: Settings): readonly Endpoint[] {
  return [accountExportEndpoint(settings)]
}

/** API keys as a way of saying who one is: `X-Api-Key: lk_...`. */

import type { Authenticator } from '../../http/authorize/authenticator.ts'
import { authenticateApiKey } from './flows/authenticate-api-key.ts'

/**
 * In a row's list beside `tokenAuthentication`, or alone: `authentication: [tokenAuthentication, apiKeyAuthentication]`.
 * HTTP knows no scheme for it, so where it comes first a 401 is a 403, as in DRF.
 */
export const apiKeyAuthentication: Authenticator = {
  name: 'ApiKeyAuthentication',
  isChallenge: false,
  async authenticate(system, incoming) {
    const text = incoming.header(system.settings.apiKeyHeader.toLowerCase())
    return text === undefined || text === '' ? undefined : await authenticateApiKey(system, text)
  },
}

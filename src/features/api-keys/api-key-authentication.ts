/**
 * Authenticates requests by an API key in a header: `X-Api-Key: lk_...`. A client sends it on purpose, so no page of
 * another site can.
 */
import type { Authenticator } from '../../http/authorize/authenticator.ts'
import { authenticateApiKey } from './flows/authenticate-api-key.ts'

/**
 * In a row's list beside `tokenAuthentication`, or alone: `authentication: [tokenAuthentication,
 * apiKeyAuthentication]`. HTTP has no scheme for it, so where it comes first a 401 is a 403, as in DRF.
 */
export const apiKeyAuthentication: Authenticator = {
  name: 'ApiKeyAuthentication',
  isChallenge: false,
  security: ({ apiKeyHeader }) => ({
    name: 'apiKey',
    scheme: { type: 'apiKey', in: 'header', name: apiKeyHeader, description: 'An API key.' },
  }),
  async authenticate(system, incoming) {
    const text = incoming.header(system.settings.apiKeyHeader.toLowerCase())
    return text === undefined || text === '' ? undefined : await authenticateApiKey(system, text)
  },
}

/** The endpoints of sign-in with other providers; none if no provider is configured. */

import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import type { Settings } from '../../../settings/settings.ts'
import { socialAccountEndpoint, socialAccountsEndpoint } from './accounts.ts'
import { callbackEndpoint } from './callback.ts'
import { codeExchangeEndpoint } from './code-exchange.ts'
import { googleEndpoint } from './google.ts'
import { linkEndpoint, signInEndpoint } from './sign-in.ts'

export function socialEndpoints(settings: Settings, names = Object.keys(settings.social)): readonly Endpoint[] {
  if (names.length === 0) return []
  return [
    ...names.flatMap(name => [signInEndpoint(name), callbackEndpoint(name, settings), linkEndpoint(name, settings)]),
    ...(names.includes('google') ? [googleEndpoint] : []),
    codeExchangeEndpoint,
    socialAccountsEndpoint,
    socialAccountEndpoint(settings),
  ]
}

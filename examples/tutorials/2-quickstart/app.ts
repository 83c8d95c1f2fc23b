/** "JWT Based Authentication in Django", with Latchkey: a profile, custom claims, and a logout. */
import type { Tutorial } from '../tutorial.ts'
import { accountTokenEndpoint } from './account-token.ts'
import { accountLogout, accountProfile } from './views.ts'

export const quickstart: Tutorial = {
  config: {
    compat: 'simplejwt',
    accounts: 'username',
    SIMPLE_JWT: {
      ACCESS_TOKEN_LIFETIME: '15m',
      REFRESH_TOKEN_LIFETIME: '7d',
      ROTATE_REFRESH_TOKENS: true,
      BLACKLIST_AFTER_ROTATION: true,
      ALGORITHM: 'HS256',
      AUTH_HEADER_TYPES: ['Bearer'],
    },
  },
  endpoints: settings => [accountProfile, accountLogout, accountTokenEndpoint(settings)],
}

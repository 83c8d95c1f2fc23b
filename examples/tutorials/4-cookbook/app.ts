/** "JWT", the cookbook, with Latchkey: its recipes in one app. */
import type { Tutorial } from '../tutorial.ts'
import { authenticationEndpoints } from './authentication.ts'
import { claimEndpoints } from './claims.ts'
import { customer, customUserEndpoints } from './custom-user.ts'
import { sendVerification } from './email-verification.ts'
import { adminOnly, hello, profile, readOnly } from './hello.ts'
import { profileTable } from './profiles.ts'
import { registerView } from './register.ts'
import { announcements, articles, cookbookTables, documents, feedback, tasks } from './resources.ts'
import { lowAnonRate, lowUserRate, throttledData } from './throttled.ts'
import { logoutView, rotate, tokenInfo, verifyTokenView } from './tokens.ts'
import { versionEndpoints } from './versions.ts'

export const cookbook: Tutorial = {
  config: {
    compat: 'simplejwt',
    accounts: 'username',
    userFields: customer,
    corsAllowedOrigins: ['http://localhost:3000', 'http://localhost:8080'],
    versioning: 'namespace',
    defaultVersion: 'v1',
    allowedVersions: ['v1', 'v2'],
    SIMPLE_JWT: {
      ACCESS_TOKEN_LIFETIME: '5m',
      REFRESH_TOKEN_LIFETIME: '1d',
      ROTATE_REFRESH_TOKENS: true,
      BLACKLIST_AFTER_ROTATION: true,
    },
  },
  endpoints: (settings, store) => [
    hello,
    profile,
    adminOnly,
    readOnly,
    registerView,
    verifyTokenView,
    tokenInfo,
    rotate,
    logoutView,
    throttledData,
    lowAnonRate,
    lowUserRate,
    sendVerification(store, () => {}),
    ...customUserEndpoints(settings),
    ...claimEndpoints(settings, store),
    ...authenticationEndpoints(store),
    ...versionEndpoints(settings),
  ],
  resources: [articles, tasks, documents, announcements, feedback],
  tables: [profileTable, cookbookTables],
}

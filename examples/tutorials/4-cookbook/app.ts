/** "JWT", the cookbook, with Latchkey: its recipes in one app. */
import type { Tutorial } from '../tutorial.ts'
import { authenticationEndpoints } from './authentication.ts'
import { claimEndpoints } from './claims.ts'
import { customer, customUserEndpoints } from './custom-user.ts'
import { confirmVerification } from './email-confirmation.ts'
import { sendVerification } from './email-verification.ts'
import { adminOnly, hello, profile, readOnly } from './hello.ts'
import { serveLive } from './live.ts'
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
    // In place of Django's admin site; under `compat` it is off.
    console: 'on',
    userFields: customer,
    anonRate: '100/day',
    userRate: '1000/day',
    // The log says which user requested which path.
    accessLog: true,
    publicUrl: 'http://localhost:8000',
    social: {
      google: {
        clientId: process.env.GOOGLE_CLIENT_ID ?? 'your-id.apps.googleusercontent.com',
        clientSecret: process.env.GOOGLE_CLIENT_SECRET ?? 'your-secret',
      },
    },
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
    sendVerification(store, (to, url) => {
      // Here a real app calls its mail service. Who reads this line can verify the address.
      if (settings.debug) console.log(`Mail to ${to}: ${url}`)
    }),
    confirmVerification(store),
    ...customUserEndpoints(settings),
    ...claimEndpoints(settings, store),
    ...authenticationEndpoints(store),
    ...versionEndpoints(settings),
  ],
  resources: [articles, tasks, documents, announcements, feedback],
  tables: [profileTable, cookbookTables],
  routes: serveLive,
}

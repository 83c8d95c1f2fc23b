/** "JWT Authentication in Django REST Framework", with Latchkey: everything in it is built in. */
import type { Tutorial } from '../tutorial.ts'

export const emailAccounts: Tutorial = {
  config: {
    compat: 'simplejwt',
    accounts: 'email',
    exampleEndpoints: true,
    // In place of Django's admin site; under `compat` it is off.
    console: 'on',
    loginRate: '5/m',
    // django-ratelimit answers 403. With 429 and Retry-After a client knows that it may try again, and when.
    loginRateExceeded: 'throttled',
    SIMPLE_JWT: {
      ACCESS_TOKEN_LIFETIME: '15m',
      REFRESH_TOKEN_LIFETIME: '7d',
      ROTATE_REFRESH_TOKENS: true,
      BLACKLIST_AFTER_ROTATION: true,
    },
  },
}

/** "JWT Authentication Setup", with Latchkey: a small shop whose lists are public. */
import type { Tutorial } from '../tutorial.ts'
import { categories, categoryTable } from './categories.ts'
import { messages, notices, permissionTables, reviews } from './permissions.ts'
import { products, productTable } from './products.ts'
import { protectedView, tokenTest } from './views.ts'

export const shopApi: Tutorial = {
  config: {
    compat: 'simplejwt',
    accounts: 'username',
    // In place of Django's admin site; under `compat` it is off.
    console: 'on',
    registrationPasswordRules: 'length',
    SIMPLE_JWT: {
      ACCESS_TOKEN_LIFETIME: '60m',
      REFRESH_TOKEN_LIFETIME: '1d',
      ROTATE_REFRESH_TOKENS: true,
      BLACKLIST_AFTER_ROTATION: true,
      UPDATE_LAST_LOGIN: false,
      ALGORITHM: 'HS256',
      AUTH_HEADER_TYPES: ['Bearer'],
      SLIDING_TOKEN_LIFETIME: '5m',
      SLIDING_TOKEN_REFRESH_LIFETIME: '1d',
    },
  },
  endpoints: () => [protectedView, tokenTest],
  resources: [categories, products, notices, reviews, messages],
  tables: [categoryTable, productTable, permissionTables],
}

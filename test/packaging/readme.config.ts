/** The configuration in README.md, unchanged. */
import { defineConfig } from 'latchkey'

export default defineConfig({
  accessTokenLifetime: '10m',
  tokenClaims: user => ({ email: user.email, staff: user.isStaff }),
  // A Django project's own dictionary works too; a misspelt name is refused with the right one.
  SIMPLE_JWT: { REFRESH_TOKEN_LIFETIME: '14d' },
})

import { defineConfig } from 'latchkey'

export default defineConfig({
  // SimpleJWT's behaviour in all that is not said below: clients notice nothing.
  compat: 'simplejwt',
  accounts: 'username',
  userIds: 'integer',

  // The address of Django's database is LATCHKEY_DJANGO_DATABASE_URL: no password stands in a file.
  // The key that Django signs with is LATCHKEY_SIGNING_KEY: both sides accept the tokens of the other.
  SIMPLE_JWT: {
    ACCESS_TOKEN_LIFETIME: '15m',
    REFRESH_TOKEN_LIFETIME: '7d',
    ROTATE_REFRESH_TOKENS: true,
    BLACKLIST_AFTER_ROTATION: true,
  },

  // As Django makes them, so that a way back stays open.
  passwordHasher: 'pbkdf2_sha256',
  pbkdf2Iterations: 260000,
  djangoHashers: ['pbkdf2_sha256', 'pbkdf2_sha1', 'argon2', 'bcrypt_sha256'],
})

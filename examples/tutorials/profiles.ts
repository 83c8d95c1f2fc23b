/** The settings that each set of transcripts was recorded under: the tutorials' own, and SimpleJWT's behaviour. */
import type { Config } from 'latchkey'

type Environment = Readonly<Record<string, string | undefined>>

/** Tutorial 1: e-mail accounts. */
const emailAccounts = {
  compat: 'simplejwt',
  accounts: 'email',
  SIMPLE_JWT: {
    ACCESS_TOKEN_LIFETIME: '15m',
    REFRESH_TOKEN_LIFETIME: '7d',
    ROTATE_REFRESH_TOKENS: true,
    BLACKLIST_AFTER_ROTATION: true,
  },
} as const satisfies Config

/** Tutorials 2 to 4: Django's own user, with tutorial 3's SIMPLE_JWT and its registration. */
const usernameAccounts = {
  compat: 'simplejwt',
  accounts: 'username',
  registrationPasswordRules: 'length',
  corsAllowedOrigins: ['http://localhost:3000', 'http://localhost:8080'],
  SIMPLE_JWT: {
    ACCESS_TOKEN_LIFETIME: '60m',
    REFRESH_TOKEN_LIFETIME: '1d',
    SLIDING_TOKEN_LIFETIME: '5m',
    SLIDING_TOKEN_REFRESH_LIFETIME: '1d',
    ROTATE_REFRESH_TOKENS: true,
    BLACKLIST_AFTER_ROTATION: true,
  },
} as const satisfies Config

const profiles = {
  main: () => emailAccounts,
  main_debug: () => ({ ...emailAccounts, debug: true }),
  main_ratelimit: () => ({ ...emailAccounts, loginRate: '5/m' }),
  variants: () => usernameAccounts,
  variants_norotate: () => ({
    ...usernameAccounts,
    SIMPLE_JWT: {
      ...usernameAccounts.SIMPLE_JWT,
      ACCESS_TOKEN_LIFETIME: '5m',
      ROTATE_REFRESH_TOKENS: false,
      BLACKLIST_AFTER_ROTATION: false,
    },
  }),
  sliding: () => ({
    ...usernameAccounts,
    SIMPLE_JWT: {
      ...usernameAccounts.SIMPLE_JWT,
      AUTH_TOKEN_CLASSES: ['sliding'],
    },
  }),
} as const satisfies Readonly<Record<string, (env: Environment) => Config>>

/** `undefined` for a name that is no profile. */
export function findProfile(name: string, env: Environment): Config | undefined {
  const table: Readonly<Record<string, (env: Environment) => Config>> = profiles
  return Object.hasOwn(table, name) ? table[name]?.(env) : undefined
}

export const profileNames: readonly string[] = Object.keys(profiles)

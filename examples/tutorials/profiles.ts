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

const profiles = {
  main: () => emailAccounts,
  main_debug: () => ({ ...emailAccounts, debug: true }),
} as const satisfies Readonly<Record<string, (env: Environment) => Config>>

/** `undefined` for a name that is no profile. */
export function findProfile(name: string, env: Environment): Config | undefined {
  const table: Readonly<Record<string, (env: Environment) => Config>> = profiles
  return Object.hasOwn(table, name) ? table[name]?.(env) : undefined
}

export const profileNames: readonly string[] = Object.keys(profiles)

/** The tutorials and settings with which each set of transcripts was recorded. */
import type { Config } from 'latchkey'
import { emailAccounts } from './1-email-accounts/app.ts'
import { quickstart } from './2-quickstart/app.ts'
import { shopApi } from './3-shop-api/app.ts'
import { cookbook } from './4-cookbook/app.ts'
import { joinTutorials, type Tutorial } from './tutorial.ts'

/** Tutorials 2 to 4 in one app, with tutorial 3's SIMPLE_JWT and, as recorded, addresses from proxy headers. */
const variants = {
  ...cookbook.config,
  anonRate: null,
  userRate: null,
  accessLog: false,
  registrationPasswordRules: 'length',
  throttleAddress: 'forwarded',
  SIMPLE_JWT: shopApi.config.SIMPLE_JWT,
} as const satisfies Config

function joined(config: Config): Tutorial {
  return joinTutorials([quickstart, shopApi, cookbook], config)
}

function first(config: Config): Tutorial {
  return { ...emailAccounts, config: { ...emailAccounts.config, ...config } }
}

const profiles = {
  main: () => first({ loginRate: null }),
  main_debug: () => first({ loginRate: null, debug: true }),
  main_ratelimit: () => first({ loginRateExceeded: 'forbidden' }),
  variants: () => joined(variants),
  variants_norotate: () =>
    joined({
      ...variants,
      SIMPLE_JWT: {
        ...variants.SIMPLE_JWT,
        ACCESS_TOKEN_LIFETIME: '5m',
        ROTATE_REFRESH_TOKENS: false,
        BLACKLIST_AFTER_ROTATION: false,
      },
    }),
  variants_throttle: () => joined({ ...variants, anonRate: '100/day', userRate: '1000/day' }),
  sliding: () => joined({ ...variants, SIMPLE_JWT: { ...variants.SIMPLE_JWT, AUTH_TOKEN_CLASSES: ['sliding'] } }),
} as const satisfies Readonly<Record<string, () => Tutorial>>

/** `undefined` for an unknown name. */
export function findProfile(name: string): Tutorial | undefined {
  const table: Readonly<Record<string, () => Tutorial>> = profiles
  return Object.hasOwn(table, name) ? table[name]?.() : undefined
}

export const profileNames: readonly string[] = Object.keys(profiles)

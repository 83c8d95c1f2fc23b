/** Settings of how often somebody may ask, and of who it is that asks. */
import type { SettingRow } from '../row.ts'

/** DRF's rates; throttles/rate.ts reads them. */
const rate = /^[1-9]\d{0,5}\/[smhd][a-z]*$/

export const limitRows = {
  throttling: {
    kind: 'boolean',
    default: true,
    doc: 'Whether login attempts and requests are counted and limited; off is for load tests alone.',
  },
  trustedProxies: {
    kind: 'list',
    default: [],
    allowsEmpty: true,
    pattern: /^[0-9a-fA-F.:]+(\/\d{1,3})?$/,
    example: '10.0.0.0/8',
    doc: 'Addresses of the own proxies; of these alone X-Forwarded-For and the scheme header are believed.',
  },
  anonRate: {
    kind: 'text',
    default: null,
    nullable: true,
    pattern: rate,
    example: '100/day',
    doc: 'How often one address may ask without logging in, over all endpoints without throttles of their own.',
  },
  userRate: {
    kind: 'text',
    default: null,
    nullable: true,
    pattern: rate,
    example: '1000/day',
    doc: 'How often one user may ask, over all endpoints without throttles of their own.',
  },
  loginRate: {
    kind: 'text',
    default: '5/m',
    compat: null,
    nullable: true,
    pattern: rate,
    example: '5/m',
    doc: 'How many passwords one address may try, right or wrong, over all doors together.',
  },
  loginRatePaths: {
    kind: 'list',
    default: ['*'],
    compat: ['/api/auth/login/'],
    pattern: /^(\*|\/(.*\/)?)$/,
    example: '/api/auth/login/',
    doc: 'The paths at which loginRate counts; `*` is every door that judges a password.',
  },
  loginRateExceeded: {
    kind: 'choice',
    default: 'throttled',
    compat: 'forbidden',
    choices: ['throttled', 'forbidden'],
    doc: 'What is said beyond loginRate: 429 with Retry-After, or 403 as django-ratelimit does.',
  },
  loginFailures: {
    kind: 'integer',
    default: 10,
    compat: null,
    nullable: true,
    min: 1,
    max: 100,
    unit: 'attempts',
    doc: 'How many wrong passwords of one account are free before each costs a growing wait, except from addresses that the account has logged in from.',
  },
  throttleAddress: {
    kind: 'choice',
    default: 'client',
    choices: ['client', 'forwarded'],
    doc: 'By what throttles know a stranger: the client’s address, or the whole X-Forwarded-For that anybody can write, as DRF without NUM_PROXIES. The login limits never read the latter.',
  },
} as const satisfies Record<string, SettingRow>

/** Limits: how often a client may try, and how it is identified. */
import type { SettingRow } from '../row.ts'

/** DRF's rates; throttles/rate.ts parses them. */
const rate = /^[1-9]\d{0,5}\/[smhd][a-z]*$/

export const limitsRows = {
  throttling: {
    kind: 'boolean',
    default: true,
    doc: 'Whether login attempts and requests are counted and limited; turn it off for load tests only.',
  },
  trustedProxies: {
    kind: 'list',
    default: [],
    allowsEmpty: true,
    pattern: /^[0-9a-fA-F.:]+(\/\d{1,3})?$|^unix$/,
    example: "an address, a range such as 10.0.0.0/8, or 'unix' for the proxy on a Unix socket",
    doc: 'Addresses of your proxies; `unix` is the one on a Unix socket. X-Forwarded-For, X-Forwarded-Host, X-Forwarded-Prefix and the scheme header are believed from these only.',
  },
  anonRate: {
    kind: 'text',
    default: null,
    nullable: true,
    pattern: rate,
    example: '100/day',
    doc: 'How many requests one address may make without logging in, over all endpoints without throttles of their own.',
  },
  userRate: {
    kind: 'text',
    default: null,
    nullable: true,
    pattern: rate,
    example: '1000/day',
    doc: 'How many requests one user may make, over all endpoints without throttles of their own.',
  },
  loginRate: {
    kind: 'text',
    default: '5/m',
    compat: null,
    nullable: true,
    pattern: rate,
    example: '5/m',
    doc: 'How many passwords one address may try, right or wrong, over all endpoints together.',
  },
  loginRatePaths: {
    kind: 'list',
    default: ['*'],
    compat: ['/api/auth/login/'],
    pattern: /^(\*|\/(.*\/)?)$/,
    example: '/api/auth/login/',
    doc: 'The paths at which loginRate counts; `*` is every endpoint that checks a password.',
  },
  loginRateExceeded: {
    kind: 'choice',
    default: 'throttled',
    compat: 'forbidden',
    choices: ['throttled', 'forbidden'],
    doc: 'The answer beyond loginRate: 429 with Retry-After, or 403 as django-ratelimit does.',
  },
  registrationRate: {
    kind: 'text',
    default: '20/h',
    compat: null,
    nullable: true,
    pattern: rate,
    example: '20/h',
    doc: 'How many registrations one address may send, accepted or not, over all endpoints that open accounts.',
  },
  accountChangeRate: {
    kind: 'text',
    default: '100/h',
    compat: null,
    nullable: true,
    pattern: rate,
    example: '100/h',
    doc: 'How often one user may change their own data and create API keys. Each change leaves a row in the audit table.',
  },
  loginFailures: {
    kind: 'integer',
    default: 10,
    compat: null,
    nullable: true,
    min: 1,
    max: 100,
    unit: 'attempts',
    doc: 'How many wrong passwords an account allows before each further one costs a growing wait. Addresses that the account has logged in from are exempt.',
  },
  throttleStore: {
    kind: 'choice',
    default: undefined,
    optional: true,
    choices: ['memory', 'database', 'redis'],
    doc: 'Where requests are counted: in the `memory` of each process, or for all nodes and workers together in the `database` or in `redis`. Without it in Redis where `redisUrl` is given, in memory elsewhere.',
  },
  throttleAddress: {
    kind: 'choice',
    default: 'client',
    choices: ['client', 'forwarded'],
    doc: 'How throttles identify an anonymous client: by its address, or by the whole X-Forwarded-For, which anyone can forge, as DRF does without NUM_PROXIES. The login limits never read X-Forwarded-For.',
  },
} as const satisfies Record<string, SettingRow>

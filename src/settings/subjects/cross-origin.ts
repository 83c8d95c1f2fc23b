/** Pages of other origins: which may use the cookies (CSRF) and which may read responses (CORS). */
import type { SettingRow } from '../row.ts'
import type { SettingRule } from '../rule.ts'
import type { Settings } from '../settings.ts'

const origin = /^https?:\/\/[^/?#\s]+$/

const rows = {
  crossSiteCheck: {
    kind: 'boolean',
    default: true,
    compat: false,
    doc: 'Refuses changes that another site requests with the cookies of this one (CSRF), by Sec-Fetch-Site and Origin.',
  },
  trustedOrigins: {
    kind: 'list',
    default: [],
    allowsEmpty: true,
    pattern: origin,
    example: 'https://app.example.com',
    doc: 'Other origins that may use the cookies.',
  },
  corsAllowedOrigins: {
    kind: 'list',
    default: [],
    allowsEmpty: true,
    pattern: origin,
    example: 'https://app.example.com',
    doc: 'Origins whose pages may read responses.',
  },
  corsAllowCredentials: {
    kind: 'boolean',
    default: false,
    doc: 'Whether those pages may send cookies.',
  },
  corsAllowHeaders: {
    kind: 'list',
    default: [
      'accept',
      'accept-encoding',
      'authorization',
      'content-type',
      'dnt',
      'origin',
      'user-agent',
      'x-csrftoken',
      'x-requested-with',
    ],
    doc: 'Request headers that those pages may set.',
  },
  corsMaxAge: {
    kind: 'duration',
    default: '1d',
    unit: 'seconds',
    doc: 'How long a browser may cache a preflight response.',
  },
} as const satisfies Record<string, SettingRow>

const rules: readonly SettingRule[] = [
  ...(['trustedOrigins', 'corsAllowedOrigins'] as const).map(at => ({
    at,
    reads: [at],
    isBroken: (s: Settings) => s[at].some(each => !isBrowserSpelling(each)),
    what: 'holds an origin that no browser spells that way, so it would never match',
    fix: "write it in lower case, without the default port, a path or '*', such as 'https://app.example.com'",
  })),
]

export const crossOriginSettings = { title: 'Other origins', rows, rules }

/** The serialization of RFC 6454 section 6.2. */
function isBrowserSpelling(text: string): boolean {
  return !text.includes('*') && URL.parse(text)?.origin === text
}

/** Settings of what browsers take part in: cookies, cross-site checks, pages on other origins. */
import type { SettingRow } from '../row.ts'

const origin = /^https?:\/\/[^/?#\s]+$/
const cookieName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

export const browserRows = {
  accessCookieName: {
    kind: 'text',
    default: 'access_token',
    pattern: cookieName,
    example: 'access_token',
    doc: 'The cookie that holds the access token, before its prefix.',
  },
  refreshCookieName: {
    kind: 'text',
    default: 'refresh_token',
    pattern: cookieName,
    example: 'refresh_token',
    doc: 'The cookie that holds the refresh token, before its prefix.',
  },
  cookiePrefix: {
    kind: 'choice',
    default: 'none',
    choices: ['none', '__Host-', '__Secure-'],
    doc: 'A prefix that makes browsers refuse these cookies from anywhere else: `__Host-` (no domain, path `/`) or `__Secure-`.',
  },
  cookieDomain: {
    kind: 'text',
    default: undefined,
    optional: true,
    pattern: /^\.?[a-z0-9-]+(\.[a-z0-9-]+)+$/i,
    example: 'example.com',
    doc: 'Shares the cookies with subdomains; without it they belong to the one host that set them.',
  },
  cookieSameSite: {
    kind: 'choice',
    default: 'Lax',
    choices: ['Lax', 'Strict', 'None'],
    doc: 'Which requests from other sites carry the cookies.',
  },
  cookieSecure: {
    kind: 'boolean',
    default: undefined,
    optional: true,
    doc: 'Whether the cookies travel over HTTPS alone; unless given they do, except in DEBUG.',
  },
  cookiePartitioned: {
    kind: 'boolean',
    default: false,
    doc: 'Keeps one cookie jar for each site that embeds this one (CHIPS).',
  },
  accessCookieOpens: {
    kind: 'choice',
    default: 'everything',
    compat: 'cookie-endpoints',
    choices: ['everything', 'cookie-endpoints'],
    doc: 'Whether the access cookie opens what a bearer token opens, or tutorial 1’s cookie endpoints alone.',
  },
  cookieLogout: {
    kind: 'choice',
    default: 'always',
    compat: 'authenticated',
    choices: ['always', 'authenticated'],
    doc: 'Whether the cookie logout works with whatever cookies are left, or asks for a good access token first.',
  },
  crossSiteCheck: {
    kind: 'boolean',
    default: true,
    compat: false,
    doc: 'Refuses changes that another site makes with the cookies of this one (CSRF), by Sec-Fetch-Site and Origin.',
  },
  trustedOrigins: {
    kind: 'list',
    default: [],
    allowsEmpty: true,
    pattern: origin,
    example: 'https://app.example.com',
    doc: 'Origins besides the own one that may use the cookies.',
  },
  corsAllowedOrigins: {
    kind: 'list',
    default: [],
    allowsEmpty: true,
    pattern: origin,
    example: 'https://app.example.com',
    doc: 'Origins whose pages may read the answers.',
  },
  corsAllowCredentials: {
    kind: 'boolean',
    default: false,
    doc: 'Whether those pages may send cookies along.',
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
    doc: 'How long a browser may remember a preflight.',
  },
} as const satisfies Readonly<Record<string, SettingRow>>

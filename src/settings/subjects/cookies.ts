/** Cookies: their names and attributes, and what they are accepted for. */
import type { SettingRow } from '../row.ts'

const cookieName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

export const cookiesRows = {
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
  refreshCookieSentTo: {
    kind: 'choice',
    default: 'endpoints',
    choices: ['endpoints', 'site'],
    doc: 'Where browsers send the refresh cookie: to the cookie endpoints alone, or to the whole site, for pages that are drawn by a server, which refresh within their own request.',
  },
  cookiePrefix: {
    kind: 'choice',
    default: 'none',
    choices: ['none', '__Host-', '__Secure-'],
    doc: 'A prefix that makes browsers refuse these cookies from any other origin: `__Host-` (no domain, path `/`) or `__Secure-`.',
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
    doc: 'Whether the cookies are sent over HTTPS only. On unless set, except in DEBUG.',
  },
  cookiePartitioned: {
    kind: 'boolean',
    default: false,
    doc: 'Keeps a separate cookie jar for each site that embeds this one (CHIPS).',
  },
  accessCookieOpens: {
    kind: 'choice',
    default: 'everything',
    compat: 'cookie-endpoints',
    choices: ['everything', 'cookie-endpoints'],
    doc: 'Whether the access cookie is accepted wherever a bearer token is, or only at tutorial 1’s cookie endpoints.',
  },
  cookieLogout: {
    kind: 'choice',
    default: 'always',
    compat: 'authenticated',
    choices: ['always', 'authenticated'],
    doc: 'Whether the cookie logout works with whatever cookies are left, or requires a valid access token first.',
  },
} as const satisfies Record<string, SettingRow>

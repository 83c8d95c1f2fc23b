/** Cookies: their names and attributes, and what they are accepted for. */
import type { SettingRow } from '../row.ts'
import type { SettingRule } from '../rule.ts'
import type { Settings } from '../settings.ts'

const cookieName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

const rows = {
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

const rules: readonly SettingRule[] = [
  {
    at: 'cookiePrefix',
    reads: ['cookiePrefix', 'cookieSecure', 'debug'],
    isBroken: s => s.cookiePrefix !== 'none' && !isSecure(s),
    what: 'is refused by browsers on cookies without Secure',
    fix: 'turn cookieSecure on (browsers treat localhost as secure), or use no prefix',
  },
  {
    at: 'cookieDomain',
    reads: ['cookiePrefix', 'cookieDomain'],
    isBroken: s => s.cookiePrefix === '__Host-' && s.cookieDomain !== undefined,
    what: 'is refused by browsers on __Host- cookies, which belong to one host',
    fix: "remove cookieDomain, or use the prefix '__Secure-'",
  },
  {
    at: 'cookieDomain',
    reads: ['cookieDomain', 'allowedHosts'],
    isBroken: s => s.cookieDomain !== undefined && !s.allowedHosts.some(host => isWithin(host, s.cookieDomain ?? '')),
    what: 'covers none of the allowedHosts, so browsers refuse the cookies',
    fix: 'use the domain that the hosts share, or remove cookieDomain',
  },
  {
    at: 'cookieSameSite',
    reads: ['cookieSameSite', 'cookieSecure', 'debug'],
    isBroken: s => s.cookieSameSite === 'None' && !isSecure(s),
    what: "'None' is refused by browsers on cookies without Secure",
    fix: 'turn cookieSecure on, or use Lax',
  },
  {
    at: 'cookiePartitioned',
    reads: ['cookiePartitioned', 'cookieSecure', 'debug'],
    isBroken: s => s.cookiePartitioned && !isSecure(s),
    what: 'is refused by browsers on cookies without Secure',
    fix: 'turn cookieSecure on, or cookiePartitioned off',
  },
  {
    at: 'accessCookieName',
    reads: ['accessCookieName', 'refreshCookieName'],
    isBroken: s => s.accessCookieName === s.refreshCookieName,
    what: 'is the name of the refresh cookie too',
    fix: 'give them different names',
  },
  ...(['accessCookieName', 'refreshCookieName'] as const).map(at => ({
    at,
    reads: [at],
    isBroken: (s: Settings) => /^__(?:host|secure)-/i.test(s[at]),
    what: 'starts with a prefix that browsers attach conditions to',
    fix: 'use cookiePrefix, which meets them',
  })),
]

export const cookiesSettings = { title: 'Cookies', rows, rules }

function isSecure(s: Settings): boolean {
  return s.cookieSecure ?? !s.debug
}

/** Whether a host of `allowedHosts` may set a cookie for the domain (RFC 6265 section 5.1.3). */
function isWithin(host: string, domain: string): boolean {
  const [given, wanted] = [host, domain].map(name => `.${name.toLowerCase().replace(/^\./, '')}`)
  return host === '*' || given === wanted || given?.endsWith(wanted ?? '') === true
}

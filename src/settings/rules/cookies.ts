/** What is wrong between settings that are valid alone: Cookies. */
import type { SettingRule } from '../rule.ts'
import type { Settings } from '../settings.ts'

export const cookiesRules: readonly SettingRule[] = [
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

function isSecure(s: Settings): boolean {
  return s.cookieSecure ?? !s.debug
}

/** Whether a host of `allowedHosts` may set a cookie for the domain (RFC 6265 section 5.1.3). */
function isWithin(host: string, domain: string): boolean {
  const [given, wanted] = [host, domain].map(name => `.${name.toLowerCase().replace(/^\./, '')}`)
  return host === '*' || given === wanted || given?.endsWith(wanted ?? '') === true
}

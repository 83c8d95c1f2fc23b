/** Settings that are right alone and wrong together. A check sees only what was accepted; the rest is `undefined`. */

import { socialCombinations } from '../features/social/settings/combinations.ts'
import { isAddressRange } from '../kernel/address.ts'
import { parseSmtpUrl } from '../kernel/smtp-url.ts'
import type { Combination } from './combination.ts'
import { isMonotonous, isPlaceholder, isShort } from './secret-strength.ts'
import type { Settings } from './settings.ts'

const isSecure = (s: Settings) => s.cookieSecure ?? !s.debug

export const combinations: readonly Combination[] = [
  {
    at: 'renewClaims',
    reads: ['renewClaims'],
    isWrong: s => s.renewClaims && s.tokenClaims === undefined,
    what: 'has no claims to ask for anew',
    fix: 'give tokenClaims, or leave renewClaims off',
  },
  {
    at: 'userIdField',
    reads: ['userIdField', 'accounts'],
    isWrong: s => s.userIdField !== 'id' && s.userIdField !== s.accounts,
    what: 'is not what accounts log in with, so it need not name one of them',
    fix: "use 'id', or the login field of the account model",
  },
  {
    at: 'jwkUrl',
    reads: ['jwkUrl', 'algorithm'],
    isWrong: s => s.jwkUrl !== undefined && s.algorithm.startsWith('HS'),
    what: 'publishes public keys, and an HS algorithm has none',
    fix: 'use an asymmetric algorithm, or remove jwkUrl',
  },
  {
    at: 'cookiePrefix',
    reads: ['cookiePrefix', 'cookieSecure', 'debug'],
    isWrong: s => s.cookiePrefix !== 'none' && !isSecure(s),
    what: 'is refused by browsers on cookies without Secure',
    fix: 'turn cookieSecure on (localhost counts as secure in browsers), or use no prefix',
  },
  {
    at: 'cookieDomain',
    reads: ['cookiePrefix', 'cookieDomain'],
    isWrong: s => s.cookiePrefix === '__Host-' && s.cookieDomain !== undefined,
    what: 'is refused by browsers on __Host- cookies, which belong to one host',
    fix: "remove cookieDomain, or use the prefix '__Secure-'",
  },
  {
    at: 'cookieDomain',
    reads: ['cookieDomain', 'allowedHosts'],
    isWrong: s => s.cookieDomain !== undefined && !s.allowedHosts.some(host => isWithin(host, s.cookieDomain ?? '')),
    what: 'covers none of the allowedHosts, so browsers refuse the cookies',
    fix: 'name the domain that the hosts share, or remove cookieDomain',
  },
  {
    at: 'cookieSameSite',
    reads: ['cookieSameSite', 'cookieSecure', 'debug'],
    isWrong: s => s.cookieSameSite === 'None' && !isSecure(s),
    what: "'None' is refused by browsers on cookies without Secure",
    fix: 'turn cookieSecure on, or use Lax',
  },
  {
    at: 'cookiePartitioned',
    reads: ['cookiePartitioned', 'cookieSecure', 'debug'],
    isWrong: s => s.cookiePartitioned && !isSecure(s),
    what: 'is refused by browsers on cookies without Secure',
    fix: 'turn cookieSecure on, or cookiePartitioned off',
  },
  {
    at: 'accessCookieName',
    reads: ['accessCookieName', 'refreshCookieName'],
    isWrong: s => s.accessCookieName === s.refreshCookieName,
    what: 'is the name of the refresh cookie too',
    fix: 'give them two names',
  },
  ...(['accessCookieName', 'refreshCookieName'] as const).map(at => ({
    at,
    reads: [at],
    isWrong: (s: Settings) => /^__(?:host|secure)-/i.test(s[at]),
    what: 'begins with a prefix that browsers hold to conditions of its own',
    fix: 'use cookiePrefix, which keeps them',
  })),
  ...(['trustedOrigins', 'corsAllowedOrigins'] as const).map(at => ({
    at,
    reads: [at],
    isWrong: (s: Settings) => s[at].some(origin => !isBrowsersSpelling(origin)),
    what: 'holds an origin that no browser spells so, and would never match',
    fix: "write it in lower case, without the default port, a path or '*', such as 'https://app.example.com'",
  })),
  {
    at: 'signingKey',
    reads: ['algorithm', 'signingKey', 'secretKey'],
    isWrong: s => s.algorithm.startsWith('HS') && s.signingKey !== s.secretKey && isShort(s.signingKey.reveal()),
    what: 'is shorter than 32 bytes, so it can be guessed (RFC 7518 section 3.2)',
    fix: 'use 32 random bytes or more',
  },
  {
    at: 'secretKey',
    reads: ['secretKey'],
    isWrong: s => isShort(s.secretKey.reveal()),
    what: 'is shorter than 32 bytes, so it can be guessed (RFC 7518 section 3.2)',
    fix: 'use 32 random bytes or more; the server makes such a secret when none is given',
  },
  {
    at: 'algorithm',
    reads: ['algorithm', 'signingKey', 'secretKey'],
    isWrong: s => !s.algorithm.startsWith('HS') && s.signingKey === s.secretKey,
    what: 'signs with a private key, and signingKey is not given',
    fix: 'give signingKey as PEM, or use an HS algorithm',
  },
  {
    at: 'refreshGrace',
    reads: ['refreshGrace', 'refreshAuthority'],
    isWrong: s => s.refreshGrace > 0 && s.refreshAuthority === 'jti',
    what: "needs refreshAuthority 'session': a list of spent ids knows no successor",
    fix: "use refreshGrace 0, or refreshAuthority 'session'",
  },
  {
    at: 'minimumPasswordLength',
    reads: ['minimumPasswordLength', 'maximumPasswordLength'],
    isWrong: s => s.minimumPasswordLength > s.maximumPasswordLength,
    what: 'is more than maximumPasswordLength, so no password fits',
    fix: 'lower it',
  },
  {
    at: 'passwordMemory',
    reads: ['passwordMemory', 'passwordParallelism'],
    isWrong: s => s.passwordMemory < 8 * s.passwordParallelism,
    what: 'is less than 8 KiB a lane (RFC 9106 section 3.1)',
    fix: 'raise it, or lower passwordParallelism',
  },
  {
    at: 'passwordMemory',
    reads: ['passwordMemory', 'passwordIterations'],
    isWrong: s => s.passwordMemory * s.passwordIterations > 4_194_304,
    what: 'times passwordIterations is more than 4 GiB a login, which is refused as a planted hash would be',
    fix: 'lower one of them',
  },
  {
    at: 'scryptCost',
    reads: ['scryptCost', 'scryptParallelism'],
    isWrong: s => !Number.isInteger(Math.log2(s.scryptCost)) || s.scryptCost * s.scryptParallelism > 1_048_576,
    what: 'is no power of two, or more than 1048576 times scryptParallelism',
    fix: 'use 16384, or 32768',
  },
  ...(['secretKey', 'signingKey'] as const).flatMap(at => [
    {
      at,
      reads: [at, 'secretKey', 'algorithm', 'debug'],
      isWrong: (s: Settings) => !s.debug && isOwnSecret(at, s) && isPlaceholder(s[at].reveal()),
      what: 'is a placeholder that everybody can read in a tutorial or a template',
      fix: 'use 32 random bytes or more, such as `latchkey keys generate` prints; DEBUG alone takes it',
    } satisfies Combination,
    {
      at,
      reads: [at, 'secretKey', 'algorithm'],
      isWrong: (s: Settings) => isOwnSecret(at, s) && !isShort(s[at].reveal()) && isMonotonous(s[at].reveal()),
      what: 'repeats a few characters, so it can be guessed',
      fix: 'use 32 random bytes or more',
    } satisfies Combination,
  ]),
  {
    at: 'headersTimeout',
    reads: ['headersTimeout', 'requestTimeout'],
    isWrong: s => s.headersTimeout > s.requestTimeout,
    what: 'is longer than requestTimeout, so it never ends anything',
    fix: 'lower it, or raise requestTimeout',
  },
  {
    at: 'secureSslHost',
    reads: ['secureSslHost', 'secureSslRedirect'],
    isWrong: s => s.secureSslHost !== undefined && !s.secureSslRedirect,
    what: 'does nothing without secureSslRedirect',
    fix: 'turn secureSslRedirect on, or remove it',
  },
  {
    at: 'secureSslRedirect',
    reads: ['secureSslRedirect', 'allowedHosts'],
    isWrong: s => s.secureSslRedirect && s.secureSslHost === undefined && s.allowedHosts.includes('*'),
    what: "leads wherever a request says while allowedHosts is '*'",
    fix: 'name the hosts, or give secureSslHost',
  },
  {
    at: 'secureHstsIncludeSubdomains',
    reads: ['secureHstsIncludeSubdomains', 'secureHstsSeconds'],
    isWrong: s => s.secureHstsIncludeSubdomains && s.secureHstsSeconds === 0,
    what: 'does nothing without secureHstsSeconds',
    fix: 'give secureHstsSeconds, or remove it',
  },
  {
    at: 'secureHstsPreload',
    reads: ['secureHstsPreload', 'secureHstsSeconds', 'secureHstsIncludeSubdomains'],
    isWrong: s => s.secureHstsPreload && !(s.secureHstsIncludeSubdomains && s.secureHstsSeconds >= 31_536_000),
    what: 'is refused by browsers below a year, or without subdomains',
    fix: "use secureHstsSeconds '365d' and secureHstsIncludeSubdomains, or remove it",
  },
  {
    at: 'loginRatePaths',
    reads: ['loginRatePaths', 'throttling'],
    isWrong: s => s.loginRatePaths.includes('*') && s.loginRatePaths.length > 1,
    what: "names single doors beside '*', which is all of them",
    fix: "write '*' alone, or the doors alone",
  },
  ...mailCombinations(),
  ...socialCombinations,
  {
    at: 'trustedProxies',
    reads: ['trustedProxies'],
    isWrong: s => !s.trustedProxies.every(isAddressRange),
    what: 'names something that is neither an address nor a range',
    fix: "write addresses such as '10.0.0.7' or ranges such as '10.0.0.0/8'",
  },
  {
    at: 'userIdClaim',
    reads: claimSettings(),
    isWrong: s => hasTwins(claimSettings().map(name => s[name])),
    what: 'shares its name with another claim',
    fix: 'give userIdClaim, tokenTypeClaim, jtiClaim, slidingTokenRefreshExpClaim and revokeTokenClaim names of their own',
  },
]

function mailCombinations(): readonly Combination[] {
  const sends = (s: Settings) => s.smtpUrl !== undefined || s.sendMail !== undefined
  const carriers = ['smtpUrl', 'sendMail'] as const
  return [
    {
      at: 'smtpUrl',
      reads: ['smtpUrl'],
      isWrong: s => s.smtpUrl !== undefined && parseSmtpUrl(s.smtpUrl.reveal()) === undefined,
      what: 'is no address of a mail server',
      fix: "write it as 'smtp://user:password@mail.example.com:587', with % codes for what is special in a URL",
    },
    {
      at: 'sendMail',
      reads: carriers,
      isWrong: s => s.sendMail !== undefined && s.smtpUrl !== undefined,
      what: 'sends mails that smtpUrl would send too',
      fix: 'keep one of the two',
    },
    ...(['publicUrl', 'mailFrom'] as const).map(at => ({
      at,
      reads: [...carriers, at],
      isWrong: (s: Settings) => sends(s) && s[at] === undefined,
      what: 'is not given, and mails need it',
      fix: at === 'mailFrom' ? "write it as 'Example <no-reply@example.com>'" : "write it as 'https://app.example.com'",
    })),
    ...(['requireVerifiedEmail', 'emailChange'] as const).map(at => ({
      at,
      reads: [...carriers, at, 'debug'] as const,
      isWrong: (s: Settings) => !sends(s) && !s.debug && (s[at] === true || s[at] === 'confirm'),
      what: 'waits for the answer to a mail that nobody sends',
      fix: 'give smtpUrl or sendMail',
    })),
    {
      at: 'smtpTls',
      reads: ['smtpUrl', 'smtpTls'],
      isWrong: s => s.smtpTls !== undefined && s.smtpUrl?.reveal().startsWith('smtp://') !== true,
      what: "does nothing without a smtpUrl that begins with 'smtp://'",
      fix: 'remove it',
    },
    ...(['tokenTypeClaim', 'jtiClaim'] as const).map(at => ({
      at,
      reads: [...carriers, at],
      isWrong: (s: Settings) => sends(s) && s[at] === null,
      what: 'is switched off, and the tokens of mails could be used twice or at another door',
      fix: 'give it a name, or send no mails',
    })),
  ]
}

/** Whether a cookie for the domain is good at a host of `allowedHosts` (RFC 6265 section 5.1.3). */
function isWithin(host: string, domain: string): boolean {
  const [named, wanted] = [host, domain].map(name => `.${name.toLowerCase().replace(/^\./, '')}`)
  return host === '*' || named === wanted || named?.endsWith(wanted ?? '') === true
}

/** The serialization of RFC 6454 section 6.2. */
function isBrowsersSpelling(origin: string): boolean {
  return !origin.includes('*') && URL.parse(origin)?.origin === origin
}

/** A secret that signs with HMAC and stands for itself: a signing key that is the secret key is judged once. */
function isOwnSecret(at: 'secretKey' | 'signingKey', s: Settings): boolean {
  return at === 'secretKey' || (s.algorithm.startsWith('HS') && s.signingKey !== s.secretKey)
}

function claimSettings() {
  return ['userIdClaim', 'tokenTypeClaim', 'jtiClaim', 'slidingTokenRefreshExpClaim', 'revokeTokenClaim'] as const
}

/** Two claims of one name overwrite each other, and so does a claim that RFC 7519 has taken. */
function hasTwins(names: readonly (string | null)[]): boolean {
  const used = [...names.filter(name => name !== null), 'exp', 'iat', 'nbf', 'aud', 'iss', 'sid']
  return new Set(used).size < used.length
}

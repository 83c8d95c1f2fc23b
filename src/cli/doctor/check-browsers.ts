/** Cookies and origins that can be configured and cannot work: browsers say nothing, people are just not logged in. */
import { areCookiesSecure } from '../../http/response/cookies.ts'
import type { Settings } from '../../settings/settings.ts'
import { type Finding, reporter } from './finding.ts'

const { fault, advice } = reporter('cookies')

export function checkBrowsers(settings: Settings): readonly Finding[] {
  const { corsAllowedOrigins, corsAllowCredentials, trustedOrigins, crossSiteCheck } = settings
  const withCookies = corsAllowCredentials ? corsAllowedOrigins : []
  return [
    ...withCookies.filter(origin => isOtherSite(settings, origin)).flatMap(origin => checkOtherSite(settings, origin)),
    ...withCookies
      .filter(origin => crossSiteCheck && !trustedOrigins.includes(origin))
      .map(origin => untrusted(origin)),
    ...trustedOrigins.filter(origin => !corsAllowedOrigins.includes(origin)).map(unreadable),
    ...(corsAllowCredentials || corsAllowedOrigins.length === 0 ? [] : trustedOrigins.map(withoutCredentials)),
    ...(areCookiesSecure(settings) ? trustedOrigins.filter(isPlain).map(insecure) : []),
  ]
}

function checkOtherSite({ cookieSameSite }: Settings, origin: string): readonly Finding[] {
  if (cookieSameSite === 'None') return []
  const what = `Pages of ${origin} are another site: SameSite=${cookieSameSite} keeps the cookies from their requests.`
  return [fault(what, "Set cookieSameSite to 'None', or serve the page from a subdomain of this server's domain.")]
}

function untrusted(origin: string): Finding {
  const what = `Pages of ${origin} may send cookies, and every change that they ask for is refused as cross-site.`
  return fault(what, `Add ${origin} to trustedOrigins.`)
}

function unreadable(origin: string): Finding {
  const what = `Pages of ${origin} may use the cookies, and cannot read any answer.`
  return advice(what, `Add ${origin} to corsAllowedOrigins, unless it only posts forms.`)
}

function withoutCredentials(origin: string): Finding {
  return fault(`Pages of ${origin} may use the cookies, and CORS lets them send none.`, 'Turn corsAllowCredentials on.')
}

function insecure(origin: string): Finding {
  const what = `The cookies travel over HTTPS alone, and ${origin} is plain HTTP.`
  return advice(what, 'Serve the page over HTTPS; in development set DEBUG or cookieSecure: false.')
}

function isPlain(origin: string): boolean {
  return origin.startsWith('http://') && !isLocal(new URL(origin).hostname)
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '127.0.0.1' || host === '[::1]'
}

/**
 * Another site than all hosts that this server is addressed as. A site is taken for the last two labels of a name,
 * which is too much trust under `co.uk` and its like; there the finding is missing, never wrong.
 */
function isOtherSite({ allowedHosts }: Settings, origin: string): boolean {
  const site = siteOf(new URL(origin).hostname)
  return !allowedHosts.includes('*') && !allowedHosts.some(host => siteOf(host.replace(/^\./, '')) === site)
}

function siteOf(host: string): string {
  if (isLocal(host) || /^[\d.]+$|^\[/.test(host)) return host
  return host.split('.').slice(-2).join('.')
}

/** Cookies and origins that can be configured and cannot work. Browsers report nothing: users are just not logged in. */
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
  const what = `Pages of ${origin} are another site: with SameSite=${cookieSameSite} their requests carry no cookies.`
  return [fault(what, "Set cookieSameSite to 'None', or serve the page from a subdomain of this server's domain.")]
}

function untrusted(origin: string): Finding {
  const what = `Pages of ${origin} may send cookies, but their changes are refused as cross-site.`
  return fault(what, `Add ${origin} to trustedOrigins.`)
}

function unreadable(origin: string): Finding {
  const what = `Pages of ${origin} may use the cookies, but cannot read any response.`
  return advice(what, `Add ${origin} to corsAllowedOrigins, unless it only posts forms.`)
}

function withoutCredentials(origin: string): Finding {
  return fault(
    `Pages of ${origin} may use the cookies, but CORS does not allow them to send any.`,
    'Turn corsAllowCredentials on.',
  )
}

function insecure(origin: string): Finding {
  const what = `The cookies are sent only over HTTPS, and ${origin} is plain HTTP.`
  return advice(what, 'Serve the page over HTTPS; in development set DEBUG or cookieSecure: false.')
}

function isPlain(origin: string): boolean {
  return origin.startsWith('http://') && !isLocal(new URL(origin).hostname)
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '127.0.0.1' || host === '[::1]'
}

/**
 * Whether the origin is another site than every host of this server. A site is taken to be the last two labels of a
 * name. That is too few under `co.uk` and similar suffixes: there the finding is missing, never wrong.
 */
function isOtherSite({ allowedHosts }: Settings, origin: string): boolean {
  // A site has a scheme: the web view of an app is another one wherever it says that it is.
  if (!/^https?:/.test(origin)) return true
  const site = siteOf(new URL(origin).hostname)
  return !allowedHosts.includes('*') && !allowedHosts.some(host => siteOf(host.replace(/^\./, '')) === site)
}

function siteOf(host: string): string {
  if (isLocal(host) || /^[\d.]+$|^\[/.test(host)) return host
  return host.split('.').slice(-2).join('.')
}

/**
 * HTTPS only, where the settings ask for it: Django's SecurityMiddleware. The scheme of a request is known from TLS
 * sockets and from trusted proxies; a header that a client sends itself is not trusted.
 */
import type { Settings } from '../../settings/settings.ts'
import { respondPage } from '../response/respond.ts'
import { clientPath } from './base-path.ts'
import { isAllowedHost } from './host.ts'
import type { Incoming, Outgoing, Step } from './message.ts'

type HttpsSettings = Pick<
  Settings,
  | 'secureSslRedirect'
  | 'secureSslHost'
  | 'secureHstsSeconds'
  | 'secureHstsIncludeSubdomains'
  | 'secureHstsPreload'
  | 'allowedHosts'
>

/** Dispatch, with the redirect before it and Strict-Transport-Security (RFC 6797) on answers to HTTPS requests. */
export function withHttps(dispatch: Step, settings: HttpsSettings): Step {
  const hsts = strictTransport(settings)
  const withHsts = async (answering: ReturnType<Step>) => {
    const answer = await answering
    return { ...answer, headers: [...answer.headers, ...hsts] }
  }
  return incoming => {
    if (incoming.scheme !== 'https') return redirectToHttps(incoming, settings) ?? dispatch(incoming)
    return hsts.length === 0 ? dispatch(incoming) : withHsts(dispatch(incoming))
  }
}

/** `undefined` where no redirect is wanted, and for a host that is not allowed: dispatch refuses that one. */
function redirectToHttps(incoming: Incoming, settings: HttpsSettings): Outgoing | undefined {
  const addressed = incoming.header('host') ?? ''
  if (!settings.secureSslRedirect || !isAllowedHost(addressed, settings.allowedHosts)) return undefined
  const { query } = incoming
  const target = `https://${settings.secureSslHost ?? addressed}${clientPath(incoming)}${query === '' ? '' : `?${query}`}`
  return { ...respondPage(301, '', [['Location', target]]), body: '' }
}

/**
 * Not over plain HTTP: browsers ignore it there, since an attacker on the network could add it (RFC 6797 section 7.2).
 */
function strictTransport(settings: HttpsSettings): readonly (readonly [string, string])[] {
  if (settings.secureHstsSeconds === 0) return []
  const subdomains = settings.secureHstsIncludeSubdomains ? '; includeSubDomains' : ''
  const preload = settings.secureHstsPreload ? '; preload' : ''
  return [['Strict-Transport-Security', `max-age=${Math.floor(settings.secureHstsSeconds)}${subdomains}${preload}`]]
}

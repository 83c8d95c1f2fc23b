/**
 * Where a login leads (open redirect). A path of this origin below an allowed place, or a whole address that the setting
 * `accountRedirects` names exactly; anything else is ignored, as if it had not been asked for.
 */
import type { Incoming } from '../../http/request/message.ts'
import { parseLocalPath } from '../../kernel/local-path.ts'
import { hasAccountApp } from '../../settings/account-page-paths.ts'
import { pathOf } from '../../settings/endpoint-paths.ts'
import type { Settings } from '../../settings/settings.ts'

type NextSettings = Pick<Settings, 'accountRedirects' | 'paths' | 'disabledEndpoints'>

/** What `?next=` asks for, if it is allowed. Two of them are none: one could be checked and the other followed. */
export function readNext({ query, basePath = '' }: Pick<Incoming, 'query' | 'basePath'>, settings: NextSettings) {
  const [next, ...others] = new URLSearchParams(query).getAll('next')
  return next === undefined || others.length > 0 ? undefined : allowedNext(next, basePath, settings)
}

type DefaultSettings = NextSettings & Pick<Settings, 'accountPages' | 'accessCookieOpens' | 'console'>

/** Where a login without `next` leads: our own pages keep the language that the address names. */
export function defaultNext(basePath: string, settings: DefaultSettings, lang?: string): string {
  const [first] = settings.accountRedirects
  if (first !== undefined) return first
  const isOfConsole = settings.console === 'on' && !hasAccountApp(settings)
  const query = lang === undefined ? '' : `?lang=${lang}`
  return `${basePath}${appPath(settings, isOfConsole ? 'console' : 'account')}${query}`
}

/** Where the settings put it. */
function appPath(settings: NextSettings, app: 'account' | 'console'): string {
  const usual = `/${app}/`
  return pathOf(settings, app, usual) ?? usual
}

/** The address to send the browser to, normalised; `undefined` if it is not allowed. */
export function allowedNext(next: string, basePath: string, settings: NextSettings): string | undefined {
  const { accountRedirects } = settings
  if (accountRedirects.includes(next)) return next
  const path = parseLocalPath(next)
  if (path === undefined) return undefined
  const invitation = pathOf(settings, 'account_invitation', '/account/invitation/') ?? []
  const apps = ['/account/', '/console/', appPath(settings, 'account'), appPath(settings, 'console'), invitation].flat()
  const places = [...apps.map(app => `${basePath}${app}`), ...accountRedirects]
  return places.some(place => isWithin(path.pathname, place)) ? path.text : undefined
}

function isWithin(path: string, place: string): boolean {
  return place.endsWith('/') && place.startsWith('/') ? path.startsWith(place) : path === place
}

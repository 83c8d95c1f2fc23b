/**
 * Pages of ours that a sign-in may end at beside the addresses of `socialRedirects`: the apps behind the login, to go on
 * where a person was asked to log in again.
 */
import { apiUrlOf } from '../../flows/api-url.ts'
import { parseLocalPath } from '../../kernel/local-path.ts'
import { servedAppPaths } from '../../settings/account-page-paths.ts'
import type { Settings } from '../../settings/settings.ts'

/**
 * The whole address of such a page; `undefined` for any other (open redirect). Where providers send browsers back to is
 * where cookies are set, so the page is of that origin, whatever the Host header says.
 */
export function findOwnPage(settings: Settings, next: string, basePath: string | undefined): string | undefined {
  const { origin, pathname } = new URL(apiUrlOf(settings, basePath ?? ''))
  const prefix = pathname.replace(/\/$/, '')
  const path = parseLocalPath(next)
  const isOwn = servedAppPaths(settings).some(app => path?.pathname === `${prefix}${app}`)
  return isOwn && path !== undefined ? `${origin}${path.text}` : undefined
}

/** Buttons for logging in with other providers: links to the rows that begin a sign-in. */
import { type Html, html } from '../../mail/html.ts'
import { pathOf } from '../../settings/endpoint-paths.ts'
import { findOwnPage } from '../social/own-page.ts'
import { providerLabel } from '../social/provider-label.ts'
import type { View } from './view.ts'

/** `next` is passed on where a sign-in may end there: an address of `socialRedirects`, or a page of ours that was asked for. */
export function providerButtons({ settings, words, basePath, next, asked }: View): Html | undefined {
  const names = Object.keys(settings.social)
  const path = pathOf(settings, 'social_login', '/api/auth/social/{provider}/')
  if (names.length === 0 || path === undefined) return undefined
  const isOwn = asked !== undefined && findOwnPage(settings, asked, basePath) !== undefined
  const query = isOwn || settings.socialRedirects.includes(next) ? `?${new URLSearchParams({ next })}` : ''
  const buttons = names.map(name => {
    const href = `${basePath}${path.replaceAll('{provider}', encodeURIComponent(name))}${query}`
    return html`<a class="button block" href="${href}">${words.login.with(providerLabel(name))}</a>\n`
  })
  return html`<p class="divider">${words.login.or}</p>
<div class="providers">${buttons}</div>
`
}

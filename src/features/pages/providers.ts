/** Buttons for logging in with other providers: links to the rows that begin a sign-in. */
import { type Html, html } from '../../mail/html.ts'
import { pathOf } from '../../settings/endpoint-paths.ts'
import { providerLabel } from '../social/provider-label.ts'
import type { View } from './view.ts'

/** A sign-in ends only at an address of `socialRedirects`, so `next` is passed on where it is one. */
export function providerButtons({ settings, words, basePath, next }: View): Html | undefined {
  const names = Object.keys(settings.social)
  const path = pathOf(settings, 'social_login', '/api/auth/social/{provider}/')
  if (names.length === 0 || path === undefined) return undefined
  const query = settings.socialRedirects.includes(next) ? `?${new URLSearchParams({ next })}` : ''
  const buttons = names.map(name => {
    const href = `${basePath}${path.replaceAll('{provider}', encodeURIComponent(name))}${query}`
    return html`<a class="button block" href="${href}">${words.login.with(providerLabel(name))}</a>\n`
  })
  return html`<p class="divider">${words.login.or}</p>
<div class="providers">${buttons}</div>
`
}

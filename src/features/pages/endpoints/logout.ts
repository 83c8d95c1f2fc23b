/**
 * The logout page. Its form goes to a path to which browsers send the refresh cookie, so that the session ends also
 * when the access cookie has expired; a form of the application may go to `/account/logout/`, which passes it on.
 */
import { z } from 'zod'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { logoutByCookie } from '../../../http/endpoints/rows/cookie/logout.ts'
import { clearTokenCookies, refreshCookiePath } from '../../../http/response/cookies.ts'
import type { Settings } from '../../../settings/settings.ts'
import { form } from '../forms.ts'
import { pageRow, sendTo } from '../page-row.ts'

export function logoutPage(settings: Settings): Endpoint {
  const withCookie = `${refreshCookiePath(settings)}account-logout/`
  // Moved by the settings, it has the paths that they name.
  const isMoved = settings.paths.account_logout !== undefined
  return pageRow(settings, {
    urlName: 'account_logout',
    name: 'Logout Page',
    description: 'Ends the session of the cookies and clears them.',
    usesCookies: true,
    otherPaths: [withCookie],
    passesOn: true,
    input: z.object({}),
    post: { summary: 'Log out, and go to the login page.', fails: ['csrf_failed'] },
    draw(view, state) {
      const { title, lead, button } = view.words.logout
      const action = isMoved ? view.self() : `${view.basePath}${withCookie}`
      return { title, lead, body: form(view, state, { fields: [], button, action }) }
    },
    async submit(system, call, view) {
      const hasEnded = await logoutByCookie(system, call)
      const { path, basePath = '' } = call.incoming
      // 307 sends the form once more, with the cookie that the browser kept from this path.
      if (!hasEnded && !isMoved && path !== withCookie)
        return { status: 307, headers: { Location: `${basePath}${withCookie}` } }
      return sendTo(view.link('account_login') ?? view.next, clearTokenCookies(settings, call.incoming))
    },
  })
}

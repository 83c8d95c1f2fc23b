/** The pages for people, as HTML from the server: they work without a script. auth.ts lists them. */
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import { hasMail } from '../../mail/has-mail.ts'
import { type AccountPageName, accountPagePath, accountPages } from '../../settings/account-page-paths.ts'
import type { Settings } from '../../settings/settings.ts'
import { forgotPasswordPage } from './endpoints/forgot-password.ts'
import { loginPage } from './endpoints/login.ts'
import { logoutPage } from './endpoints/logout.ts'
import { mailLinkPages } from './endpoints/mail-links.ts'
import { registerPage } from './endpoints/register.ts'
import { resetPasswordPage } from './endpoints/reset-password.ts'
import { verifyEmailPage } from './endpoints/verify-email.ts'

export function accountPageEndpoints(settings: Settings): readonly Endpoint[] {
  if (settings.accountPages === 'off') return []
  const pages = [
    loginPage(settings),
    registerPage(settings),
    logoutPage(settings),
    ...(hasMail(settings)
      ? [
          forgotPasswordPage(settings),
          resetPasswordPage(settings),
          verifyEmailPage(settings),
          ...mailLinkPages(settings),
        ]
      : []),
  ]
  return pages.filter(({ urlName }) => isPageName(urlName) && accountPagePath(settings, urlName) !== undefined)
}

function isPageName(name: string | undefined): name is AccountPageName {
  return name !== undefined && Object.hasOwn(accountPages, name)
}

/** The pages for people: those of the server, which work without a script, and the apps behind the login. auth.ts lists them. */
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import { hasMail, takesPasswordLinks } from '../../mail/has-mail.ts'
import {
  type AccountPageName,
  accountPagePath,
  accountPages,
  hasAccountApp,
} from '../../settings/account-page-paths.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Rows } from '../mfa/endpoints/end-enrolment.ts'
import { appEndpoint, type ServedRows } from './endpoints/app.ts'
import { type App, assetsEndpoint } from './endpoints/assets.ts'
import { forgotPasswordPage } from './endpoints/forgot-password.ts'
import { invitationPages } from './endpoints/invitation.ts'
import { loginPage } from './endpoints/login.ts'
import { logoutPage } from './endpoints/logout.ts'
import { mailLinkPages } from './endpoints/mail-links.ts'
import { mailLoginPages } from './endpoints/mail-login.ts'
import { mfaPage } from './endpoints/mfa.ts'
import { registerPage } from './endpoints/register.ts'
import { resetPasswordPage } from './endpoints/reset-password.ts'
import { verifyEmailPage } from './endpoints/verify-email.ts'

/** `rows`: every row of the installation, since a login that goes on after a second factor is answered by its own. */
export function accountPageEndpoints(settings: Settings, rows: Rows): readonly Endpoint[] {
  const sendsMail = hasMail(settings)
  const pages = [
    loginPage(settings),
    ...mailLoginPages(settings),
    mfaPage(settings, rows),
    registerPage(settings),
    logoutPage(settings),
    ...invitationPages(settings),
    ...(sendsMail ? [forgotPasswordPage(settings)] : []),
    ...(takesPasswordLinks(settings) ? [resetPasswordPage(settings)] : []),
    ...(sendsMail ? [verifyEmailPage(settings), ...mailLinkPages(settings)] : []),
  ]
  return pages.filter(({ urlName }) => isPageName(urlName) && accountPagePath(settings, urlName) !== undefined)
}

function isPageName(name: string | undefined): name is AccountPageName {
  return name !== undefined && Object.hasOwn(accountPages, name)
}

/** `rows`: all that the table has, once it is made. */
export function appEndpoints(settings: Settings, rows: ServedRows): readonly Endpoint[] {
  const apps: readonly App[] = [
    ...(hasAccountApp(settings) ? (['account'] as const) : []),
    ...(settings.console === 'on' ? (['console'] as const) : []),
  ]
  // The login page of a console alone has its stylesheet from where those of accounts are.
  const hasPages = settings.accountPages === 'on' || settings.console === 'on'
  const files: readonly App[] = hasPages ? ['account', 'console'] : []
  return [...apps.map(app => appEndpoint(settings, app, rows)), ...files.map(assetsEndpoint)]
}

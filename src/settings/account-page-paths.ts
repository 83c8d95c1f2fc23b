/**
 * The pages for people who are not logged in: where each is, and which endpoints it does the work of. A page is served
 * only where these are, so that switching off the registration switches off its page.
 */
import { isDisabled, pathOf } from './endpoint-paths.ts'
import type { Settings } from './settings.ts'

interface AccountPage {
  readonly path: string
  /** The endpoints whose work it does. */
  readonly endpoints: readonly string[]
}

const mailLogins = ['cookie_mail_login', 'cookie_mail_login_confirm'] as const

export const accountPages = {
  account_login: { path: '/account/login/', endpoints: ['cookie_login'] },
  account_mail_login: { path: '/account/mail-login/', endpoints: mailLogins },
  account_mail_login_link: { path: '/account/mail-login/link/', endpoints: mailLogins },
  account_mfa: { path: '/account/mfa/', endpoints: ['mfa_verify'] },
  account_logout: { path: '/account/logout/', endpoints: ['cookie_logout'] },
  account_register: { path: '/account/register/', endpoints: ['register', 'cookie_register'] },
  account_forgot_password: { path: '/account/forgot-password/', endpoints: ['password_reset'] },
  account_reset_password: { path: '/account/reset-password/', endpoints: ['password_reset_confirm'] },
  account_verify_email: { path: '/account/verify-email/', endpoints: ['email_verification_confirm'] },
  account_not_me: { path: '/account/not-me/', endpoints: ['email_verification_not_me'] },
  account_confirm_email: { path: '/account/confirm-email/', endpoints: ['email_change_confirm'] },
  account_invitation: { path: '/account/invitation/', endpoints: ['invitation_accept'] },
  account_invitation_register: { path: '/account/invitation/register/', endpoints: ['invitation_register'] },
  account_restore_email: { path: '/account/restore-email/', endpoints: ['email_change_revert'] },
} as const satisfies Readonly<Record<string, AccountPage>>

export type AccountPageName = keyof typeof accountPages

export type AccountPageSettings = Pick<Settings, 'accountPages' | 'console' | 'paths' | 'disabledEndpoints'>

/** Its path below the base path; `undefined` where it is not served. Does NOT check whether mails can be sent. */
export function accountPagePath(settings: AccountPageSettings, name: AccountPageName): string | undefined {
  const { path, endpoints } = accountPages[name]
  // Operators log in here, too.
  const isOfConsole = settings.console === 'on' && (name === 'account_login' || name === 'account_logout')
  const isServed = settings.accountPages === 'on' || isOfConsole
  const isOff = !isServed || endpoints.some(each => isDisabled(settings, each))
  return isOff ? undefined : pathOf(settings, name, path)
}

/** Whether the pages behind the login are served: they work by the access cookie, so it has to open the whole API. */
export function hasAccountApp({
  accountPages,
  accessCookieOpens,
}: Pick<Settings, 'accountPages' | 'accessCookieOpens'>): boolean {
  return accountPages === 'on' && accessCookieOpens === 'everything'
}

/** The paths below the base path at which our apps are served: each is one page, whatever its query and fragment. */
export function servedAppPaths(settings: AccountPageSettings & Pick<Settings, 'accessCookieOpens'>): readonly string[] {
  const apps = [...(hasAccountApp(settings) ? ['account'] : []), ...(settings.console === 'on' ? ['console'] : [])]
  return apps.flatMap(app => pathOf(settings, app, `/${app}/`) ?? [])
}

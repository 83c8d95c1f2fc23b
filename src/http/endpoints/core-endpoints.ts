/** The endpoints of the core, in the order of the documents. Features bring their own; auth.ts lists both. */

import type { Settings } from '../../settings/settings.ts'
import type { Endpoint } from './endpoint.ts'
import { accountEndpoint } from './rows/account.ts'
import { accountDeleteEndpoint } from './rows/account-delete.ts'
import { cookieLoginEndpoint } from './rows/cookie/login.ts'
import { cookieLogoutEndpoint } from './rows/cookie/logout.ts'
import { cookieRefreshEndpoint } from './rows/cookie/refresh.ts'
import { cookieRegisterEndpoint } from './rows/cookie/register.ts'
import { exampleEndpoints } from './rows/examples.ts'
import { jwksEndpoint } from './rows/jwks.ts'
import { loginEndpoint } from './rows/login.ts'
import { logoutEndpoint } from './rows/logout.ts'
import { mailEndpoints } from './rows/mail.ts'
import { mailLoginEndpoints } from './rows/mail-login.ts'
import { passwordChangeEndpoint } from './rows/password-change.ts'
import { profileEndpoint } from './rows/profile.ts'
import { registerEndpoint } from './rows/register.ts'
import { otherSessionsEndpoint, sessionEndpoint, sessionListEndpoint } from './rows/sessions.ts'
import { slidingObtainEndpoint, slidingRefreshEndpoint } from './rows/sliding-tokens.ts'
import { tokenBlacklistEndpoint } from './rows/token-blacklist.ts'
import { tokenObtainEndpoint } from './rows/token-obtain.ts'
import { tokenRefreshEndpoint } from './rows/token-refresh.ts'
import { tokenVerifyEndpoint } from './rows/token-verify.ts'

export function coreEndpoints(settings: Settings): readonly Endpoint[] {
  return [
    registerEndpoint(settings),
    loginEndpoint(settings),
    ...mailLoginEndpoints(settings),
    logoutEndpoint,
    tokenObtainEndpoint(settings),
    tokenRefreshEndpoint,
    tokenVerifyEndpoint,
    tokenBlacklistEndpoint,
    slidingObtainEndpoint(settings),
    slidingRefreshEndpoint,
    profileEndpoint(settings),
    passwordChangeEndpoint(settings),
    ...mailEndpoints(settings),
    accountEndpoint(settings),
    accountDeleteEndpoint(settings),
    sessionListEndpoint,
    otherSessionsEndpoint,
    sessionEndpoint,
    cookieRegisterEndpoint(settings),
    cookieLoginEndpoint(settings),
    cookieRefreshEndpoint,
    cookieLogoutEndpoint(settings),
    jwksEndpoint,
    ...(settings.exampleEndpoints ? exampleEndpoints(settings) : []),
  ]
}

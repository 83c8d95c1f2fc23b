/** The table of endpoints. What is served, documented and throttled is read from here. */
import type { Settings } from '../settings.ts'
import type { Endpoint } from './endpoint.ts'
import { accountDeleteEndpoint } from './endpoints/account-delete.ts'
import { apiKeyEndpoint, apiKeysEndpoint } from './endpoints/api-keys.ts'
import { cookieLoginEndpoint } from './endpoints/cookie/login.ts'
import { cookieLogoutEndpoint } from './endpoints/cookie/logout.ts'
import { cookieRefreshEndpoint } from './endpoints/cookie/refresh.ts'
import { cookieRegisterEndpoint } from './endpoints/cookie/register.ts'
import { jwksEndpoint } from './endpoints/jwks.ts'
import { loginEndpoint } from './endpoints/login.ts'
import { logoutEndpoint } from './endpoints/logout.ts'
import { mailEndpoints } from './endpoints/mail.ts'
import { otherSessionsEndpoint, sessionEndpoint, sessionListEndpoint } from './endpoints/own-sessions.ts'
import { passwordChangeEndpoint } from './endpoints/password-change.ts'
import { profileEndpoint } from './endpoints/profile.ts'
import { adminOnlyEndpoint, protectedEndpoint } from './endpoints/protected.ts'
import { registerEndpoint } from './endpoints/register.ts'
import { slidingObtainEndpoint, slidingRefreshEndpoint } from './endpoints/sliding-tokens.ts'
import { socialEndpoints } from './endpoints/social/social-endpoints.ts'
import { tokenBlacklistEndpoint } from './endpoints/token-blacklist.ts'
import { tokenObtainEndpoint } from './endpoints/token-obtain.ts'
import { tokenRefreshEndpoint } from './endpoints/token-refresh.ts'
import { tokenVerifyEndpoint } from './endpoints/token-verify.ts'

export function endpoints(settings: Settings): readonly Endpoint[] {
  return [
    registerEndpoint(settings),
    loginEndpoint(settings),
    logoutEndpoint,
    tokenObtainEndpoint(settings),
    tokenRefreshEndpoint,
    tokenVerifyEndpoint,
    tokenBlacklistEndpoint,
    slidingObtainEndpoint(settings),
    slidingRefreshEndpoint,
    profileEndpoint(settings),
    apiKeysEndpoint,
    apiKeyEndpoint,
    passwordChangeEndpoint(settings),
    ...mailEndpoints(settings),
    ...socialEndpoints(settings),
    accountDeleteEndpoint(settings),
    sessionListEndpoint,
    otherSessionsEndpoint,
    sessionEndpoint,
    cookieRegisterEndpoint(settings),
    cookieLoginEndpoint(settings),
    cookieRefreshEndpoint,
    cookieLogoutEndpoint(settings),
    jwksEndpoint,
    protectedEndpoint,
    adminOnlyEndpoint,
  ]
}

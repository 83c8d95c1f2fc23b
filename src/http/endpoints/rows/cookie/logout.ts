/**
 * A logout by cookie works with the cookies that are left: a valid refresh cookie ends its session, a valid access
 * cookie alone ends its own, and both cookies are cleared in any case. `cookieLogout: 'authenticated'` requires a valid
 * access token first, as the tutorial does.
 */
import { endCallerSession, logout } from '../../../../flows/logout.ts'
import { allowAny, isAuthenticated } from '../../../../permissions/built-in.ts'
import { AuthError } from '../../../../problems.ts'
import type { Settings } from '../../../../settings/settings.ts'
import type { System } from '../../../../system.ts'
import { findCookieTokens } from '../../../authorize/find-cookie-token.ts'
import { clearTokenCookies } from '../../../response/cookies.ts'
import type { Call, Endpoint } from '../../endpoint.ts'
import { messageOutput } from '../outputs.ts'

export function cookieLogoutEndpoint({ cookieLogout }: Settings): Endpoint {
  return {
    name: 'Cookie Logout',
    description: 'User logout with cookie-based tokens.',
    urlName: 'cookie_logout',
    paths: ['/api/auth/cookie/logout/'],
    usesCookies: true,
    authentication: 'cookie_first',
    // A logout needs no valid caller: an expired token in the header must not keep the cookies alive.
    invalidCredentials: cookieLogout === 'always' ? 'ignore' : 'refuse',
    permissions: [cookieLogout === 'always' ? allowAny : isAuthenticated],
    methods: {
      POST: {
        summary: 'End the session of the cookies and clear them.',
        output: { body: messageOutput },
        fails: ['csrf_failed', ...(cookieLogout === 'always' ? [] : (['not_authenticated'] as const))],
        async handle(system, call) {
          await logoutByCookie(system, call)
          const body = { message: 'Successfully logged out' }
          return { status: 200, body, cookies: clearTokenCookies(system.settings, call.incoming) }
        },
      },
    },
  }
}

/** The logout of the cookie endpoint and of the page. `false`: no cookie belonged to a session. */
export async function logoutByCookie(system: System, call: Call): Promise<boolean> {
  const hasEnded = await endByTokens(system, findCookieTokens(call.incoming, 'refresh', system.settings), call)
  if (hasEnded || call.principal === undefined) return hasEnded
  await endCallerSession(system, call.principal)
  return true
}

/** Tries each of several cookies with the same name. `false`: none of them ended a session. */
async function endByTokens(system: System, tokens: readonly string[], call: Call): Promise<boolean> {
  let hasEnded = false
  for (const token of tokens.filter(value => value !== '')) {
    hasEnded = (await endByToken(system, token, call)) || hasEnded
  }
  return hasEnded
}

/** `false`: the refresh token is not valid any more, so there is nothing left to end. */
async function endByToken(system: System, token: string, { principal }: Call): Promise<boolean> {
  try {
    await logout(system, token, principal)
    return true
  } catch (error) {
    if (error instanceof AuthError && error.code === 'token_not_valid') return false
    throw error
  }
}

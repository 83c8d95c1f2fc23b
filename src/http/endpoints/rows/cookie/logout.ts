/**
 * Logging out by cookie works with whatever cookies are left: a good refresh cookie ends its session, a good access
 * cookie alone ends its own, and both are taken away in any case. `cookieLogout: 'authenticated'` asks for a good
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
    paths: ['/api/auth/cookie/logout/'],
    usesCookies: true,
    authentication: 'cookie_first',
    // Whoever wants to be nobody need not be somebody: an old token in the header keeps no cookie alive.
    invalidCredentials: cookieLogout === 'always' ? 'ignore' : 'refuse',
    permissions: [cookieLogout === 'always' ? allowAny : isAuthenticated],
    methods: {
      POST: {
        summary: 'End the session of the cookies and take them away.',
        output: { body: messageOutput },
        fails: ['csrf_failed', ...(cookieLogout === 'always' ? [] : (['not_authenticated'] as const))],
        async handle(system, call) {
          const hasEnded = await endByTokens(system, findCookieTokens(call.incoming, 'refresh', system.settings), call)
          if (!hasEnded && call.principal !== undefined) await endCallerSession(system, call.principal)
          const body = { message: 'Successfully logged out' }
          return { status: 200, body, cookies: clearTokenCookies(system.settings) }
        },
      },
    },
  }
}

/** Of several cookies with one name each is handed in. `false`: none of them ended anything. */
async function endByTokens(system: System, tokens: readonly string[], call: Call): Promise<boolean> {
  let hasEnded = false
  for (const token of tokens.filter(value => value !== '')) {
    hasEnded = (await endByToken(system, token, call)) || hasEnded
  }
  return hasEnded
}

/** `false`: the refresh token is no good any more, which is what somebody who logs out wants. */
async function endByToken(system: System, token: string, { principal }: Call): Promise<boolean> {
  try {
    await logout(system, token, principal)
    return true
  } catch (error) {
    if (error instanceof AuthError && error.code === 'token_not_valid') return false
    throw error
  }
}

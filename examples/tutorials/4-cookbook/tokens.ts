/** "Token verification", "Decode token payload", "Refresh token rotation", "Logout endpoint": views about tokens. */
import {
  AuthError,
  accessToken,
  allowAny,
  defineEndpoint,
  isAuthenticated,
  logout,
  refresh,
  requestData,
  requirePrincipal,
  verifyToken,
} from 'latchkey'
import { handOver } from '../hand-over.ts'
import { isFalsy } from './is-falsy.ts'

/** Checks an access token without authenticating with it. */
export const verifyTokenView = defineEndpoint({
  path: '/api/verify-token/',
  permissions: [allowAny],
  async POST(call, system) {
    const { token } = await requestData(call)
    const refusal = { valid: false, error: 'Token is invalid' }
    if (typeof token !== 'string' || token === '') return { status: 400, body: refusal }
    try {
      const { user_id } = await verifyToken(system, token, accessToken)
      return { status: 200, body: { valid: true, user_id } }
    } catch (error) {
      if (!isRefused(error)) throw error
      return { status: 400, body: { ...refusal, error: error.message } }
    }
  },
})

export const tokenInfo = defineEndpoint({
  path: '/api/token-info/',
  permissions: [isAuthenticated],
  GET(call) {
    const { token_type, exp, iat, jti, user_id } = requirePrincipal(call).claims
    return { status: 200, body: { token_type, exp, iat, jti, user_id } }
  },
})

/** Spends the old refresh token and issues a new pair in one statement, with the user's current claims. */
export const rotate = defineEndpoint({
  path: '/api/rotate/',
  permissions: [allowAny],
  async POST(call, system) {
    const { refresh: token } = await requestData(call)
    if (isFalsy(token)) return { status: 400, body: { error: 'Refresh token is required' } }
    const settings = { ...system.settings, rotateRefreshTokens: true, blacklistAfterRotation: true }
    const refused = (error: string) => ({ status: 401, body: { error } })
    if (typeof token !== 'string') return refused('Token is invalid')
    try {
      const next = await refresh({ ...system, settings }, token, () => ({}))
      return { status: 200, body: { refresh: next.refresh?.text, access: next.access.text } }
    } catch (error) {
      if (!isRefused(error)) throw error
      return refused(error.code === 'token_not_valid' ? error.message : 'Token is invalid')
    }
  },
})

export const logoutView = defineEndpoint({
  path: '/api/logout/',
  permissions: [isAuthenticated],
  async POST(call, system) {
    const isLoggedOut = await handOver(call, token => logout(system, token, requirePrincipal(call)))
    return { status: isLoggedOut ? 205 : 400 }
  },
})

function isRefused(error: unknown): error is AuthError {
  return error instanceof AuthError && error.status < 500
}

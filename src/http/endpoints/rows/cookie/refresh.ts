import { claimsOfState, completeRefresh, type Refreshed, refresh } from '../../../../flows/refresh.ts'
import { allowAny } from '../../../../permissions/built-in.ts'
import { AuthError, problem } from '../../../../problems.ts'
import type { System } from '../../../../system.ts'
import { findCookieToken } from '../../../authorize/find-cookie-token.ts'
import type { Answer, Incoming } from '../../../request/message.ts'
import { clearTokenCookies } from '../../../response/cookies.ts'
import { isHalfway, keepingTheTurn } from '../../../response/factor-cookie.ts'
import type { Endpoint } from '../../endpoint.ts'
import { messageOutput } from '../outputs.ts'
import { pairCookies, userHeaders } from './pair-cookies.ts'

export const cookieRefreshEndpoint: Endpoint = {
  name: 'Cookie Refresh',
  description: 'Refresh access token using cookie-based refresh token.',
  urlName: 'cookie_refresh',
  paths: ['/api/auth/cookie/refresh/'],
  usesCookies: true,
  authentication: 'header',
  permissions: [allowAny],
  methods: {
    POST: {
      summary: 'Exchange the refresh cookie for the next pair of cookies.',
      output: { body: messageOutput, namesUser: true },
      fails: [
        'refresh_token_not_found',
        'invalid_refresh_token',
        'mfa_required',
        'mfa_enrolment_required',
        'csrf_failed',
      ],
      async handle(system, { incoming }) {
        const token = findCookieToken(incoming, 'refresh', system.settings)
        if (token === undefined || token === '') throw problem('refresh_token_not_found')
        return answer(system, incoming, await refreshOrClear(system, token, incoming))
      },
      resume: async (system, { proven, state, incoming }) =>
        answer(system, incoming, await completeRefresh(system, proven, claimsOfState(state))),
    },
  },
}

function answer({ settings }: System, incoming: Incoming, refreshed: Refreshed): Answer {
  const body = { message: 'Token refreshed successfully' }
  return {
    status: 200,
    body,
    headers: userHeaders(refreshed.user),
    cookies: pairCookies(refreshed, settings, incoming),
  }
}

/** An invalid refresh token clears the cookies; an error of the server (503) leaves them. */
async function refreshOrClear(system: System, token: string, incoming: Incoming) {
  try {
    const { cookieRefreshClaims, tokenClaims } = system.settings
    // Tutorial 1's view makes the token anew; only where the application gives claims does it decide about them.
    const drops = cookieRefreshClaims === 'drop' && tokenClaims === undefined
    const claimsOf = drops ? () => ({}) : undefined
    return await keepingTheTurn(system, () => refresh(system, token, claimsOf, 'cookie_refresh'))
  } catch (error) {
    if (!(error instanceof AuthError) || error.status !== 401 || isHalfway(error)) throw error
    const cookies = clearTokenCookies(system.settings, incoming)
    throw problem('invalid_refresh_token', { reason: error.reason, cookies })
  }
}

/** Tutorial 1's logout. Its view reads the member by hand, so every error has one of two messages. */

import { readMember } from '../../../fields/read-member.ts'
import { logout } from '../../../flows/logout.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { AuthError, problem } from '../../../problems.ts'
import { type Endpoint, requirePrincipal } from '../endpoint.ts'
import { messageOutput } from './outputs.ts'

export const logoutEndpoint: Endpoint = {
  name: 'Logout',
  description: 'View for user logout - blacklists the refresh token.',
  urlName: 'logout',
  paths: ['/api/auth/logout/'],
  authentication: 'any',
  permissions: [isAuthenticated],
  methods: {
    POST: {
      summary: 'End the session of a refresh token.',
      output: { body: messageOutput },
      fails: ['not_authenticated', 'refresh_token_required', 'invalid_or_expired_token'],
      async handle(system, call) {
        const token = readMember(await call.body(), 'refresh')
        if (token.kind === 'falsy') throw problem('refresh_token_required')
        if (token.kind === 'other') throw problem('invalid_or_expired_token', { reason: 'not_text' })
        try {
          await logout(system, token.text, requirePrincipal(call))
        } catch (error) {
          throw isBadToken(error) ? problem('invalid_or_expired_token', { reason: error.reason }) : error
        }
        return { status: 200, body: { message: 'Successfully logged out' } }
      },
    },
  },
}

function isBadToken(error: unknown): error is AuthError {
  return error instanceof AuthError && error.code === 'token_not_valid'
}

/** Translates what refused a token into the reason with which its socket closes. */
import { AuthError } from '../../problems.ts'
import type { SocketCloseReason } from './close-codes.ts'

/** `invalidToken`: what a token that is not valid means here. Unforeseen errors are the server's, and may pass. */
export function closeReasonOf(error: unknown, invalidToken: 'refused' | 'revoked'): SocketCloseReason {
  if (!(error instanceof AuthError) || error.status >= 500) return 'unavailable'
  if (error.code === 'permission_denied') return 'forbidden'
  return error.reason === 'expired' ? 'expired' : invalidToken
}

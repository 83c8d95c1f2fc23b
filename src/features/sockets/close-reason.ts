/** What a socket's client is told of a refusal. */
import { AuthError } from '../../problems.ts'
import type { SocketEnd } from './close-codes.ts'

/** `otherwise`: what a token that is no good means here. What nobody foresaw is ours, and may pass. */
export function whyItEnds(error: unknown, otherwise: 'refused' | 'revoked'): SocketEnd {
  if (!(error instanceof AuthError) || error.status >= 500) return 'unavailable'
  if (error.code === 'permission_denied') return 'forbidden'
  return error.reason === 'expired' ? 'expired' : otherwise
}

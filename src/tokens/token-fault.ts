/**
 * Every reason to refuse a token. The client gets SimpleJWT's message; the reason goes to events and logs. Neither
 * contains token text.
 */
import { type AuthError, problem } from '../problems.ts'

/** Why a token was refused. For your log, not for the client. */
export type TokenFault =
  // The envelope
  | 'too_long'
  | 'not_compact'
  | 'not_base64url'
  | 'bad_header'
  | 'critical_header'
  | 'unencoded_payload'
  | 'compressed'
  | 'encrypted'
  | 'wrong_typ'
  | 'bad_kid'
  | 'unknown_kid'
  | 'wrong_algorithm'
  | 'bad_signature'
  | 'bad_payload'
  // The claims
  | 'bad_time'
  | 'issued_in_future'
  | 'not_yet_valid'
  | 'expired'
  | 'wrong_issuer'
  | 'wrong_audience'
  | 'bad_subject'
  | 'bad_id'
  // The kind
  | 'missing_time'
  | 'missing_id'
  | 'missing_type'
  | 'wrong_type'
  | 'bad_user_id'
  | 'missing_user_id'
  // The service's own schema of claims
  | 'refused_by_schema'

/** 401 `token_not_valid` with one of SimpleJWT's messages. */
export function tokenFault(reason: TokenFault, title = 'Token is invalid'): AuthError {
  return problem('token_not_valid', { title, reason })
}

/** The refusals that the pages have words of their own for. */
import type { ProblemCode } from '../../../problems.ts'

export const pageProblemCodes = [
  'invalid_credentials',
  'account_disabled',
  'credentials_required',
  'invalid_or_expired_token',
  'throttled',
  'csrf_failed',
  'permission_denied',
  'overloaded',
  'internal_error',
  'invalid',
] as const satisfies readonly ProblemCode[]

export type PageProblemCode = (typeof pageProblemCodes)[number]

/** By the kind of the link. */
export type LinkFaultCode = 'reset' | 'verify' | 'confirm' | 'restore' | 'not_me'

/** What a sign-in with a provider reports to the page that it returns to. */
export const socialErrorCodes = [
  'social_refused',
  'social_email_unverified',
  'social_email_not_shared',
  'social_email_taken',
  'social_already_linked',
  'social_state_invalid',
  'no_active_account',
  'provider_unavailable',
] as const satisfies readonly ProblemCode[]

export type SocialErrorCode = (typeof socialErrorCodes)[number]

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

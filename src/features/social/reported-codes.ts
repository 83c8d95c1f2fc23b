/** What a sign-in with a provider reports to the page that it returns to, as `?error=`. */
import type { ProblemCode } from '../../problems.ts'

export const reportedCodes = [
  'social_refused',
  'social_email_unverified',
  'social_email_not_shared',
  'social_email_taken',
  'social_already_linked',
  'social_state_invalid',
  'no_active_account',
  'mfa_required',
  'mfa_enrolment_required',
  'provider_unavailable',
] as const satisfies readonly ProblemCode[]

export type ReportedCode = (typeof reportedCodes)[number]

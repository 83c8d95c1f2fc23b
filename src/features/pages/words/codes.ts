/** The refusals that the pages have words of their own for. */
import type { ProblemCode } from '../../../problems.ts'

export const pageProblemCodes = [
  'invalid_credentials',
  'account_disabled',
  'mfa_code_not_valid',
  'mfa_token_not_valid',
  'mfa_locked',
  'passkey_not_valid',
  'mail_code_not_valid',
  'mail_login_not_valid',
  'mail_login_elsewhere',
  'credentials_required',
  'invalid_or_expired_token',
  'invitation_not_valid',
  'invitation_other_address',
  'member_already',
  'organization_full',
  'throttled',
  'csrf_failed',
  'adoption_following',
  'permission_denied',
  'overloaded',
  'django_unavailable',
  'internal_error',
  'invalid',
] as const satisfies readonly ProblemCode[]

export type PageProblemCode = (typeof pageProblemCodes)[number]

/** Those of the pages behind the login beside them: what a person or an operator asked for cannot be done. */
export const actionProblemCodes = [
  'recent_login_required',
  'reauthentication_required',
  'factor_exists',
  'factor_limit',
  'factor_needed',
  'api_key_limit',
  'beyond_own_rights',
  'own_account',
  'last_superuser',
  'managed_by_configuration',
  'account_in_use',
  'last_owner',
  'organization_limit',
  'organization_in_use',
  'invitation_limit',
  'beyond_own_role',
  'social_last_login',
  'social_redirect_not_allowed',
] as const satisfies readonly ProblemCode[]

export type ActionProblemCode = (typeof actionProblemCodes)[number]

/** By the kind of the link. */
export type LinkFaultCode = 'reset' | 'verify' | 'confirm' | 'restore' | 'not_me'

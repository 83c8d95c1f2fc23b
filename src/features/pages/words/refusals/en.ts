import type { ReportedCode } from '../../../social/reported-codes.ts'
import type { ActionProblemCode, PageProblemCode } from '../codes.ts'

export const problems: Readonly<Record<PageProblemCode, string>> = {
  mfa_code_not_valid: 'The code is wrong, or was used before. Take the next one.',
  mfa_token_not_valid: 'This login has ended. Please log in again.',
  mfa_locked: 'Too many wrong codes. Use a passkey, or ask for help.',
  passkey_not_valid: 'This passkey was not accepted. It may have been removed from the account.',
  mail_code_not_valid: 'The code is wrong. Type the one in the newest mail.',
  mail_login_not_valid: 'This login has ended. Ask for a new mail.',
  mail_login_elsewhere:
    'This link works only in the browser in which you asked for it. Open it there, type its code there, or ask for a new mail here.',
  invalid_credentials: 'The login or the password is wrong.',
  account_disabled: 'This account is disabled.',
  credentials_required: 'Enter your login and your password.',
  invalid_or_expired_token: 'This link is no longer valid. It was used before, or it is too old.',
  invitation_not_valid: 'The invitation is not valid any more.',
  invitation_other_address: 'The invitation is for another e-mail address.',
  member_already: 'You are a member of this organization already.',
  organization_full: 'The organization has as many members as it may have.',
  throttled: 'Too many attempts.',
  csrf_failed: 'This form was sent from another site. Load the page again, and retry.',
  adoption_following: 'Accounts are still kept by Django. Change it there.',
  permission_denied: 'Too many attempts. Please try again later.',
  overloaded: 'The server is busy. Please try again in a moment.',
  django_unavailable: 'Another service that this needs is away. Please try again in a moment.',
  internal_error: 'Something went wrong on our side. Please try again.',
  invalid: 'The form could not be read. Please try again.',
}

/** What a sign-in with a provider reports. */
export const social: Readonly<Record<ReportedCode, string>> = {
  mfa_required: 'Your account asks for a second factor here.',
  mfa_enrolment_required: 'Your account needs a second factor, which it does not have yet.',
  social_refused: 'The provider did not confirm the login.',
  social_email_unverified: 'The provider has not verified your email address.',
  social_email_not_shared: 'The provider did not share your email address with us.',
  social_email_taken:
    'There is an account with this address already. Log in with your password, and link the provider there.',
  social_already_linked: 'This provider account is linked already.',
  social_state_invalid: 'The login took too long, or began elsewhere. Please try again.',
  no_active_account: 'There is no active account for this login.',
  provider_unavailable: 'The provider cannot be reached. Please try again shortly.',
}

const actions: Readonly<Record<ActionProblemCode, string>> = {
  recent_login_required: 'Log in again: this needs a login of the last minutes.',
  reauthentication_required: 'Confirm that it is you.',
  factor_exists: 'There is an authenticator app already. Remove it first.',
  factor_limit: 'You have as many passkeys as you may. Remove one first.',
  factor_needed: 'Your account must have a second factor, and this is the last one.',
  api_key_limit: 'You have as many API keys as you may. Revoke one first.',
  beyond_own_rights: 'This is beyond your own rights.',
  own_account: 'You cannot do this to your own account.',
  last_superuser: 'There must be an active superuser, and this is the last one.',
  managed_by_configuration: 'This group is a role: the configuration decides its name and permissions.',
  account_in_use: 'The account cannot be deleted while other data refers to it.',
  last_owner: 'An organization must have an owner, and this is the last one.',
  organization_limit: 'You own too many organizations.',
  organization_in_use: 'The organization cannot be deleted while other data refers to it.',
  invitation_limit: 'Too many invitations of this organization are waiting.',
  beyond_own_role: 'This is beyond your role in the organization.',
  social_last_login: 'This is the only way to log in to the account.',
  social_redirect_not_allowed: 'The provider may not lead back to this page.',
}

/** For the pages behind the login, by codes. */
export const refusals: Readonly<Record<string, string>> = { ...problems, ...social, ...actions }

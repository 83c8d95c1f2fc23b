/** The names in the audit table, in words. A reason that is not listed here is shown by its name. */
import type { AuditEntry } from '../ports/audit.ts'
import { eventTable } from '../ports/events.ts'
import { problemTable } from '../problems.ts'
import type { TokenFault } from '../tokens/token-fault.ts'

/** Rows of actions whose event has another name. */
const actions: Readonly<Record<string, string>> = {
  'session.started': 'a session began',
}

export function sayEvent({ event }: AuditEntry): string {
  const events: Readonly<Record<string, { readonly says: string }>> = eventTable
  return actions[event] ?? events[event]?.says ?? event
}

/** `isActive: true -> false`, for each change of an action. */
export function sayChanges({ changes = {} }: AuditEntry): string[] {
  return Object.entries(changes).map(
    ([name, [old, now]]) => `${name}: ${JSON.stringify(old)} -> ${JSON.stringify(now)}`,
  )
}

/** Why, as far as the row tells. */
export function sayReason({ reason, code }: AuditEntry): string | undefined {
  const said = reason === undefined ? undefined : (reasons[reason] ?? tokenFaults[reason as TokenFault])
  if (said !== undefined) return said
  const problems: Readonly<Record<string, { readonly title: string }>> = problemTable
  return reason === undefined || reason === code ? problems[code ?? '']?.title : reason
}

const tokenFaults: Readonly<Record<TokenFault, string>> = {
  too_long: 'The token is longer than any token that we issue.',
  not_compact: 'The token is not three parts separated by dots.',
  not_base64url: 'A part of the token is not base64url.',
  bad_header: 'The header of the token is not a JSON object with an algorithm.',
  critical_header: 'The token asks for an extension (crit).',
  unencoded_payload: 'The token asks for an unencoded payload (b64).',
  compressed: 'The token is compressed (zip).',
  encrypted: 'The token is encrypted.',
  wrong_typ: 'The typ in the header belongs to another kind of token.',
  bad_kid: 'The kid in the header is not text.',
  unknown_kid:
    'The token names a key that is not in the keyring: it was rotated out, or belongs to another installation.',
  wrong_algorithm: 'The token was signed with another algorithm than that of the key.',
  bad_signature: 'The signature is wrong: the token was altered, or signed with another secret.',
  bad_payload: 'The payload is not a JSON object.',
  bad_time: 'A time in the token is not a number.',
  issued_in_future: 'The token was issued in the future: a clock is wrong.',
  not_yet_valid: 'The token is not valid yet (nbf).',
  expired: 'The token has expired.',
  wrong_issuer: 'The token has another issuer.',
  wrong_audience: 'The token is for another audience.',
  bad_subject: 'The subject of the token is not text.',
  bad_id: 'The id of the token (jti) is not text.',
  missing_time: 'The token has no expiry time (exp).',
  missing_id: 'The token has no id (jti).',
  missing_type: 'The token has no token_type.',
  wrong_type: 'A token of another type was presented, such as a refresh token instead of an access token.',
  bad_user_id: 'The user claim of the token is not an id.',
  missing_user_id: 'The token has no user claim.',
  refused_by_schema: 'The claims of the token do not have the form that the service requires.',
}

const reasons: Readonly<Record<string, string>> = {
  // Sign-in with other providers
  no_cookie: 'The callback came from a browser that did not begin a sign-in.',
  no_state: 'The callback has no state, or two.',
  other_state: 'The state belongs to another sign-in than the last one of this browser.',
  bad_cookie: 'The cookie of the sign-in was not made here, or was altered.',
  replayed: 'The callback was used before.',
  logged_out: 'The user who began to link a provider is no longer logged in.',
  provider_answer:
    'The provider’s answer does not prove an identity: the user declined, or the answer is not trustworthy.',
  social_email_not_shared: 'The provider shares no address with this application.',
  social_email_unverified: 'The provider has not verified the address.',
  social_email_taken: 'Another account has this address and has not verified it.',
  invalid_google_token: 'The token is not from Google, has expired, or was issued for another app.',
  // Logins
  unknown_user: 'No account has this login name.',
  wrong_password: 'The password was wrong.',
  inactive: 'The account is not active, or a rule of the settings keeps it from having tokens.',
  wrong_mail_code: 'The code of a mail was wrong.',
  mail_code_failures: 'Too many wrong codes of mails for this address (loginFailures).',
  unverified_email: 'The address is not verified (requireVerifiedEmail).',
  account_changed_meanwhile: 'The account was closed, or its password changed, while the login was under way.',
  password_changed_meanwhile: 'The password was changed while the login was under way.',
  too_long: 'The login name or the password is longer than the maximum.',
  login_rate: 'This address tried too many passwords (loginRate).',
  registration_rate: 'This address sent too many registrations (registrationRate).',
  change_rate: 'This user changed their data too often (accountChangeRate).',
  login_failures: 'Too many wrong passwords for this account (loginFailures).',
  request_rate: 'Too many requests (anonRate, userRate, or the throttles of the endpoint).',
  mail_rate: 'Too many mails were asked for (mailRate, mailClientRate).',
  hash_queue_full: 'Too many password hashes were waiting (passwordQueue).',
  // Sessions
  spent: 'The refresh token had been used or logged out before.',
  reused: 'An older refresh token of the session was presented: it may have been stolen.',
  gone: 'The session had ended.',
  revoked: 'The token was revoked: its session ended, or the user logged out.',
  logout: 'The user logged out.',
  replay: 'An old refresh token was presented again, so the session was ended.',
  password_change: 'The password was changed.',
  deactivated: 'The account was deactivated.',
  deleted: 'The account was deleted.',
  ended_by_user: 'The user ended it from another session.',
  ended_by_operator: 'An operator ended it.',
  restored: 'A backup was restored.',
  operator: 'By an operator.',
  owner: 'By the owner.',
  password: 'By password.',
  registration: 'By registering.',
  adopted: 'By a refresh token that a Django service had signed.',
  // Mails
  email_verification: 'A verification mail.',
  password_reset: 'A mail with a link for a new password.',
  mail_login: 'A mail to log in with.',
  email_change: 'A mail to a new address, with a link that confirms it.',
  email_change_requested: 'A notice to the old address that a change to another one was requested.',
  email_changed: 'A notice to the old address that the account has another one.',
  password_changed: 'A notice to the owner that the password was changed.',
  password_withdrawn: 'A notice to the owner that the first login by mail took the password away.',
  api_key_created: 'A notice to the owner that an API key was made.',
  provider_linked: 'A notice to the owner that an account of a provider was linked.',
  provider_unlinked: 'A notice to the owner that an operator removed an account of a provider.',
  mail: 'By a mail to the address of the account.',
  withdrawn: 'An impostor may have known the password: its owner came by a mail or by a provider for the first time.',
  superseded: 'The address or the password has changed since the link was made, or the link was used meanwhile.',
  no_active_user: 'The account was deleted or is not active.',
  too_late: 'The mail could not be sent in time.',
  other_address: 'The account has another address now.',
  switched_off: 'Logins by mail were switched off (mailLogin).',
  no_address: 'The address is not valid.',
  verified_already: 'The address is already verified.',
  unusable_password: 'The account has no password to reset: it logs in through a provider.',
  // Requests
  host: 'The Host header is not in ALLOWED_HOSTS.',
  path: 'No endpoint has this path.',
  cross_site: 'The request came from another site and carried cookies (Origin, Sec-Fetch-Site).',
  fields: 'Fields of the body were not valid.',
  IsAuthenticated: 'The request had no token.',
  IsAdminUser: 'The user is not staff.',
  no_user_claim: 'The token has no user claim.',
  malformed_user_id: 'The user claim of the token is not an id.',
  unforeseen: 'An unexpected error: the log has it under this trace id.',
  sqlite: 'The database did not answer.',
  revocations_unknown: 'The revocation log could not be read, so every token was refused.',
}

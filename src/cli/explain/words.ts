/** What the names in the audit table mean to a person. A reason that is not here is shown by its name. */
import type { AuditEntry } from '../../ports/audit.ts'
import { eventTable } from '../../ports/events.ts'
import { problemTable } from '../../problems.ts'
import type { TokenFault } from '../../tokens/token-fault.ts'

/** Events of actions that have another name in the table than on the wire of events. */
const actions: Readonly<Record<string, string>> = {
  'session.started': 'a session began',
  'user.created': 'an account was opened',
}

export function sayEvent({ event }: AuditEntry): string {
  const events: Readonly<Record<string, { readonly says: string }>> = eventTable
  return actions[event] ?? events[event]?.says ?? event
}

/** Why, as far as the row knows. */
export function sayReason({ reason, code }: AuditEntry): string | undefined {
  const said = reason === undefined ? undefined : (reasons[reason] ?? tokenFaults[reason as TokenFault])
  if (said !== undefined) return said
  const problems: Readonly<Record<string, { readonly title: string }>> = problemTable
  return reason === undefined || reason === code ? problems[code ?? '']?.title : reason
}

const tokenFaults: Readonly<Record<TokenFault, string>> = {
  too_long: 'The token is longer than any token of ours.',
  not_compact: 'It is not three parts with dots between them.',
  not_base64url: 'A part of the token is not base64url.',
  bad_header: 'The header of the token is not a JSON object with an algorithm.',
  critical_header: 'The token asks for an extension (crit).',
  unencoded_payload: 'The token asks for an unencoded payload (b64).',
  compressed: 'The token is compressed (zip).',
  encrypted: 'The token is encrypted.',
  wrong_typ: 'The typ in the header belongs to another kind of token.',
  bad_kid: 'The kid in the header is no text.',
  unknown_kid: 'The token names a key that is not in the ring: rotated away, or of another installation.',
  wrong_algorithm: "The token was signed with another algorithm than the key's.",
  bad_signature: 'The signature is not by our key: altered, or signed with another secret.',
  bad_payload: 'The payload is not a JSON object.',
  bad_time: 'A time in the token is no number.',
  issued_in_future: 'The token was issued in the future: a clock is wrong.',
  not_yet_valid: 'The token is not valid yet (nbf).',
  expired: 'The token has expired.',
  wrong_issuer: 'The token is by another issuer.',
  wrong_audience: 'The token is for another audience.',
  bad_subject: 'The subject of the token is no text.',
  bad_id: 'The id of the token (jti) is no text.',
  missing_time: 'The token does not say when it expires.',
  missing_id: 'The token has no id (jti).',
  missing_type: 'The token does not say of which kind it is.',
  wrong_type: 'A token of another kind was presented: a refresh token for an access token, say.',
  bad_user_id: 'What names the user in the token is not an id.',
  missing_user_id: 'The token names no user.',
}

const reasons: Readonly<Record<string, string>> = {
  // Sign-in with other providers
  no_cookie: 'The answer of the provider came from a browser that began no sign-in there.',
  no_state: 'The answer has no state, or two.',
  other_state: 'The answer belongs to another sign-in than the one that this browser began last.',
  bad_cookie: 'The cookie of the sign-in was not made here, or was changed.',
  replayed: 'The answer was used before.',
  logged_out: 'Who began to link a provider is not logged in any more.',
  provider_answer: 'The provider’s answer proves nothing: refused by the person, or not to be trusted.',
  social_email_unverified: 'The provider does not vouch for the address.',
  social_email_taken: 'Somebody here has the address, and has not proven it.',
  invalid_google_token: 'The token is none of Google’s, is over, or was made for another app.',
  // Logins
  unknown_user: 'Nobody has that name.',
  wrong_password: 'The password was wrong.',
  inactive: 'The account is not active, or a rule of the settings keeps it from having tokens.',
  unverified_email: 'The address is not verified (requireVerifiedEmail).',
  account_changed_meanwhile: 'The account was closed, or its password changed, while the login was under way.',
  password_changed_meanwhile: 'The password was changed while the login was under way.',
  too_long: 'The name or the password is longer than any that can be registered.',
  login_rate: 'This address tried too many passwords (loginRate).',
  login_failures: 'Too many wrong passwords for this account (loginFailures).',
  request_rate: 'Too many requests (anonRate, userRate, or the throttles of the endpoint).',
  mail_rate: 'Too many mails were asked for (mailRate, mailClientRate).',
  hash_queue_full: 'Too many password hashes were waiting (passwordQueue).',
  // Sessions
  spent: 'The refresh token had been used or logged out before.',
  reused: 'An older refresh token of the session came back: somebody else may have it.',
  gone: 'The session had ended.',
  revoked: 'The token was revoked: its session ended, or it was logged out.',
  logout: 'It was logged out.',
  replay: 'An old refresh token was presented again, so the session was ended.',
  password_change: 'The password was changed.',
  deactivated: 'The account was deactivated.',
  deleted: 'The account was deleted.',
  ended_by_user: 'The user ended it from another session.',
  password: 'By password.',
  registration: 'By registering.',
  adopted: 'By a refresh token that a Django service had signed.',
  // Mails
  email_verification: 'A verification mail.',
  password_reset: 'A mail with a link for a new password.',
  email_change: 'A mail to a new address, with a link that confirms it.',
  email_change_requested: 'A notice to the old address that another one was asked for.',
  email_changed: 'A notice to the old address that the account has another one.',
  mail: 'By the link of a mail.',
  superseded: 'Address or password changed since the link was made, or it was used meanwhile.',
  no_active_user: 'There is no such account any more, or it is not active.',
  too_late: 'The mail could not be sent in time.',
  other_address: 'The account has another address by now.',
  no_address: 'The address is none that can be written to.',
  verified_already: 'The address is verified already.',
  unusable_password: 'The account has no password that could be reset: it logs in elsewhere.',
  // Requests
  host: 'The Host header names none of ALLOWED_HOSTS.',
  path: 'No endpoint has that path.',
  cross_site: 'Another site asked with the cookies of this one (Origin, Sec-Fetch-Site).',
  fields: 'Fields of the body were not valid.',
  IsAuthenticated: 'Nobody was logged in: no token came with the request.',
  IsAdminUser: 'The user is no administrator.',
  no_user_claim: 'The token names no user.',
  malformed_user_id: 'What names the user in the token is not an id.',
  unforeseen: 'Something failed that nobody foresaw: the log has the error under this trace id.',
  sqlite: 'The database did not answer.',
  revocations_unknown: 'The revocation log could not be read, so nobody was let in.',
}

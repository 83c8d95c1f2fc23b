/**
 * Every error that a client can receive, one row each: its stable code, its HTTP status and its body, as in SimpleJWT,
 * DRF or the tutorials. Throw `problem('code', ...)`: the caller gets the row, the operator the reason and the
 * evidence. Bodies never carry evidence: no token text, no SQL, no stack.
 */

/** A JSON body. */
export type Body = Readonly<Record<string, unknown>> | readonly unknown[]

/** Messages for each field, in the order of the fields. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>

interface Row {
  readonly status: number
  /** `false`: a 401 without WWW-Authenticate, as the tutorial's cookie views answer. */
  readonly challenge?: false
  /** Shown as DRF's `{"detail": title}` unless `body` says otherwise. */
  readonly title: string
  readonly body?: (title: string) => Body
}

const withCode = (code: string) => (title: string) => ({ detail: title, code })
/** How this user can log in again; `problem()` gives the real ones. */
const withWaysToSignIn = (title: string) => ({ detail: title, providers: [], has_usable_password: false })
const asError = (title: string): Body => ({ error: title })
/** As OAuth has it (RFC 6749 section 5.2). */
const asOAuthError = (error: string) => (title: string) => ({ error, error_description: title })

/** The table. `title` is the default sentence; `problem()` may give another one where SimpleJWT has several. */
export const problemTable = {
  // Input
  invalid: { status: 400, title: 'Invalid input.' },
  parse_error: { status: 400, title: 'Malformed request.' },
  disallowed_host: { status: 400, title: 'Invalid Host header.' },
  not_found: { status: 404, title: 'Not found.' },
  invalid_cursor: { status: 404, title: 'Invalid cursor' },
  method_not_allowed: { status: 405, title: 'Method not allowed.' },
  not_acceptable: { status: 406, title: 'Could not satisfy the request Accept header.' },
  payload_too_large: { status: 413, title: 'Request body is too large.' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type in request.' },
  request_timeout: { status: 408, title: 'The request took too long.' },
  headers_too_large: { status: 431, title: 'Request headers are too large.' },
  throttled: { status: 429, title: 'Request was throttled.' },

  // Authentication and permissions
  not_authenticated: { status: 401, title: 'Authentication credentials were not provided.' },
  authentication_failed: { status: 401, title: 'Incorrect authentication credentials.' },
  no_active_account: { status: 401, title: 'No active account found with the given credentials' },
  no_active_account_for_token: { status: 401, title: 'No active account found for the given token.' },
  token_not_valid: { status: 401, title: 'Token is invalid', body: withCode('token_not_valid') },
  bad_authorization_header: {
    status: 401,
    title: 'Authorization header must contain two space-delimited values',
    body: withCode('bad_authorization_header'),
  },
  user_not_found: { status: 401, title: 'User not found', body: withCode('user_not_found') },
  user_inactive: { status: 401, title: 'User is inactive', body: withCode('user_inactive') },
  mfa_required: { status: 401, title: 'A second factor is needed.', body: withCode('mfa_required') },
  mfa_enrolment_required: {
    status: 401,
    title: 'This account needs a second factor, and has none yet.',
    body: withCode('mfa_enrolment_required'),
  },
  mfa_token_not_valid: {
    status: 401,
    title: 'This sign-in has ended. Please begin again.',
    body: withCode('mfa_token_not_valid'),
  },
  mfa_code_not_valid: {
    status: 401,
    title: 'The code is wrong, or was used before.',
    body: withCode('mfa_code_not_valid'),
  },
  mfa_locked: {
    status: 403,
    title: 'Too many wrong codes. Use a passkey, or ask for help.',
    body: withCode('mfa_locked'),
  },
  passkey_not_valid: { status: 401, title: 'The passkey was not accepted.', body: withCode('passkey_not_valid') },
  mail_login_not_valid: {
    status: 401,
    title: 'This login has ended. Please ask for a new mail.',
    body: withCode('mail_login_not_valid'),
  },
  mail_login_elsewhere: {
    status: 401,
    title: 'Open the link in the browser in which you asked for it, or ask for a new mail here.',
    body: withCode('mail_login_elsewhere'),
  },
  mail_code_not_valid: { status: 401, title: 'The code is wrong.', body: withCode('mail_code_not_valid') },
  reauthentication_required: {
    status: 401,
    title: 'Confirm that it is you: this needs a recent login.',
    body: withCode('reauthentication_required'),
  },
  password_changed: {
    status: 401,
    title: "The user's password has been changed.",
    body: withCode('password_changed'),
  },
  permission_denied: { status: 403, title: 'You do not have permission to perform this action.' },
  api_key_limit: { status: 400, title: 'You have too many API keys. Revoke one first.' },
  factor_exists: { status: 409, title: 'There is an authenticator app already. Remove it first.' },
  factor_needed: { status: 409, title: 'This account must have a second factor, and this is the last one.' },
  factor_limit: { status: 400, title: 'You have too many passkeys. Remove one first.' },
  recent_login_required: { status: 403, title: 'Log in again: this needs a recent login.', body: withWaysToSignIn },
  beyond_own_rights: { status: 403, title: 'This is beyond your own rights.' },
  own_account: { status: 403, title: 'You cannot do this to your own account.' },
  key_without_successor: { status: 409, title: 'This key signs, and no other is published to take its place.' },
  last_superuser: { status: 409, title: 'There must be an active superuser, and this is the last one.' },
  organization_required: { status: 400, title: 'The request names no organization.' },
  organization_ambiguous: { status: 400, title: 'The request names two organizations.' },
  organization_limit: { status: 400, title: 'You own too many organizations.' },
  organization_full: { status: 409, title: 'The organization has as many members as it may have.' },
  organization_in_use: { status: 409, title: 'The organization cannot be deleted while other data refers to it.' },
  invitation_limit: { status: 400, title: 'Too many invitations of this organization are waiting.' },
  invitation_not_valid: { status: 400, title: 'The invitation is not valid any more.' },
  invitation_other_address: { status: 403, title: 'The invitation is for another e-mail address.' },
  member_already: { status: 409, title: 'You are a member of this organization already.' },
  beyond_own_role: { status: 403, title: 'This is beyond your role in the organization.' },
  last_owner: { status: 409, title: 'An organization must have an owner, and this is the last one.' },
  managed_by_configuration: {
    status: 409,
    title: 'This group is a role: the configuration decides its name and permissions.',
  },
  adoption_following: { status: 409, title: 'Accounts are still kept by Django. Change it there.' },
  account_in_use: { status: 409, title: 'The account cannot be deleted while other data refers to it.' },

  // Sign-in with other providers
  invalid_google_token: { status: 400, title: 'Invalid Google token', body: asError },
  social_redirect_not_allowed: { status: 400, title: 'This redirect address is not allowed.' },
  social_state_invalid: { status: 400, title: 'This sign-in was not started here, or has ended. Please start again.' },
  social_code_invalid: { status: 400, title: 'The code is invalid, was used before, or has expired.' },
  social_refused: { status: 400, title: 'The provider did not confirm the sign-in.' },
  social_email_unverified: { status: 403, title: 'The provider gave no verified e-mail address.' },
  social_email_not_shared: { status: 403, title: 'The provider shares no e-mail address with this application.' },
  social_email_taken: {
    status: 409,
    title: 'There is an account with this e-mail address. Log in to it and link the provider there.',
  },
  social_already_linked: { status: 409, title: 'This provider, or this account there, is already linked.' },
  social_last_login: { status: 409, title: 'This is the only way to log in to the account.' },
  provider_unavailable: { status: 503, title: 'The provider cannot be reached. Please try again shortly.' },

  // Services that ask about tokens (RFC 7662, RFC 7009)
  invalid_client: {
    status: 401,
    challenge: false,
    title: 'The name or the secret of the service is wrong.',
    body: asOAuthError('invalid_client'),
  },
  invalid_request: {
    status: 400,
    title: 'Send one token, and credentials once.',
    body: asOAuthError('invalid_request'),
  },
  unsupported_token_type: {
    status: 400,
    title: 'Access tokens live to their end here. Revoke the refresh token.',
    body: asOAuthError('unsupported_token_type'),
  },

  // The logout of tutorial 1
  refresh_token_required: { status: 400, title: 'Refresh token is required', body: asError },
  invalid_or_expired_token: { status: 400, title: 'Invalid or expired token', body: asError },

  // The cookie endpoints of tutorial 1
  credentials_required: { status: 400, title: 'Email and password are required', body: asError },
  invalid_credentials: { status: 401, challenge: false, title: 'Invalid credentials', body: asError },
  account_disabled: { status: 401, challenge: false, title: 'User account is disabled', body: asError },
  refresh_token_not_found: { status: 401, challenge: false, title: 'Refresh token not found', body: asError },
  invalid_refresh_token: { status: 401, challenge: false, title: 'Invalid or expired refresh token', body: asError },
  signed_in_as_another: { status: 412, title: 'Another user is signed in.' },
  csrf_failed: { status: 403, title: 'CSRF Failed: Origin checking failed.' },

  // The server's own state
  internal_error: { status: 500, title: 'Internal server error.' },
  overloaded: { status: 503, title: 'The server is busy. Please try again shortly.' },
  store_unavailable: { status: 503, title: 'The service is temporarily unavailable.' },
  django_unavailable: { status: 503, title: "Django's database cannot be reached. Please try again shortly." },
  keys_unavailable: { status: 503, title: 'The keys that verify tokens cannot be fetched. Please try again shortly.' },
  signer_unavailable: { status: 503, title: 'Tokens cannot be signed now. Please try again shortly.' },
  revocations_unavailable: {
    status: 503,
    title: 'It is not known now which tokens were revoked. Please try again shortly.',
  },
  too_many_verifiers: { status: 503, title: 'Too many services wait for revocations here.' },
} as const satisfies Record<string, Row>

/** A stable code on the wire, such as `token_not_valid`: see the page of error codes. */
export type ProblemCode = keyof typeof problemTable

/** What to change in an answer, and what to tell the log. Only `title`, `body`, `headers` and `cookies` reach the client. */
export interface ProblemDetails {
  /** A different public sentence for the same code, such as `Token is expired`. */
  readonly title?: string
  /** The whole public body, if it is more than one sentence (field errors, `messages`). */
  readonly body?: Body
  /** Extra response headers, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>
  /** What `WWW-Authenticate` says behind the scheme, in place of the realm: `error="insufficient_user_authentication"`. */
  readonly challenge?: string
  /** Values of `Set-Cookie`, for a refusal that clears cookies. */
  readonly cookies?: readonly string[]
  /** The reason, for events and logs; never on the wire. */
  readonly reason?: string
  /** What was seen, for events and logs; never on the wire, never token text or passwords. */
  readonly evidence?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** A refusal. `code`, `status`, `body` and `headers` are public; `reason` and `evidence` are for the operator. */
export class AuthError extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly body: Body
  readonly headers: Readonly<Record<string, string>>
  readonly cookies: readonly string[]
  /** Whether the 401 has a WWW-Authenticate header. */
  readonly isChallenge: boolean
  /** What that header says behind the scheme, where it is not the realm. */
  readonly challenge: string | undefined
  readonly reason: string
  readonly evidence: Readonly<Record<string, unknown>>

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    const row: Row = problemTable[code]
    const title = details.title ?? row.title
    super(title, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'AuthError'
    this.code = code
    this.status = row.status
    this.body = details.body ?? row.body?.(title) ?? { detail: title }
    this.headers = details.headers ?? {}
    this.cookies = details.cookies ?? []
    this.isChallenge = row.status === 401 && row.challenge !== false
    this.challenge = details.challenge
    this.reason = details.reason ?? code
    this.evidence = details.evidence ?? {}
  }
}

/** The error of a row: `throw problem('token_not_valid', { reason: 'kind_mismatch' })`. */
export function problem(code: ProblemCode, details?: ProblemDetails): AuthError {
  return new AuthError(code, details)
}

/** Field errors as in DRF: the object itself is the body. */
export function invalidFields(errors: FieldErrors): AuthError {
  return new AuthError('invalid', { body: errors, reason: 'fields', evidence: { fields: Object.keys(errors) } })
}

/**
 * What the catalogue of problems says beyond the table: one entry for each code of src/problems.ts, and the types
 * refuse a code without an entry. Sentences are for the person who has just met the code.
 */
import type { ProblemCode } from '../../src/problems.ts'
import { ofFactors } from './factor-problems.ts'
import { ofMailLogins } from './mail-login-problems.ts'
import { ofOrganizations } from './organization-problems.ts'
import { ofRevocations } from './revocation-problems.ts'
import { ofServers } from './server-problems.ts'
import { ofServices } from './service-problems.ts'

export interface ProblemGuide {
  readonly happened: string
  readonly cause: string
  /** One step or command. */
  readonly help: string
}

const logInAgain = 'Log in again.'
const explain = 'Run `latchkey explain TRACE-ID` with the `Latchkey-Trace` header of the response.'

const ofInput = {
  invalid: {
    happened: 'At least one field of the body failed validation.',
    cause: 'A required field is missing, a value has the wrong form, or it is taken already.',
    help: 'Read the messages for each field in the body (`non_field_errors` concern all of it). `OPTIONS` describes the fields.',
  },
  parse_error: {
    happened: 'The request or its body could not be read.',
    cause: 'Broken JSON, a body that is not an object, broken UTF-8 or a malformed HTTP request.',
    help: 'Send valid JSON; the message says where reading stopped.',
  },
  disallowed_host: {
    happened: 'The `Host` header names a host that this server does not serve.',
    cause: 'A new domain, or a proxy that sends its internal name.',
    help: 'Add the name to [`allowedHosts`](settings.md#allowedhosts) (`ALLOWED_HOSTS`).',
  },
  not_found: {
    happened: 'There is nothing at this address for this caller.',
    cause: 'A wrong path or id, or a row that belongs to another user: both get the same answer.',
    help: 'Check the path against the [endpoints](endpoints.md).',
  },
  invalid_cursor: {
    happened: 'The cursor of a page is not one of this list.',
    cause: 'It was cut off or made up, or it is of the list in another order.',
    help: 'Begin with the first page, and follow `next` and `previous` as they are.',
  },
  method_not_allowed: {
    happened: 'The path exists, the method does not.',
    cause: 'A `GET` where the endpoint takes a `POST`, for example.',
    help: 'Use a method from the `Allow` header of the response.',
  },
  not_acceptable: {
    happened: 'The client accepts no format that this server writes.',
    cause: 'An `Accept` header without `application/json`.',
    help: 'Send `Accept: application/json`, or no `Accept` header.',
  },
  payload_too_large: {
    happened: 'The body is larger than the server reads.',
    cause: 'An upload, or many large fields.',
    help: 'Send less, or raise [`bodyLimit`](settings.md#bodylimit).',
  },
  unsupported_media_type: {
    happened: 'The server does not read bodies of this type.',
    cause: 'A missing or wrong `Content-Type`.',
    help: 'Send `Content-Type: application/json`, a form or multipart.',
  },
  request_timeout: {
    happened: 'The request did not arrive completely in time.',
    cause: 'A slow connection, or a client that holds connections open on purpose.',
    help: 'See [`requestTimeout`](settings.md#requesttimeout) and [`headersTimeout`](settings.md#headerstimeout).',
  },
  headers_too_large: {
    happened: 'The headers of the request are larger than the server reads.',
    cause: 'Too many cookies, or a very long token.',
    help: 'Send fewer cookies, or raise [`maximumHeaderSize`](settings.md#maximumheadersize).',
  },
  throttled: {
    happened: 'There were too many requests or login attempts.',
    cause: 'A rate from the settings or of the endpoint, or too many wrong passwords for one account.',
    help: 'Wait for the seconds in `Retry-After`; the limits are in [Limits](../guides/limits.md).',
  },
} as const

const ofCallers = {
  not_authenticated: {
    happened: 'The endpoint needs a logged-in caller, and the request carried no credentials.',
    cause: 'No `Authorization` header, a scheme that is not configured, or a cookie that was not sent.',
    help: 'Send `Authorization: Bearer ACCESS-TOKEN`.',
  },
  authentication_failed: {
    happened: 'Credentials came along and were refused.',
    cause: 'An API key that is wrong, revoked or expired, or an authenticator of your own that refused.',
    help: 'List the keys: `latchkey api-keys list LOGIN`.',
  },
  no_active_account: {
    happened: 'The login was refused.',
    cause: 'A wrong password, an unknown name or an inactive account: the answer is the same on purpose.',
    help: explain,
  },
  no_active_account_for_token: {
    happened: 'The refresh token is good, but its user may not have tokens.',
    cause: 'The account was deleted or deactivated, or a rule in the settings refuses it.',
    help: 'Look at the account: `latchkey users show USER`.',
  },
  token_not_valid: {
    happened: 'The token was refused.',
    cause: 'It expired, was revoked or reused, is of another kind, or was signed with another key.',
    help: 'Run `latchkey token inspect TOKEN`; it names the fault. Clients refresh, then log in again.',
  },
  bad_authorization_header: {
    happened: 'The `Authorization` header is not a scheme and one token.',
    cause: 'A space inside the token, or the scheme without a token.',
    help: 'Send exactly `Authorization: Bearer ACCESS-TOKEN`.',
  },
  user_not_found: {
    happened: 'The token is good, but its user does not exist.',
    cause: 'The account was deleted, or the token comes from another installation with the same key.',
    help: logInAgain,
  },
  user_inactive: {
    happened: 'The token is good, but its user is deactivated.',
    cause: 'An operator deactivated the account.',
    help: 'To let it in again: `latchkey users activate USER`.',
  },
  password_changed: {
    happened: 'The password was changed after the token was issued.',
    cause:
      'A password change or reset, which ends all sessions while [`checkRevokeToken`](settings.md#checkrevoketoken) is on.',
    help: logInAgain,
  },
  permission_denied: {
    happened: 'The caller is known and may not do this.',
    cause: 'A missing permission or group, a caller who is not staff, or a login limit that answers 403.',
    help: 'Look at the permissions: `latchkey users show USER`.',
  },
  api_key_limit: {
    happened: 'The user has as many working API keys as one may have.',
    cause: 'Keys that are not needed any more were never revoked, or a program creates keys in a loop.',
    help: 'Revoke keys, or raise [`apiKeyLimit`](settings.md#apikeylimit).',
  },
  recent_login_required: {
    happened: 'A user without a password asked for a change that takes the current password of others.',
    cause:
      'The login of this session is older than [`recentLoginMinutes`](settings.md#recentloginminutes), or the token has no session.',
    help: 'Sign in again with one of the `providers` in the body, then repeat the request.',
  },
  beyond_own_rights: {
    happened: 'An operator asked for a change that gives, takes or touches more than they may themselves.',
    cause:
      'The account has permissions that the operator has not, or is a superuser; or the change concerns such permissions, or a flag that only superusers set.',
    help: 'Let a superuser do it, or on the machine: `latchkey users`, `latchkey groups`.',
  },
  own_account: {
    happened: 'An operator asked to close, lower, raise or delete their own account.',
    cause: 'A slip would lock the operator out, and no one decides on their own rights.',
    help: 'Let another operator do it, or on the machine: `latchkey users`.',
  },
  key_without_successor: {
    happened: 'A key was not retired.',
    cause: 'It is the one that signs, and no other is published that could sign in its place.',
    help: 'Publish one first: `latchkey keys rotate --now`, or with `--leaked` for a key that others have.',
  },
  last_superuser: {
    happened: 'The change would leave no active superuser.',
    cause: 'The account is the only active one with that flag.',
    help: 'Make another account a superuser first: `latchkey createsuperuser`.',
  },
  managed_by_configuration: {
    happened: 'The name or the permissions of a group were not changed, or it was not deleted.',
    cause:
      'It is a role: the [`roles`](settings.md#roles) of the settings decide what it may. Operators decide who is in it.',
    help: 'Change `roles` in the settings and start again, or run `latchkey roles sync`.',
  },
  adoption_following: {
    happened: 'An account, a group or what they may do was not changed.',
    cause:
      'The accounts come from a Django project by `latchkey adopt django`, and until the switch they are written there alone.',
    help: 'Make the change in Django: it is here a moment later. Or finish the move: `latchkey adopt switch`.',
  },
  account_in_use: {
    happened: 'The account was not deleted because other rows refer to it.',
    cause: 'A table of your application has a foreign key to the user without `ON DELETE`.',
    help: 'Delete those rows first, or give the foreign key an `ON DELETE` rule.',
  },
} as const

const ofProviders = {
  invalid_google_token: {
    happened: 'The Google token was refused.',
    cause: 'It expired, or Google issued it to an app that is not yours.',
    help: 'List every client id of your apps in `otherClientIds`.',
  },
  social_redirect_not_allowed: {
    happened: 'The page to return to (`next`) is not on the list.',
    cause: 'A new page, or an attempt to use your domain for an open redirect.',
    help: 'Add it to [`socialRedirects`](settings.md#socialredirects), letter for letter.',
  },
  social_state_invalid: {
    happened: 'The provider answered a sign-in that this browser did not begin, or finished already.',
    cause: 'A reload of the callback, an expired sign-in, blocked cookies or a forged link.',
    help: 'Begin the sign-in again.',
  },
  social_code_invalid: {
    happened: 'The one-time code could not be exchanged for tokens.',
    cause: 'It was used before, is too old, or was copied incompletely.',
    help: 'Begin the sign-in again and exchange the code at once.',
  },
  social_refused: {
    happened: 'The provider did not confirm who the person is.',
    cause: 'The person cancelled, or the client id, the secret or the callback address is wrong.',
    help: explain,
  },
  social_email_not_shared: {
    happened: 'The provider refused to tell the address of a user who is new here.',
    cause: 'The app at the provider may not read addresses: the event `social.email_withheld` names the setting.',
    help: 'GitHub App: set the account permission "Email addresses" to read-only. OAuth app: ask for the scope `user:email`.',
  },
  social_email_unverified: {
    happened: 'The provider does not say that the e-mail address is verified.',
    cause: 'An unverified address at the provider, or one (Microsoft) that says nothing about it by default.',
    help: 'Have the address verified at the provider; see [Social login](../guides/social-login.md).',
  },
  social_email_taken: {
    happened: 'Another account has this e-mail address, and it may not be linked automatically.',
    cause: 'The address of the account was never verified here, so it may belong to someone else.',
    help: 'Log in to the account in the usual way, then link the provider.',
  },
  social_already_linked: {
    happened: 'The link exists already.',
    cause: 'The account has this provider, or the identity at the provider belongs to another account.',
    help: 'Unlink the provider first.',
  },
  social_last_login: {
    happened: 'The provider was not unlinked.',
    cause: 'The account has no password and no other provider: no one could log in any more.',
    help: 'Set a password or link another provider first.',
  },
  provider_unavailable: {
    happened: 'The provider did not answer.',
    cause: 'An outage there, or a firewall between it and this server.',
    help: 'Try again after `Retry-After`; check the connection from the server to the provider.',
  },
} as const

const ofTutorials = {
  refresh_token_required: {
    happened: 'The logout came without a refresh token.',
    cause: 'The member `refresh` is missing or empty.',
    help: 'Send `{"refresh": "..."}`.',
  },
  invalid_or_expired_token: {
    happened: 'The token of a logout, or of a link in a mail, was refused.',
    cause: 'It expired, was used before, or was not copied completely.',
    help: 'Ask for a new mail, or log in again.',
  },
  credentials_required: {
    happened: 'The cookie login came without a name or a password.',
    cause: 'A missing or empty member.',
    help: 'Send both members.',
  },
  invalid_credentials: {
    happened: 'The cookie login was refused.',
    cause: 'A wrong password, an unknown name or an inactive account.',
    help: explain,
  },
  account_disabled: {
    happened: 'The password was right, and the account is inactive.',
    cause:
      'An operator deactivated it. Only [`revealInactive`](settings.md#revealinactive) shows this; otherwise it is `invalid_credentials`.',
    help: 'To let it in again: `latchkey users activate USER`.',
  },
  refresh_token_not_found: {
    happened: 'The refresh came without the refresh cookie.',
    cause: 'The cookie expired, or its path or `SameSite` keeps the browser from sending it.',
    help: 'Run `latchkey doctor`: it checks cookies against the origins of your pages.',
  },
  invalid_refresh_token: {
    happened: 'The refresh cookie was refused.',
    cause: 'It expired, its session ended, or it was used twice.',
    help: logInAgain,
  },
  signed_in_as_another: {
    happened: 'The header `Latchkey-User` names one user, and the cookies are of another.',
    cause: 'Another user signed in, in another tab, before `latchkey/client` could send a request again.',
    help: 'Load the page again: it shows what belongs to the other user.',
  },
  csrf_failed: {
    happened: 'A page of another site made this request with cookies.',
    cause: 'A forged request, or a front end on another origin that is not listed.',
    help: 'Add the origin of your page to [`trustedOrigins`](settings.md#trustedorigins).',
  },
} as const

export const problemGuide: Readonly<Record<ProblemCode, ProblemGuide>> = {
  ...ofInput,
  ...ofCallers,
  ...ofFactors,
  ...ofMailLogins,
  ...ofOrganizations,
  ...ofRevocations,
  ...ofProviders,
  ...ofServices,
  ...ofTutorials,
  ...ofServers,
}

/** The groups of the page, in its order. */
export const problemGroups: readonly (readonly [title: string, guide: Readonly<Partial<typeof problemGuide>>])[] = [
  ['The request', ofInput],
  ['Authentication and permissions', ofCallers],
  ['Logging in by mail', ofMailLogins],
  ['Second factors', ofFactors],
  ['Organizations', ofOrganizations],
  ['Social login', ofProviders],
  ['Services of other languages', ofServices],
  ['Logout, mail links and cookie endpoints', ofTutorials],
  ['Services without a database', ofRevocations],
  ['The server', ofServers],
]

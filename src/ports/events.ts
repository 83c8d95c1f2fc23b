/**
 * Everything that is reported to the operator, as one table: name, log level, whether it is audited, and a sentence.
 * One fact is one event, one log line, and at most one audit row. An event holds no token text, no password and no raw
 * user input, except in `evidence`, which a listener must sanitize before it writes it anywhere.
 */
import type { GrantEventData } from './grant-event-data.ts'
import type { KeyEventData } from './key-event-data.ts'
import type { WebhookEventData } from './webhook-event-data.ts'

interface EventRow {
  readonly level: 'info' | 'warn' | 'error'
  /**
   * `action`: the audit row is written in the transaction of the action, so neither exists without the other. `after`:
   * nothing was changed that needs a transaction, so the row is written later; not so what an operator did. `never`: only in the log and counters.
   */
  readonly audit: 'action' | 'after' | 'never'
  readonly says: string
  /** Emitted once a process: the first says all that the others would. */
  readonly isOnce?: true
  /** Something is wrong with the application or what it needs. Printed where nothing else receives events. */
  readonly isFault?: true
}

/** Names are `noun.past`. */
export const eventTable = {
  'login.succeeded': { level: 'info', audit: 'action', says: 'a user logged in' },
  'login.continued': { level: 'info', audit: 'never', says: 'a login waits for a second factor' },
  'login.failed': { level: 'warn', audit: 'after', says: 'a login was refused' },
  'user.registered': { level: 'info', audit: 'action', says: 'a user registered an account' },
  'user.created': { level: 'info', audit: 'action', says: 'an account was created' },
  'refresh.rotated': { level: 'info', audit: 'never', says: 'a refresh token was exchanged for the next one' },
  'refresh.renewed': { level: 'info', audit: 'never', says: 'a token was renewed without rotation' },
  'refresh.forgiven': {
    level: 'info',
    audit: 'never',
    says: 'a refresh was repeated within the grace period and answered again',
  },
  'refresh.adopted': { level: 'info', audit: 'action', says: 'a foreign refresh token started a session' },
  'refresh.followed': { level: 'info', audit: 'never', says: 'a session went on with a token that Django made' },
  'refresh.reused': { level: 'warn', audit: 'action', says: 'a spent refresh token was presented again' },
  'refresh.gone': { level: 'info', audit: 'after', says: 'a refresh token of an ended session was presented' },
  'refresh.lease_failed': {
    level: 'error',
    audit: 'never',
    isFault: true,
    says: 'a refresh could not be shared with other processes, and went on without',
  },
  'logout.succeeded': { level: 'info', audit: 'after', says: 'a user logged out' },
  'logout.refused': { level: 'info', audit: 'after', says: 'a logout was refused' },
  'user.deleted': { level: 'info', audit: 'action', says: 'an account was deleted' },
  'user.changed': { level: 'info', audit: 'action', says: 'the data or the flags of an account were changed' },
  'session.confirmed': { level: 'info', audit: 'after', says: 'a user proved again who they are' },
  'session.ended': { level: 'info', audit: 'action', says: 'a session ended' },
  'password.changed': { level: 'info', audit: 'action', says: 'a password was changed' },
  'password.refused': { level: 'warn', audit: 'after', says: 'a wrong current password was given' },
  'password.link_made': {
    level: 'info',
    audit: 'action',
    says: 'an operator got a link with which an owner chooses a password',
  },
  'user.mailed': { level: 'info', audit: 'action', says: 'an operator had a mail sent to the owner of an account' },
  'export.began': { level: 'warn', audit: 'action', says: 'an operator began to export accounts' },
  'export.ended': { level: 'info', audit: 'action', says: 'an export of accounts ended' },
  'user.exported': { level: 'info', audit: 'action', says: 'a user took along what is kept about the account' },
  'api_key.created': { level: 'info', audit: 'action', says: 'an API key was created' },
  'factor.added': { level: 'info', audit: 'action', says: 'a second factor was added to an account' },
  'factor.renamed': { level: 'info', audit: 'action', says: 'a passkey was given another name' },
  'factor.removed': { level: 'warn', audit: 'action', says: 'a second factor was removed from an account' },
  'factor.reset': { level: 'warn', audit: 'action', says: 'all second factors of an account were removed' },
  'factor.refused': { level: 'warn', audit: 'after', says: 'a wrong code or passkey was given' },
  'recovery_codes.made': { level: 'info', audit: 'action', says: 'new recovery codes took the place of the old ones' },
  'recovery_code.used': { level: 'warn', audit: 'action', says: 'a recovery code was used' },
  'device.trusted': { level: 'info', audit: 'action', says: 'a browser was trusted to skip the second factor' },
  'device.forgotten': { level: 'info', audit: 'action', says: 'a browser is not trusted any more' },
  'social.linked': { level: 'info', audit: 'action', says: 'an account at another provider was linked' },
  'social.unlinked': { level: 'info', audit: 'action', says: 'an account at another provider was unlinked' },
  'social.email_withheld': {
    level: 'error',
    audit: 'never',
    isFault: true,
    says: 'a provider shares no addresses with this application, so no new user can sign in with it',
  },
  'api_key.revoked': { level: 'info', audit: 'action', says: 'an API key was revoked' },
  'email.verified': { level: 'info', audit: 'action', says: 'a user verified an e-mail address with a mailed link' },
  'email.reverted': { level: 'warn', audit: 'action', says: 'the old address took a change of address back' },
  'user.disowned': {
    level: 'warn',
    audit: 'action',
    says: 'an account was closed: its address belongs to another person',
  },
  'email.changed': {
    level: 'info',
    audit: 'action',
    says: 'the e-mail address of an account was changed to a confirmed one',
  },
  'group.created': { level: 'info', audit: 'action', says: 'a group was created' },
  'group.changed': { level: 'info', audit: 'action', says: 'the name or the permissions of a group were changed' },
  'group.deleted': { level: 'info', audit: 'action', says: 'a group was deleted' },
  'role.synced': {
    level: 'info',
    audit: 'action',
    says: 'the group of a role was brought in step with the configuration',
  },
  'group.member_added': { level: 'info', audit: 'action', says: 'a user was added to a group' },
  'group.member_removed': { level: 'info', audit: 'action', says: 'a user was removed from a group' },
  'group.permission_granted': { level: 'info', audit: 'action', says: 'a permission was granted to a group' },
  'group.permission_revoked': { level: 'info', audit: 'action', says: 'a permission was revoked from a group' },
  'user.permission_granted': { level: 'info', audit: 'action', says: 'a permission was granted to a user' },
  'user.permission_revoked': {
    level: 'info',
    audit: 'action',
    says: 'a permission was revoked from a user',
  },
  'user.groups_changed': { level: 'info', audit: 'action', says: 'the groups of a user were replaced' },
  'user.permissions_changed': {
    level: 'info',
    audit: 'action',
    says: 'the permissions of a user alone were replaced',
  },
  'organization.created': { level: 'info', audit: 'action', says: 'an organization was created' },
  'organization.changed': {
    level: 'info',
    audit: 'action',
    says: 'the name or the slug of an organization was changed',
  },
  'organization.deleted': { level: 'warn', audit: 'action', says: 'an organization was deleted' },
  'organization.member_added': { level: 'info', audit: 'action', says: 'a user joined an organization' },
  'organization.member_removed': {
    level: 'info',
    audit: 'action',
    says: 'a user left an organization, or was removed from it',
  },
  'organization.role_changed': { level: 'info', audit: 'action', says: 'the role of a member was changed' },
  'organization.invited': { level: 'info', audit: 'action', says: 'an address was invited to an organization' },
  'organization.invitation_revoked': { level: 'info', audit: 'action', says: 'an invitation was taken back' },
  'organization.invitation_declined': { level: 'info', audit: 'action', says: 'an invitation was declined' },
  'resource.row_created': { level: 'info', audit: 'action', says: 'an operator created a row of a resource' },
  'resource.row_changed': { level: 'info', audit: 'action', says: 'an operator changed a row of a resource' },
  'resource.row_deleted': { level: 'info', audit: 'action', says: 'an operator deleted a row of a resource' },
  'mail.requested': { level: 'info', audit: 'after', says: 'a mail to an address was requested' },
  'mail.sent': { level: 'info', audit: 'after', says: 'a mail was passed to the mail server' },
  'mail.postponed': {
    level: 'warn',
    audit: 'never',
    isFault: true,
    says: 'a mail could not be sent, and will be tried again',
  },
  'mail.dropped': { level: 'warn', audit: 'after', says: 'a mail will not be sent' },
  'mail.retried': { level: 'info', audit: 'action', says: 'an operator had a mail sent that was put off' },
  'mail.stuck': { level: 'error', audit: 'never', isFault: true, says: 'the outbox could not be read' },
  'webhook.sent': { level: 'info', audit: 'never', says: 'a service took a webhook' },
  'webhook.postponed': {
    level: 'warn',
    audit: 'never',
    isFault: true,
    says: 'a service did not take a webhook, which will be tried again',
  },
  'webhook.failed': {
    level: 'error',
    audit: 'never',
    isFault: true,
    says: 'a webhook was given up: an operator can replay it',
  },
  'webhook.stuck': { level: 'error', audit: 'never', isFault: true, says: 'webhooks could not be read' },
  'webhook.replayed': { level: 'info', audit: 'action', says: 'an operator had webhooks sent again' },
  'webhook.tested': { level: 'info', audit: 'action', says: 'an operator tried the endpoint of a service' },
  'token.refused': { level: 'info', audit: 'after', says: 'a token was refused' },
  'socket.ended': {
    level: 'info',
    audit: 'never',
    says: 'a WebSocket was closed: its token or its user is no longer valid',
  },
  'request.served': { level: 'info', audit: 'never', says: 'a request was answered' },
  'request.throttled': { level: 'warn', audit: 'after', says: 'a request was throttled' },
  'request.refused': { level: 'info', audit: 'after', says: 'a request was refused' },
  'request.failed': { level: 'error', audit: 'after', isFault: true, says: 'a request could not be answered' },
  'address.missing': {
    level: 'error',
    audit: 'never',
    isOnce: true,
    isFault: true,
    says: 'the platform names no client address, so the limits by address count nothing',
  },
  'keys.unavailable': { level: 'error', audit: 'never', isFault: true, says: 'published keys could not be fetched' },
  'revocations.unavailable': { level: 'error', audit: 'never', isFault: true, says: 'the feed could not be read' },
  'keys.skipped': {
    level: 'warn',
    audit: 'never',
    isFault: true,
    says: 'a published set holds keys that cannot be used; the others are',
  },
  'throttling.off': {
    level: 'warn',
    audit: 'never',
    isFault: true,
    says: 'the server started without any limit on attempts',
  },
  'redis.away': {
    level: 'warn',
    audit: 'never',
    isFault: true,
    says: 'Redis is away or slow: this process counts for itself until it is back',
  },
  'redis.back': { level: 'info', audit: 'never', says: 'Redis counts for all nodes again' },
  'endpoint.missing': {
    level: 'warn',
    audit: 'never',
    isFault: true,
    says: 'a mail, a provider or a page leads to an endpoint that the settings moved or switched off',
  },
  'key.published': { level: 'info', audit: 'action', says: 'a key that will sign tokens was made and published' },
  'key.advanced': { level: 'warn', audit: 'action', says: 'a published key signs earlier than was planned' },
  'key.retired': { level: 'info', audit: 'action', says: 'a key was retired: its tokens are refused' },
  'secrets.resealed': { level: 'info', audit: 'action', says: 'what an earlier secretKey had sealed was sealed anew' },
  'key.signing': { level: 'info', audit: 'never', says: 'this process signs with another key' },
  'keys.stuck': {
    level: 'error',
    audit: 'never',
    isFault: true,
    says: 'keys of the database could not be read or made',
  },
  'signer.failed': { level: 'error', audit: 'never', isFault: true, says: 'the signer did not sign a token' },
  'keys.weak': {
    level: 'warn',
    audit: 'never',
    isFault: true,
    says: 'tokens are signed with a key that can be guessed',
  },
  'django.away': { level: 'warn', audit: 'never', isFault: true, says: "Django's database is away or slow" },
  'django.back': { level: 'info', audit: 'never', says: "Django's database answers again" },
  'django.refused': { level: 'error', audit: 'never', isFault: true, says: 'Django did not take what it has to hear' },
  'housekeeping.done': { level: 'info', audit: 'never', says: 'rows that had expired were deleted' },
  'housekeeping.failed': { level: 'error', audit: 'never', isFault: true, says: 'expired rows could not be deleted' },
  'audit.lost': { level: 'error', audit: 'never', isFault: true, says: 'audit rows could not be written' },
} as const satisfies Readonly<Record<string, EventRow>>

/** The name of an event, such as `login.failed`. */
export type EventName = keyof typeof eventTable

interface Facts {
  readonly userId?: number | string | undefined
  /** Who acted, if it was an operator: the id of a user, or `cli:<user of the machine>`; `configuration` at a start. */
  readonly actor?: string | undefined
  readonly sid?: string | undefined
  /** Which of the inner reasons it was, such as `gone`, `reused`, `wrong_password`. */
  readonly reason?: string | undefined
  /** The client's address. */
  readonly address?: string | undefined
  /** The request's trace id, as in its `Latchkey-Trace` header. */
  readonly traceId?: string | undefined
}

/** A request that was answered with a problem. */
export interface RefusedRequest {
  readonly method: string
  readonly path: string
  /** The stable code of the problem; `internal_error` for an unexpected error. */
  readonly code: string
  readonly status: number
  readonly evidence?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** A request that was answered, whatever the answer. Emitted with `accessLog` only. */
export interface ServedRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly status: number
  /** Milliseconds from the request to its answer. */
  readonly ms: number
}

/** How far a mail came. Never its text, and never its address. */
export interface MailAttempt {
  readonly kind: string
  readonly attempt: number
}

interface OfRow {
  readonly table: string
  /** The id of the row, as text. */
  readonly id: string
}

/** How many rows housekeeping deleted. */
export interface DeletedRows {
  readonly sessions: number
  readonly spentTokens: number
  readonly revocations: number
  readonly auditRows: number
}

/** Refusals share a budget with those of their kind: wrong passwords of accounts, of unknown accounts, and the rest. */
export type RefusalKind = 'password' | 'unknown_account' | 'other'

interface EventData extends KeyEventData, GrantEventData, WebhookEventData {
  readonly 'user.changed': { readonly fields: readonly string[] }
  /** `isWhole` is false where the client went away, or the database did. */
  readonly 'export.ended': { readonly rows: number; readonly isWhole: boolean }
  readonly 'resource.row_created': OfRow
  readonly 'resource.row_changed': OfRow & { readonly fields: readonly string[] }
  readonly 'resource.row_deleted': OfRow
  readonly 'mail.postponed': MailAttempt
  readonly 'mail.dropped': MailAttempt
  readonly 'mail.retried': MailAttempt
  readonly 'mail.stuck': { readonly cause?: unknown }
  readonly 'token.refused': RefusedRequest
  readonly 'request.served': ServedRequest
  readonly 'request.throttled': RefusedRequest
  readonly 'request.refused': RefusedRequest
  readonly 'request.failed': RefusedRequest
  readonly 'social.email_withheld': { readonly provider: string; readonly fix: string }
  /** What to do on the platform at hand. */
  readonly 'address.missing': { readonly fix: string }
  readonly 'django.away': { readonly cause: unknown; readonly isKnown: boolean }
  /** How long it was away. */
  readonly 'django.back': { readonly seconds: number }
  readonly 'django.refused': { readonly cause: unknown; readonly jobs: number }
  /** How many hits this process has counted for itself since it was started. */
  readonly 'redis.back': { readonly missed: number }
  readonly 'housekeeping.done': DeletedRows
  readonly 'housekeeping.failed': { readonly cause?: unknown }
  readonly 'refresh.lease_failed': { readonly cause?: unknown }
  readonly 'audit.lost': { readonly count: number; readonly kind?: RefusalKind; readonly cause?: unknown }
}

type EventOf<Name extends EventName> = Facts & { readonly name: Name } & (Name extends keyof EventData
    ? { readonly data: EventData[Name] }
    : { readonly data?: undefined })

/** One event. `switch (event.name)` narrows the type of `data`. */
export type AuthEvent = { [Name in EventName]: EventOf<Name> }[EventName]

/** Where events go. Must not throw and must not block: a broken listener never fails a login. */
export interface Events {
  emit(event: AuthEvent): void
}

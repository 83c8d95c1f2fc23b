/**
 * What an operator may want to know, as one table: every fact has a name, how loud it is, where it is kept, and a
 * sentence. One fact is one event, one log line, and at most one audit row. No token text, no password and no raw
 * text of a user is in an event, except where `evidence` says what was seen; whoever writes it down cleans it.
 */

interface EventRow {
  readonly level: 'info' | 'warn' | 'error'
  /**
   * `action`: the transaction of the action writes its audit row, so that neither is there without the other. `after`:
   * nothing was done, or no row of its own was changed, so the row follows when there is time. `never`: the log and the counters know it.
   */
  readonly audit: 'action' | 'after' | 'never'
  readonly says: string
}

/** Names are `noun.past`. */
export const eventTable = {
  'login.succeeded': { level: 'info', audit: 'action', says: 'somebody logged in' },
  'login.failed': { level: 'warn', audit: 'after', says: 'a login was refused' },
  'user.registered': { level: 'info', audit: 'action', says: 'an account was opened' },
  'refresh.rotated': { level: 'info', audit: 'never', says: 'a refresh token was exchanged for the next one' },
  'refresh.renewed': { level: 'info', audit: 'never', says: 'a token was renewed without rotation' },
  'refresh.forgiven': { level: 'info', audit: 'never', says: 'the answer to a refresh was given once more' },
  'refresh.adopted': { level: 'info', audit: 'action', says: 'a foreign refresh token started a session' },
  'refresh.reused': { level: 'warn', audit: 'action', says: 'a spent refresh token was presented again' },
  'refresh.gone': { level: 'info', audit: 'after', says: 'a refresh token of an ended session was presented' },
  'logout.succeeded': { level: 'info', audit: 'after', says: 'somebody logged out' },
  'logout.refused': { level: 'info', audit: 'after', says: 'a logout was refused' },
  'user.deleted': { level: 'info', audit: 'action', says: 'an account was deleted' },
  'user.changed': { level: 'info', audit: 'action', says: 'somebody changed their own data' },
  'session.ended': { level: 'info', audit: 'action', says: 'a session ended' },
  'password.changed': { level: 'info', audit: 'action', says: 'a password was changed' },
  'password.refused': { level: 'warn', audit: 'after', says: 'the current password was given wrongly' },
  'api_key.created': { level: 'info', audit: 'action', says: 'an API key was made' },
  'social.linked': { level: 'info', audit: 'action', says: 'an account of another provider was linked' },
  'social.unlinked': { level: 'info', audit: 'action', says: 'an account of another provider was unlinked' },
  'api_key.revoked': { level: 'info', audit: 'action', says: 'an API key was revoked' },
  'email.verified': { level: 'info', audit: 'action', says: 'somebody showed that they read mail at their address' },
  'email.reverted': { level: 'warn', audit: 'action', says: 'the old address took a change of address back' },
  'user.disowned': {
    level: 'warn',
    audit: 'action',
    says: 'an account was closed: its address belongs to another person',
  },
  'email.changed': { level: 'info', audit: 'action', says: 'an account moved to an address that was confirmed' },
  'group.created': { level: 'info', audit: 'action', says: 'a group was created' },
  'group.deleted': { level: 'info', audit: 'action', says: 'a group was deleted' },
  'group.member_added': { level: 'info', audit: 'action', says: 'an account was put into a group' },
  'group.member_removed': { level: 'info', audit: 'action', says: 'an account was taken out of a group' },
  'group.permission_granted': { level: 'info', audit: 'action', says: 'a group was given a permission' },
  'group.permission_revoked': { level: 'info', audit: 'action', says: 'a permission was taken from a group' },
  'user.permission_granted': { level: 'info', audit: 'action', says: 'an account was given a permission of its own' },
  'user.permission_revoked': {
    level: 'info',
    audit: 'action',
    says: 'a permission of its own was taken from an account',
  },
  'mail.requested': { level: 'info', audit: 'after', says: 'somebody asked for a mail to an address' },
  'mail.sent': { level: 'info', audit: 'after', says: 'a mail was handed over' },
  'mail.postponed': { level: 'warn', audit: 'never', says: 'a mail could not be handed over, and is tried again' },
  'mail.dropped': { level: 'warn', audit: 'after', says: 'a mail will not be sent' },
  'mail.stuck': { level: 'error', audit: 'never', says: 'the outbox could not be read' },
  'token.refused': { level: 'info', audit: 'after', says: 'a token was refused' },
  'socket.ended': {
    level: 'info',
    audit: 'never',
    says: 'a WebSocket was closed: its token or its user may not go on',
  },
  'request.throttled': { level: 'warn', audit: 'after', says: 'a request came too soon' },
  'request.refused': { level: 'info', audit: 'after', says: 'a request was refused' },
  'request.failed': { level: 'error', audit: 'after', says: 'a request could not be answered' },
  'throttling.off': { level: 'warn', audit: 'never', says: 'the server started without any limit on attempts' },
  'audit.lost': { level: 'error', audit: 'never', says: 'audit rows could not be written' },
} as const satisfies Readonly<Record<string, EventRow>>

export type EventName = keyof typeof eventTable

interface Facts {
  readonly userId?: number | string | undefined
  readonly sid?: string | undefined
  /** Which of the inner reasons it was, such as `gone`, `reused`, `wrong_password`. */
  readonly reason?: string | undefined
  /** The client's address. */
  readonly address?: string | undefined
  /** Of the request, as its `Latchkey-Trace` header says it. */
  readonly traceId?: string | undefined
}

/** A request that got no answer of the kind that it asked for. */
export interface RefusedRequest {
  readonly method: string
  readonly path: string
  /** The stable code of the problem; `internal_error` for what nobody foresaw. */
  readonly code: string
  readonly status: number
  readonly evidence?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** How far a mail came. Never its text, and never whom it goes to. */
export interface MailAttempt {
  readonly kind: string
  readonly attempt: number
}

interface EventData {
  readonly 'user.changed': { readonly fields: readonly string[] }
  readonly 'mail.postponed': MailAttempt
  readonly 'mail.dropped': MailAttempt
  readonly 'mail.stuck': { readonly cause?: unknown }
  readonly 'token.refused': RefusedRequest
  readonly 'request.throttled': RefusedRequest
  readonly 'request.refused': RefusedRequest
  readonly 'request.failed': RefusedRequest
  readonly 'audit.lost': { readonly count: number; readonly cause?: unknown }
}

type EventOf<Name extends EventName> = Facts & { readonly name: Name } & (Name extends keyof EventData
    ? { readonly data: EventData[Name] }
    : { readonly data?: undefined })

/** One fact. `switch (event.name)` tells which, and what `data` holds. */
export type AuthEvent = { [Name in EventName]: EventOf<Name> }[EventName]

/** Where events go. Must not throw and must not block: a broken listener never fails a login. */
export interface Events {
  emit(event: AuthEvent): void
}

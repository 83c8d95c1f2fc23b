/**
 * Which rows of the audit table are told to services, and by which name: every row that an action writes is here, or is said
 * not to be sent. The names on the left are those of the house and may change; those on the right are a promise.
 */
import type { EventName, eventTable } from '../../ports/events.ts'
import type { WebhookEventName } from '../../webhooks/event-table.ts'

/** Events whose audit row is written in the transaction of the action. */
type ActionEvent = {
  [Name in EventName]: (typeof eventTable)[Name]['audit'] extends 'action' ? Name : never
}[EventName]

/** Rows whose event has another name, or none. */
type RowAlone = 'session.started' | 'users.adopted' | 'mail.dropped'

interface NotSent {
  readonly notSent: string
}

const otherRow: NotSent = { notSent: 'the event of an action whose row has another name' }
const ofApplication: NotSent = { notSent: 'rows of the application, which knows of them itself' }
const ofOperator: NotSent = { notSent: 'what an operator read or sent: it changes no account' }
const ofWebhooks: NotSent = { notSent: 'each would cause the next' }

export const sentEvents = {
  'session.started': 'session.started',
  'session.ended': 'session.ended',
  'refresh.reused': 'session.token_reused',
  'user.created': 'user.created',
  'user.changed': 'user.updated',
  'user.deleted': 'user.deleted',
  'user.disowned': 'user.disowned',
  'user.permission_granted': 'user.permissions_changed',
  'user.permission_revoked': 'user.permissions_changed',
  'user.permissions_changed': 'user.permissions_changed',
  'user.groups_changed': { notSent: 'each group that the user joined or left has a row of its own' },
  'password.changed': 'user.password_changed',
  'email.verified': 'user.email_verified',
  'email.changed': 'user.email_changed',
  'email.reverted': 'user.email_reverted',
  'factor.added': 'factor.added',
  'factor.renamed': 'factor.renamed',
  'factor.removed': 'factor.removed',
  'factor.reset': 'factor.reset',
  'recovery_codes.made': 'recovery_codes.created',
  'recovery_code.used': 'recovery_code.used',
  'device.trusted': 'device.trusted',
  'device.forgotten': 'device.forgotten',
  'social.linked': 'provider.linked',
  'social.unlinked': 'provider.unlinked',
  'api_key.created': 'api_key.created',
  'api_key.revoked': 'api_key.revoked',
  'group.created': 'group.created',
  'group.changed': 'group.updated',
  'group.deleted': 'group.deleted',
  'group.member_added': 'group.member_added',
  'group.member_removed': 'group.member_removed',
  'group.permission_granted': 'group.updated',
  'group.permission_revoked': 'group.updated',
  'role.synced': 'group.updated',
  'organization.created': 'organization.created',
  'organization.changed': 'organization.updated',
  'organization.deleted': 'organization.deleted',
  'organization.member_added': 'organization.member_added',
  'organization.member_removed': 'organization.member_removed',
  'organization.role_changed': 'organization.role_changed',
  'organization.invited': 'organization.invitation_created',
  'organization.invitation_revoked': 'organization.invitation_revoked',
  'organization.invitation_declined': 'organization.invitation_declined',
  'key.published': 'signing_key.published',
  'key.advanced': 'signing_key.advanced',
  'key.retired': 'signing_key.retired',
  'login.succeeded': otherRow,
  'user.registered': otherRow,
  'refresh.adopted': otherRow,
  'users.adopted': { notSent: 'a million accounts that come over from Django are not a million events' },
  'resource.row_created': ofApplication,
  'resource.row_changed': ofApplication,
  'resource.row_deleted': ofApplication,
  'password.link_made': ofOperator,
  'user.mailed': ofOperator,
  'export.began': ofOperator,
  'export.ended': ofOperator,
  'user.exported': { notSent: 'what its owner read changes no account' },
  'mail.retried': ofOperator,
  'mail.dropped': ofOperator,
  'secrets.resealed': ofOperator,
  'webhook.replayed': ofWebhooks,
  'webhook.tested': ofWebhooks,
} as const satisfies Readonly<Record<ActionEvent | RowAlone, WebhookEventName | NotSent>>

const names: ReadonlyMap<string, WebhookEventName | NotSent> = new Map(Object.entries(sentEvents))

/** The public name of the event of an audit row; `undefined`: it is not sent. */
export function sentNameOf(event: string): WebhookEventName | undefined {
  const found = names.get(event)
  return typeof found === 'string' ? found : undefined
}

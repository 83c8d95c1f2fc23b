/**
 * The events that webhooks tell of, as one table: a name, a sentence, and what `data` holds. It is a promise to receivers:
 * a name and a member that stand here stay. Bodies are thin. They name accounts by their ids and tell which fields changed,
 * not from what to what: who is told of more asks the admin API for it, as someone who may see it.
 */
import type { WebhookData } from './event-data.ts'

interface WebhookEventRow {
  readonly says: string
  /** Beside `actor` and `trace_id`, which every event has. */
  readonly data: readonly (keyof WebhookData)[]
}

export const webhookEvents = {
  'user.created': { says: 'An account was created, by its owner or by an operator.', data: ['user_id', 'reason'] },
  'user.updated': { says: 'Data or flags of an account were changed.', data: ['user_id', 'changed'] },
  'user.deleted': { says: 'An account was deleted.', data: ['user_id'] },
  'user.disowned': {
    says: 'An account was closed: its address belongs to another person.',
    data: ['user_id'],
  },
  'user.email_verified': { says: 'The address of an account was verified.', data: ['user_id', 'reason'] },
  'user.email_changed': { says: 'An account has another address, which was confirmed.', data: ['user_id'] },
  'user.email_reverted': { says: 'The old address took a change of address back.', data: ['user_id'] },
  'user.password_changed': { says: 'The password of an account was changed.', data: ['user_id', 'reason'] },
  'user.permissions_changed': { says: 'The permissions of a user alone were changed.', data: ['user_id'] },
  'session.started': { says: 'A session began.', data: ['user_id', 'session_id', 'methods'] },
  'session.ended': {
    says: 'A session ended; without `session_id`, all sessions and tokens of the user did.',
    data: ['user_id', 'session_id', 'reason'],
  },
  'session.token_reused': {
    says: 'A spent refresh token was presented again: it may have been stolen.',
    data: ['session_id'],
  },
  'factor.added': { says: 'A second factor was added.', data: ['user_id', 'factor_id', 'factor_kind'] },
  'factor.renamed': { says: 'A passkey was given another name.', data: ['user_id', 'factor_id', 'factor_kind'] },
  'factor.removed': { says: 'A second factor was removed.', data: ['user_id', 'factor_id', 'factor_kind'] },
  'factor.reset': { says: 'All second factors of an account were removed.', data: ['user_id'] },
  'recovery_codes.created': { says: 'New recovery codes took the place of the old ones.', data: ['user_id'] },
  'recovery_code.used': { says: 'A recovery code was used.', data: ['user_id'] },
  'device.trusted': { says: 'A browser was trusted to skip the second factor.', data: ['user_id', 'device_id'] },
  'device.forgotten': { says: 'A browser is not trusted any more.', data: ['user_id', 'device_id'] },
  'provider.linked': { says: 'An account at a provider was linked.', data: ['user_id', 'provider'] },
  'provider.unlinked': { says: 'An account at a provider was unlinked.', data: ['user_id', 'provider'] },
  'api_key.created': { says: 'An API key was created.', data: ['user_id', 'api_key_id'] },
  'api_key.revoked': { says: 'An API key was revoked.', data: ['user_id', 'api_key_id'] },
  'group.created': { says: 'A group was created.', data: ['group_id'] },
  'group.updated': { says: 'The name or the permissions of a group were changed.', data: ['group_id', 'changed'] },
  'group.deleted': { says: 'A group was deleted.', data: ['group_id'] },
  'group.member_added': { says: 'A user was added to a group.', data: ['group_id', 'user_id'] },
  'group.member_removed': { says: 'A user was removed from a group.', data: ['group_id', 'user_id'] },
  'organization.created': {
    says: 'An organization was created; the user owns it.',
    data: ['organization_id', 'user_id'],
  },
  'organization.updated': {
    says: 'The name or the slug of an organization was changed.',
    data: ['organization_id', 'changed'],
  },
  'organization.deleted': { says: 'An organization was deleted.', data: ['organization_id'] },
  'organization.member_added': { says: 'A user joined an organization.', data: ['organization_id', 'user_id'] },
  'organization.member_removed': {
    says: 'A user left an organization, or was removed from it.',
    data: ['organization_id', 'user_id'],
  },
  'organization.role_changed': { says: 'The role of a member was changed.', data: ['organization_id', 'user_id'] },
  'organization.invitation_created': {
    says: 'An address was invited to an organization, or invited again.',
    data: ['organization_id', 'invitation_id'],
  },
  'organization.invitation_revoked': {
    says: 'An invitation was taken back.',
    data: ['organization_id', 'invitation_id'],
  },
  'organization.invitation_declined': {
    says: 'An invitation was declined.',
    data: ['organization_id', 'invitation_id'],
  },
  'signing_key.published': { says: 'A key that will sign tokens was published.', data: ['key_id'] },
  'signing_key.advanced': { says: 'A published key signs earlier than was planned.', data: ['key_id'] },
  'signing_key.retired': { says: 'A key was retired: its tokens are refused.', data: ['key_id', 'reason'] },
  'webhook.test': { says: 'An operator tries the endpoint. It is sent whatever the endpoint subscribes to.', data: [] },
} as const satisfies Readonly<Record<string, WebhookEventRow>>

/** The name of an event, such as `user.created`. */
export type WebhookEventName = keyof typeof webhookEvents

/** The names of all events, in the order of the guide. */
export const webhookEventNames = Object.keys(webhookEvents) as readonly WebhookEventName[]

/** `undefined`: no name of ours, as one of a newer sender may be. */
export function findWebhookEvent(name: string): WebhookEventName | undefined {
  return webhookEventNames.find(each => each === name)
}

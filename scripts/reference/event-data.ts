/** What the `data` of an event holds. Types are gone when the page is written, so its members stand here once more. */
import type { AuthEvent } from '../../src/ports/events.ts'

type DataOf<Name> = NonNullable<Extract<AuthEvent, { readonly name: Name }>['data']>
type WithData = { [Name in AuthEvent['name']]: [DataOf<Name>] extends [never] ? never : Name }[AuthEvent['name']]

/** Complete by type: an event with data has an entry, and its entry every member. */
type DataTable = { readonly [Name in WithData]: { readonly [Member in keyof Required<DataOf<Name>>]: string } }

const refused = {
  method: 'of the request',
  path: 'of the request',
  code: 'the error code of the response',
  status: 'the status of the response',
  evidence: 'what was seen',
  cause: 'the error behind it',
}
const inGroup = { group: 'the name of the group' }
const inOrganization = { organization: 'its id' }
const ofPermission = { permission: 'such as `shop.add_product`' }
const ofRow = { table: 'of the application', id: 'of the row, as text' }
const webhook = {
  endpoint: 'its name in the settings',
  type: 'such as `user.created`',
  messageId: 'its `webhook-id`',
  attempt: 'how many attempts so far',
  took: 'milliseconds',
  status: 'of the answer, where there was one',
}
const attempt = { kind: 'which mail', attempt: 'how many attempts so far' }

export const eventData: DataTable = {
  'user.changed': { fields: 'the names of the changed fields' },
  'export.ended': { rows: 'how many accounts were sent', isWhole: 'whether the file was sent to its end' },
  'group.created': inGroup,
  'group.changed': inGroup,
  'group.deleted': inGroup,
  'role.synced': {
    ...inGroup,
    outcome: '`created`, `adopted`, `changed` or `released`',
    granted: 'the permissions that the group got',
    revoked: 'those that it lost',
    members: 'how many accounts are in it',
  },
  'group.member_added': inGroup,
  'group.member_removed': inGroup,
  'group.permission_granted': { ...inGroup, ...ofPermission },
  'group.permission_revoked': { ...inGroup, ...ofPermission },
  'user.permission_granted': ofPermission,
  'user.permission_revoked': ofPermission,
  'organization.created': inOrganization,
  'organization.changed': inOrganization,
  'organization.deleted': inOrganization,
  'organization.member_added': inOrganization,
  'organization.member_removed': inOrganization,
  'organization.role_changed': inOrganization,
  'organization.invited': inOrganization,
  'organization.invitation_revoked': inOrganization,
  'organization.invitation_declined': inOrganization,
  'resource.row_created': ofRow,
  'resource.row_changed': { ...ofRow, fields: 'the names of the changed fields' },
  'resource.row_deleted': ofRow,
  'mail.postponed': attempt,
  'mail.dropped': attempt,
  'mail.retried': attempt,
  'mail.stuck': { cause: 'the error behind it' },
  'webhook.sent': webhook,
  'webhook.postponed': webhook,
  'webhook.failed': webhook,
  'webhook.stuck': { endpoint: 'its name in the settings', cause: 'the error behind it' },
  'webhook.replayed': { endpoint: 'its name in the settings', deliveries: 'how many' },
  'webhook.tested': { endpoint: 'its name in the settings' },
  'token.refused': refused,
  'request.served': {
    method: 'of the request',
    path: 'of the request, without its query',
    status: 'of the response',
    ms: 'milliseconds from the request to its response',
  },
  'request.throttled': refused,
  'request.refused': refused,
  'request.failed': refused,
  'address.missing': { fix: 'what makes the address known on the platform at hand' },
  'social.email_withheld': { provider: 'its name', fix: 'the setting of the app at the provider' },
  'keys.unavailable': { host: 'the publisher' },
  'revocations.unavailable': { host: 'the issuer' },
  'keys.skipped': { host: 'the publisher', keys: 'of each key: `kid`, and `why` it cannot be used' },
  'redis.back': { missed: 'how many hits this process has counted for itself since it was started' },
  'key.published': { kid: 'of the key', algorithm: 'such as `ES256`', signsFrom: 'the moment from which it signs' },
  'key.advanced': { kid: 'of the key', signsFrom: 'the moment from which it signs now' },
  'key.retired': { kid: 'of the key' },
  'key.signing': { kid: 'of the key; null: none signs' },
  'secrets.resealed': { resealed: 'how many', lost: 'how many no key of the settings opens' },
  'keys.stuck': { cause: 'the error behind it' },
  'signer.failed': { cause: 'the error behind it' },
  'keys.weak': { fix: 'how a strong one takes its place' },
  'django.away': { cause: 'the error behind it', isKnown: 'whether it was told before' },
  'django.back': { seconds: 'how long it was away' },
  'django.refused': { cause: 'the error behind it', jobs: 'how many wait because of it' },
  'housekeeping.done': {
    sessions: 'how many rows',
    spentTokens: 'how many rows',
    revocations: 'how many rows',
    auditRows: 'how many rows',
  },
  'refresh.lease_failed': { cause: 'the error behind it' },
  'housekeeping.failed': { cause: 'the error behind it' },
  'audit.lost': {
    count: 'how many rows',
    kind: 'after a flood: `password`, `unknown_account` or `other`',
    cause: 'the error behind it',
  },
}

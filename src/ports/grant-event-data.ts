/** What events about groups, permissions and organizations hold. */

interface InGroup {
  /** The name of the group. */
  readonly group: string
}

/** What a role of the configuration changed of its group: see users/group-store.ts. */
interface SyncedRole extends InGroup {
  readonly outcome: 'created' | 'adopted' | 'changed' | 'released'
  readonly granted: readonly string[]
  readonly revoked: readonly string[]
  /** Accounts in the group. */
  readonly members: number
}

interface OfPermission {
  /** `app_label.codename`. */
  readonly permission: string
}

interface InOrganization {
  /** Its id. */
  readonly organization: string
}

export interface GrantEventData {
  readonly 'group.created': InGroup
  readonly 'group.changed': InGroup
  readonly 'group.deleted': InGroup
  readonly 'role.synced': SyncedRole
  readonly 'group.member_added': InGroup
  readonly 'group.member_removed': InGroup
  readonly 'group.permission_granted': InGroup & OfPermission
  readonly 'group.permission_revoked': InGroup & OfPermission
  readonly 'user.permission_granted': OfPermission
  readonly 'user.permission_revoked': OfPermission
  readonly 'organization.created': InOrganization
  readonly 'organization.changed': InOrganization
  readonly 'organization.deleted': InOrganization
  readonly 'organization.member_added': InOrganization
  readonly 'organization.member_removed': InOrganization
  readonly 'organization.role_changed': InOrganization
  readonly 'organization.invited': InOrganization
  readonly 'organization.invitation_revoked': InOrganization
  readonly 'organization.invitation_declined': InOrganization
}

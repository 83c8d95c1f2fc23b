/** The pages of the console: a row each, with the right and the endpoint that it needs. */
import type { ComponentType } from 'preact'
import { config } from '../shared/config.ts'
import type { PageProps } from './page-props.ts'
import { AccessPage } from './pages/access.tsx'
import { AuditPage } from './pages/audit.tsx'
import { GroupsPage } from './pages/groups.tsx'
import { KeysPage } from './pages/keys.tsx'
import { NewUserPage } from './pages/new-user.tsx'
import { OrganizationsPage } from './pages/organizations.tsx'
import { OutboxPage } from './pages/outbox.tsx'
import { OverviewPage } from './pages/overview.tsx'
import { ResourcesPage } from './pages/resources.tsx'
import { SessionsPage } from './pages/sessions.tsx'
import { SettingsPage } from './pages/settings.tsx'
import { UserPage } from './pages/user.tsx'
import { UsersPage } from './pages/users.tsx'
import { WebhooksPage } from './pages/webhooks.tsx'
import { WhyPage } from './pages/why.tsx'
import type { ConsoleWords } from './words/words.ts'

export interface PageEntry {
  readonly segment: string
  readonly label: keyof ConsoleWords['menu']
  readonly group: keyof ConsoleWords['groups'] | ''
  /** Empty: every operator's. */
  readonly right: string
  readonly endpoint: string
  /** Absent from the menu, though its address says what would be there. */
  readonly isUnlisted?: boolean
  readonly Page: ComponentType<PageProps>
}

export const pages: readonly PageEntry[] = [
  { segment: '', label: 'overview', group: '', right: '', endpoint: 'admin_me', Page: OverviewPage },
  { segment: 'users', label: 'users', group: 'people', right: 'auth.view_user', endpoint: 'admin_users', Page: Users },
  {
    segment: 'groups',
    label: 'groups',
    group: 'people',
    right: 'auth.view_group',
    endpoint: 'admin_groups',
    Page: GroupsPage,
  },
  {
    segment: 'organizations',
    label: 'organizations',
    group: 'people',
    right: 'latchkey.view_organization',
    endpoint: 'admin_organizations',
    Page: OrganizationsPage,
  },
  {
    segment: 'sessions',
    label: 'sessions',
    group: 'people',
    right: 'latchkey.view_session',
    endpoint: 'admin_sessions',
    Page: SessionsPage,
  },
  {
    segment: 'why',
    label: 'why',
    group: 'history',
    right: 'latchkey.view_audit',
    endpoint: 'admin_explain',
    Page: WhyPage,
  },
  {
    segment: 'access',
    label: 'access',
    group: 'history',
    right: 'latchkey.view_audit',
    endpoint: 'admin_access',
    Page: AccessPage,
  },
  {
    segment: 'audit',
    label: 'audit',
    group: 'history',
    right: 'latchkey.view_audit',
    endpoint: 'admin_audit',
    Page: AuditPage,
  },
  {
    segment: 'outbox',
    label: 'outbox',
    group: 'system',
    right: 'latchkey.view_outbox',
    endpoint: 'admin_outbox',
    Page: OutboxPage,
  },
  {
    segment: 'webhooks',
    label: 'webhooks',
    group: 'system',
    right: 'latchkey.view_webhook',
    endpoint: 'admin_webhooks',
    isUnlisted: !config.hasWebhooks,
    Page: WebhooksPage,
  },
  {
    segment: 'settings',
    label: 'settings',
    group: 'system',
    right: 'latchkey.view_settings',
    endpoint: 'admin_settings',
    Page: SettingsPage,
  },
  {
    segment: 'keys',
    label: 'keys',
    group: 'system',
    right: 'latchkey.view_settings',
    endpoint: 'admin_keys',
    Page: KeysPage,
  },
  {
    segment: 'resources',
    label: 'resources',
    group: 'data',
    right: '',
    endpoint: 'admin_resources',
    Page: ResourcesPage,
  },
]

function Users({ segments: [id, ...rest] }: PageProps) {
  if (id === undefined) return <UsersPage />
  return id === 'new' ? <NewUserPage /> : <UserPage key={id} id={id} segments={rest} />
}

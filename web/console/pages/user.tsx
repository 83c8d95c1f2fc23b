/** One account: its parts in tabs, each by its own right. */
import { call } from '../../shared/api.ts'
import { pathOf } from '../../shared/config.ts'
import { Loading, PageHead, RefusedPage, type Tab, Tabs } from '../../shared/parts.tsx'
import { routeTo } from '../../shared/route.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import type { AccountDetails } from '../account-details.ts'
import { fullName, nameOf, useMe } from '../me.ts'
import { words } from '../words/words.ts'
import { AccessTab } from './user-access.tsx'
import { FactorsTab } from './user-factors.tsx'
import { ApiKeysTab, HistoryTab, ProvidersTab, SessionsTab } from './user-lists.tsx'
import { OrganizationsTab } from './user-organizations.tsx'
import { ProfileTab } from './user-profile.tsx'
import { States } from './users.tsx'

const tabs = [
  { name: 'profile', right: 'auth.view_user', endpoint: 'admin_user', Part: ProfileTab },
  { name: 'access', right: 'auth.view_user', endpoint: 'admin_user_groups', Part: AccessTab },
  { name: 'sessions', right: 'latchkey.view_session', endpoint: 'admin_user_sessions', Part: SessionsTab },
  { name: 'api-keys', right: 'latchkey.view_apikey', endpoint: 'admin_user_api_keys', Part: ApiKeysTab },
  { name: 'factors', right: 'auth.view_user', endpoint: 'admin_user_factors', Part: FactorsTab },
  { name: 'providers', right: 'auth.view_user', endpoint: 'admin_user_providers', Part: ProvidersTab },
  {
    name: 'organizations',
    right: 'latchkey.view_organization',
    endpoint: 'admin_user_organizations',
    Part: OrganizationsTab,
  },
  { name: 'history', right: 'latchkey.view_audit', endpoint: 'admin_audit', Part: HistoryTab },
] as const

export function UserPage({ id, segments }: { id: string; segments: readonly string[] }) {
  const me = useMe()
  const text = words().user
  const { data: user, refusal, reload } = useLoaded<AccountDetails>(() => call('admin_user', { params: { id } }), [id])
  if (refusal !== undefined) return <RefusedPage title={words().users.title} refusal={refusal} again={reload} />
  if (user === undefined) return <Loading />
  const open = tabs.filter(({ right, endpoint }) => me.may(right) && pathOf(endpoint) !== undefined)
  const current = open.find(({ name }) => name === (segments[0] ?? 'profile')) ?? open[0]
  const links: readonly Tab[] = open.map(({ name }) => ({
    name,
    label: text.tabs[name],
    href: routeTo(name === 'profile' ? ['users', id] : ['users', id, name]),
  }))
  return (
    <>
      <nav>
        <a href="#/users">← {text.back}</a>
      </nav>
      <PageHead title={nameOf(user)} lead={fullName(user)}>
        <States user={user} />
      </PageHead>
      <Tabs tabs={links} current={current?.name ?? ''} label={text.tabsLabel} />
      {current === undefined ? null : <current.Part user={user} reload={reload} />}
    </>
  )
}

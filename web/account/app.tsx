/** Which page is shown, and the menu: only what this server offers. */
import type { ComponentType } from 'preact'
import { call } from '../shared/api.ts'
import { config, pageLink, pathOf } from '../shared/config.ts'
import { latePage } from '../shared/late-page.tsx'
import { Loading, PageHead, Refused } from '../shared/parts.tsx'
import { useRoute } from '../shared/route.ts'
import { Shell } from '../shared/shell.tsx'
import { StepUp } from '../shared/step-up.tsx'
import { useLoaded } from '../shared/use-loaded.ts'
import { shared } from '../shared/words.ts'
import { loginOf, PersonContext, type Profile, usePerson } from './me.ts'
import { DataPage } from './pages/data.tsx'
import { DeletePage } from './pages/delete.tsx'
import { EmailPage } from './pages/email.tsx'
import { KeysPage } from './pages/keys.tsx'
import { LinkedPage } from './pages/linked.tsx'
import { OverviewPage } from './pages/overview.tsx'
import { PasswordPage } from './pages/password.tsx'
import { ProfilePage } from './pages/profile.tsx'
import { SecurityPage } from './pages/security.tsx'
import { SessionsPage } from './pages/sessions.tsx'
import { type AccountWords, words } from './words/words.ts'

interface PageEntry {
  readonly segment: string
  readonly label: keyof AccountWords['menu']
  /** What it works by; without it there is no page. */
  readonly endpoint: string
  readonly Page: ComponentType
}

const OrganizationsPage = latePage(async () => (await import('./pages/organizations.tsx')).OrganizationsPage)

const pages: readonly PageEntry[] = [
  { segment: '', label: 'overview', endpoint: 'user_profile', Page: OverviewPage },
  { segment: 'profile', label: 'profile', endpoint: 'user_profile', Page: ProfilePage },
  { segment: 'email', label: 'email', endpoint: 'user_profile', Page: EmailPage },
  { segment: 'password', label: 'password', endpoint: 'password_change', Page: PasswordPage },
  { segment: 'security', label: 'security', endpoint: 'mfa', Page: SecurityPage },
  { segment: 'sessions', label: 'sessions', endpoint: 'session_list', Page: SessionsPage },
  { segment: 'keys', label: 'keys', endpoint: 'api_key_list', Page: KeysPage },
  { segment: 'linked', label: 'linked', endpoint: 'social_account_list', Page: LinkedPage },
  { segment: 'organizations', label: 'organizations', endpoint: 'organizations', Page: OrganizationsPage },
  { segment: 'data', label: 'data', endpoint: 'account_export', Page: DataPage },
  { segment: 'delete', label: 'delete', endpoint: 'account_delete', Page: DeletePage },
]

export function App() {
  const { data: profile, refusal, reload } = useLoaded<Profile>(() => call('user_profile'), [])
  if (refusal !== undefined)
    return (
      <main class="content">
        <Refused refusal={refusal} again={reload} />
      </main>
    )
  if (profile === undefined)
    return (
      <main class="content">
        <Loading />
      </main>
    )
  return (
    <PersonContext.Provider value={{ profile, reload }}>
      <Frame />
    </PersonContext.Provider>
  )
}

function Frame() {
  const { profile } = usePerson()
  const { segments } = useRoute()
  const open = pages.filter(({ endpoint }) => pathOf(endpoint) !== undefined)
  const page = open.find(({ segment }) => segment === (segments[0] ?? ''))
  const items = open.map(({ segment, label }) => ({ href: `#/${segment}`, segment, label: words().menu[label] }))
  return (
    <>
      <Shell title={words().title} who={loginOf(profile)} menu={[{ items }]} links={<ConsoleLink />}>
        {page === undefined ? <PageHead title={shared().notFound} /> : <page.Page />}
      </Shell>
      <StepUp login={(config.loginField === 'email' ? profile.email : profile.username) ?? ''} />
    </>
  )
}

/** For operators: the others would find a page that is not for them. */
function ConsoleLink() {
  const { data: me } = useLoaded<{ readonly is_staff: boolean }>(() => call('account_me'), [])
  const link = pageLink('console')
  return link === undefined || me?.is_staff !== true ? null : (
    <a class="small" href={link}>
      {words().console}
    </a>
  )
}

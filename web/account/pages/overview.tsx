/** The first page: the account at a glance. */
import { call } from '../../shared/api.ts'
import { fill } from '../../shared/i18n.ts'
import { Address, Badge, PageHead } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { loginOf, usePerson } from '../me.ts'
import { words } from '../words/words.ts'

export function OverviewPage() {
  const { profile } = usePerson()
  const text = words().overview
  const sessions = useLoaded<readonly unknown[]>(() => call('session_list'), [])
  return (
    <>
      <PageHead title={fill(text.hello, { name: profile.first_name || loginOf(profile) })} lead={text.lead} />
      <div class="grid">
        {profile.email === undefined || profile.email === '' ? null : (
          <div class="card">
            <div class="card-body stack">
              <h2>{text.address}</h2>
              <p class="wrap">
                <Address text={profile.email} />
              </p>
              <VerifiedBadge isVerified={profile.email_verified} />
              <div>
                <a href="#/email">{text.change}</a>
              </div>
            </div>
          </div>
        )}
        {sessions.data === undefined ? null : (
          <div class="card">
            <div class="card-body stack">
              <h2>{text.sessions}</h2>
              <p>{fill(text.devices, { count: sessions.data.length })}</p>
              <div>
                <a href="#/sessions">{text.show}</a>
              </div>
            </div>
          </div>
        )}
      </div>
    </>
  )
}

/** Where the application shows it. */
export function VerifiedBadge({ isVerified }: { isVerified: boolean | undefined }) {
  const text = words().overview
  if (isVerified === undefined) return null
  return (
    <div>
      {isVerified ? <Badge tone="success">{text.verified}</Badge> : <Badge tone="warning">{text.notVerified}</Badge>}
    </div>
  )
}

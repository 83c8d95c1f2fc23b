/** Where the account is logged in. */
import { call } from '../../shared/api.ts'
import { deviceOf } from '../../shared/device.ts'
import { ask, toast } from '../../shared/dialogs.tsx'
import { fill, showAgo } from '../../shared/i18n.ts'
import { Badge, Button, explain, Loading, PageHead, Refused } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { words } from '../words/words.ts'

interface Session {
  readonly id: string
  readonly started_at: string
  readonly last_used_at: string
  readonly address: string
  readonly user_agent: string
  readonly current: boolean
}

export function SessionsPage() {
  const text = words().sessions
  const { data, refusal, reload } = useLoaded<readonly Session[]>(() => call('session_list'), [])
  const endOthers = async () => {
    if (!(await ask({ title: text.othersTitle, confirm: text.others, isDangerous: true }))) return
    const outcome = await call('session_others', { method: 'DELETE' })
    if (outcome.ok) toast(text.othersDone)
    else toast(explain(outcome), 'danger')
    reload()
  }
  return (
    <>
      <PageHead title={text.title} lead={text.lead}>
        {data !== undefined && data.length > 1 ? (
          <Button tone="danger" onClick={endOthers}>
            {text.others}
          </Button>
        ) : null}
      </PageHead>
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined ? (
        <Loading />
      ) : (
        <ul class="list card flush">
          {data.map(session => (
            <SessionRow key={session.id} session={session} reload={reload} />
          ))}
        </ul>
      )}
    </>
  )
}

function SessionRow({ session, reload }: { session: Session; reload: () => void }) {
  const text = words().sessions
  const device = deviceOf(session.user_agent) || text.unknown
  const end = async () => {
    if (!(await ask({ title: text.endTitle, lead: device, confirm: text.end, isDangerous: true }))) return
    const outcome = await call('session_detail', { params: { id: session.id }, method: 'DELETE' })
    if (outcome.ok) toast(text.ended)
    else toast(explain(outcome), 'danger')
    reload()
  }
  return (
    <li>
      <span class="list-main">
        <strong class="wrap">{device}</strong> {session.current ? <Badge tone="accent">{text.current}</Badge> : null}
        <span class="muted small">
          <span class="mono">{session.address}</span> · {fill(text.started, { ago: showAgo(session.started_at) })},{' '}
          {fill(text.used, { ago: showAgo(session.last_used_at) })}
        </span>
      </span>
      {session.current ? null : (
        <span class="list-end">
          <Button small label={`${text.end}: ${device}`} onClick={end}>
            {text.end}
          </Button>
        </span>
      )}
    </li>
  )
}

/** Sessions of all accounts, and the life of one as a line in time. */
import { useId } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { deviceOf } from '../../shared/device.ts'
import { showMoment } from '../../shared/i18n.ts'
import { usePages } from '../../shared/list.tsx'
import { Loading, Moment, PageHead, RefusedPage } from '../../shared/parts.tsx'
import { replaceRoute, routeTo, useRoute } from '../../shared/route.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import type { PageProps } from '../page-props.ts'
import { words } from '../words/words.ts'
import type { HistoryRow } from './audit.tsx'
import { SessionList, type SessionRow } from './session-list.tsx'

export function SessionsPage({ segments: [sid] }: PageProps) {
  return sid === undefined ? <AllSessions /> : <Timeline key={sid} sid={sid} />
}

function AllSessions() {
  const text = words().sessions
  const { query } = useRoute()
  const state = query.get('state') ?? ''
  const pages = usePages<SessionRow>({ name: 'admin_sessions', query: { state, page_size: 50 } })
  const id = useId()
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      <search class="filters">
        <div class="field">
          <label for={id}>{text.filter}</label>
          <select
            id={id}
            value={state}
            onChange={event => replaceRoute(routeTo(['sessions'], { state: event.currentTarget.value }))}
          >
            <option value="">{words().users.any}</option>
            <option value="live">{text.live}</option>
            <option value="ended">{text.ended}</option>
          </select>
        </div>
      </search>
      <SessionList pages={pages} withAccount />
    </>
  )
}

interface Life {
  readonly session: SessionRow | null
  readonly events: readonly HistoryRow[]
}

function Timeline({ sid }: { sid: string }) {
  const text = words().sessions
  const { data, refusal, reload } = useLoaded<Life>(() => call('admin_session_timeline', { params: { sid } }), [sid])
  if (refusal !== undefined) return <RefusedPage title={text.timeline} refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  return (
    <>
      <nav>
        <a href="#/sessions">← {text.title}</a>
      </nav>
      <PageHead title={text.timeline} lead={sid} />
      {data.session === null ? null : <SessionFacts session={data.session} />}
      <EventLine events={data.events} />
    </>
  )
}

function SessionFacts({ session }: { session: SessionRow }) {
  const text = words().sessions
  return (
    <dl class="facts">
      <dt>{text.user}</dt>
      <dd>
        <a href={routeTo(['users', session.user_id])}>{String(session.user_id)}</a>
      </dd>
      <dt>{text.device}</dt>
      <dd class="wrap">{deviceOf(session.user_agent) || text.unknown}</dd>
      <dt>{text.address}</dt>
      <dd class="mono wrap">{session.address}</dd>
      <dt>{text.started}</dt>
      <dd>
        <Moment at={session.started_at} />
      </dd>
      <dt>{text.lastUsed}</dt>
      <dd>
        <Moment at={session.last_used_at} />
      </dd>
      {session.ended_at === null ? null : (
        <>
          <dt>{text.ended}</dt>
          <dd>
            <Moment at={session.ended_at} /> <span class="mono">{session.end_reason}</span>
          </dd>
        </>
      )}
    </dl>
  )
}

/** The oldest first: what led to what. */
export function EventLine({ events }: { events: readonly HistoryRow[] }) {
  return (
    <ol class="timeline">
      {events.map(event => (
        <li key={`${event.id}${event.at}${event.event}`} class={event.code === null ? undefined : 'danger'}>
          <time dateTime={event.at}>{showMoment(event.at)}</time>
          <span>
            <span class="mono">
              {event.event} {event.reason ?? ''} {event.code ?? ''}
            </span>{' '}
            <span class="muted wrap">{event.actor?.name ?? event.address ?? ''}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}

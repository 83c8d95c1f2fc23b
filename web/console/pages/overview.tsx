/** The first page: what happens each day, what there is, and what is wrong with the installation. */
import { call } from '../../shared/api.ts'
import { pathOf } from '../../shared/config.ts'
import { fill, showDay, showNumber } from '../../shared/i18n.ts'
import { Alert, Badge, CommandLine, Loading, PageHead, Refused } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { useMe } from '../me.ts'
import { words } from '../words/words.ts'

interface Count {
  readonly value: number
  readonly is_exact: boolean
}

interface Day {
  readonly day: string
  readonly logins: number
  readonly failed_logins: number | null
  readonly registrations: number
  readonly refusals: number | null
  readonly dropped_mails: number
}

interface Stats {
  readonly days: readonly Day[]
  readonly now: Readonly<Record<'live_sessions' | 'accounts' | 'waiting_mails', Count>>
}

interface Findings {
  readonly healthy: boolean
  readonly findings: readonly {
    readonly check: string
    readonly level: 'fault' | 'advice'
    readonly what: string
    readonly fix: string
  }[]
}

export function OverviewPage() {
  const { may } = useMe()
  const text = words().overview
  const maySee = may('latchkey.view_settings') && pathOf('admin_stats') !== undefined
  return (
    <>
      <PageHead title={text.title} lead={text.lead}>
        {may('auth.view_user') ? (
          <a class="button" href="#/users">
            {text.find}
          </a>
        ) : null}
      </PageHead>
      {maySee ? <Numbers /> : null}
      {maySee && pathOf('admin_doctor') !== undefined ? <Doctor /> : null}
    </>
  )
}

function Numbers() {
  const text = words().overview
  const { data, refusal, reload } = useLoaded<Stats>(() => call('admin_stats', { query: { days: 30 } }), [])
  if (refusal !== undefined) return <Refused refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  const { days, now } = data
  return (
    <>
      <div class="grid">
        <Stat label={text.accounts} count={now.accounts} />
        <Stat label={text.sessions} count={now.live_sessions} />
        <Stat label={text.mails} count={now.waiting_mails} />
      </div>
      <div class="grid">
        <Bars title={text.logins} days={days} of={day => day.logins} />
        <Bars title={text.failures} days={days} of={day => day.failed_logins} />
        <Bars title={text.registrations} days={days} of={day => day.registrations} />
        <Bars title={text.refusals} days={days} of={day => day.refusals} />
      </div>
      <CommandLine command="latchkey stats" />
    </>
  )
}

function Stat({ label, count }: { label: string; count: Count }) {
  return (
    <div class="card">
      <div class="card-body">
        <p class="stat-value">
          {showNumber(count.value)}
          {count.is_exact ? '' : '+'}
        </p>
        <p class="stat-label">{label}</p>
      </div>
    </div>
  )
}

interface BarsProps {
  readonly title: string
  readonly days: readonly Day[]
  readonly of: (day: Day) => number | null
}

/** One bar a day. The figures stand in a table for those who cannot see them. */
function Bars({ title, days, of }: BarsProps) {
  const text = words().overview
  const counts = days.map(of)
  const most = Math.max(1, ...counts.map(each => each ?? 0))
  if (counts.every(each => each === null)) return null
  const total = counts.reduce<number>((sum, each) => sum + (each ?? 0), 0)
  return (
    <figure class="card">
      <figcaption class="card-head">
        <h2>{title}</h2>
        <span class="muted">{fill(text.total, { count: total })}</span>
      </figcaption>
      <div class="card-body">
        <svg class="chart" viewBox={`0 0 ${days.length * 10} 100`} preserveAspectRatio="none" aria-hidden="true">
          {days.map((day, index) => {
            const height = Math.max(((of(day) ?? 0) / most) * 100, 1)
            return (
              <rect key={day.day} x={index * 10 + 1} y={100 - height} width="8" height={height}>
                <title>{`${showDay(day.day)}: ${showNumber(of(day) ?? 0)}`}</title>
              </rect>
            )
          })}
        </svg>
        <details>
          <summary>{text.figures}</summary>
          <ul class="list">
            {days.toReversed().map(day => (
              <li key={day.day}>
                <span class="list-main">{showDay(day.day)}</span>
                <span class="list-end num">{showNumber(of(day) ?? 0)}</span>
              </li>
            ))}
          </ul>
        </details>
      </div>
    </figure>
  )
}

function Doctor() {
  const text = words().overview
  const { data, refusal, reload } = useLoaded<Findings>(() => call('admin_doctor'), [])
  return (
    <section class="section">
      <h2>{text.doctor}</h2>
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined && refusal === undefined ? <Loading /> : null}
      {data?.findings.length === 0 ? <Alert tone="success">{text.healthy}</Alert> : null}
      {data === undefined || data.findings.length === 0 ? null : (
        <ul class="list card flush">
          {data.findings.map(({ check, level, what, fix }) => (
            <li key={`${check}${what}`}>
              <span class="list-main">
                <span class="row">
                  <Badge tone={level === 'fault' ? 'danger' : 'warning'}>{text.levels[level]}</Badge>
                  <strong class="wrap">{`${check}: ${what}`}</strong>
                </span>
                <span class="muted wrap">{fix}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

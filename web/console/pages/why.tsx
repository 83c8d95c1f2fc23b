/** Why was it refused? By the trace id of an answer, or by the token itself, which is neither kept nor shown again. */
import { useId, useState } from 'preact/hooks'
import { call, type Outcome, type Refusal } from '../../shared/api.ts'
import { Alert, Button, Moment, PageHead, Refused } from '../../shared/parts.tsx'
import { routeTo } from '../../shared/route.ts'
import { words } from '../words/words.ts'
import type { HistoryRow } from './audit.tsx'
import { EventLine } from './sessions.tsx'

interface Story {
  readonly trace: string
  readonly request: readonly HistoryRow[]
  readonly session: readonly HistoryRow[]
}

interface Inspection {
  readonly is_ours: boolean
  readonly is_accepted: boolean
  readonly says: string | null
  readonly status: number | null
  readonly code: string | null
  readonly detail: string | null
  readonly kind: string | null
  readonly claims: Readonly<Record<string, unknown>> | null
  readonly issued_at: string | null
  readonly expires_at: string | null
  readonly user: { readonly state: string; readonly id: number | string | null; readonly name: string | null } | null
  readonly session: { readonly state: string; readonly id: string | null } | null
  readonly events: readonly HistoryRow[]
}

/** Three parts with dots between, or a scheme before it: a token. Anything else is a trace. */
export function isToken(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(withoutScheme(text))
}

function withoutScheme(text: string): string {
  return text.trim().replace(/^(?:authorization:\s*)?(?:bearer|jwt)\s+/i, '')
}

export function WhyPage() {
  const text = words().why
  const [asked, setAsked] = useState('')
  const [story, setStory] = useState<Story>()
  const [inspection, setInspection] = useState<Inspection>()
  const [refusal, setRefusal] = useState<Refusal>()
  const [isBusy, setBusy] = useState(false)
  const id = useId()
  const show = <Data,>(outcome: Outcome<Data>, set: (data: Data) => void) => {
    if (outcome.ok) set(outcome.data)
    else setRefusal(outcome)
  }
  const explain = async (event: Event) => {
    event.preventDefault()
    setStory(undefined)
    setInspection(undefined)
    setRefusal(undefined)
    setBusy(true)
    const given = withoutScheme(asked)
    if (isToken(asked)) {
      show<Inspection>(await call('admin_inspect', { method: 'POST', body: { token: given } }), setInspection)
    } else show<Story>(await call('admin_explain', { params: { trace: given } }), setStory)
    setBusy(false)
  }
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      <form class="form" onSubmit={explain}>
        <div class="field">
          <label for={id}>{text.input}</label>
          <textarea
            id={id}
            class="mono"
            required
            spellcheck={false}
            autocomplete="off"
            value={asked}
            onInput={event => setAsked(event.currentTarget.value)}
          />
          <p class="hint">{text.hint}</p>
        </div>
        <div class="form-actions">
          <Button type="submit" tone="primary" isBusy={isBusy}>
            {text.submit}
          </Button>
        </div>
      </form>
      <div class="stack" aria-live="polite">
        {refusal === undefined ? null : refusal.status === 404 ? (
          <Alert tone="info">{text.unknown}</Alert>
        ) : (
          <Refused refusal={refusal} />
        )}
        {story === undefined ? null : <StoryOf story={story} />}
        {inspection === undefined ? null : <InspectionOf inspection={inspection} />}
      </div>
    </>
  )
}

function StoryOf({ story: { request, session } }: { story: Story }) {
  const text = words().why
  return (
    <>
      <h2>{text.request}</h2>
      <EventLine events={request} />
      {session.length === 0 ? null : (
        <>
          <h2>{text.session}</h2>
          <EventLine events={session} />
        </>
      )}
    </>
  )
}

function InspectionOf({ inspection }: { inspection: Inspection }) {
  const text = words().why
  if (!inspection.is_ours) return <Alert tone="danger">{text.foreign}</Alert>
  const { user, session, claims, events } = inspection
  return (
    <>
      {inspection.is_accepted ? (
        <Alert tone="success">{text.accepted}</Alert>
      ) : (
        <Alert tone="danger" title={text.refused}>
          <p>{inspection.says ?? inspection.detail}</p>
          {inspection.code === null ? null : (
            <p class="mono">
              {inspection.status} {inspection.code}
            </p>
          )}
        </Alert>
      )}
      <dl class="facts">
        <dt>{text.kind}</dt>
        <dd>{inspection.kind}</dd>
        <dt>{text.issued}</dt>
        <dd>
          <Moment at={inspection.issued_at} />
        </dd>
        <dt>{text.expires}</dt>
        <dd>
          <Moment at={inspection.expires_at} />
        </dd>
        {user === null ? null : (
          <>
            <dt>{text.user}</dt>
            <dd class="wrap">
              {user.id === null ? user.state : <a href={routeTo(['users', user.id])}>{user.name ?? String(user.id)}</a>}
            </dd>
          </>
        )}
        {session === null ? null : (
          <>
            <dt>{text.session}</dt>
            <dd class="wrap">
              {session.state}{' '}
              {session.id === null ? null : <a href={routeTo(['sessions', session.id])}>{session.id}</a>}
            </dd>
          </>
        )}
      </dl>
      {claims === null ? null : (
        <details>
          <summary>{text.claims}</summary>
          <pre>
            <code>{JSON.stringify(claims, null, 2)}</code>
          </pre>
        </details>
      )}
      {events.length === 0 ? null : <EventLine events={events} />}
    </>
  )
}

/** One delivery: what it says, how each attempt ended, when the next one is, and sending it again. */
import { call } from '../../shared/api.ts'
import { ask, toast } from '../../shared/dialogs.tsx'
import { fill } from '../../shared/i18n.ts'
import {
  Alert,
  Badge,
  Button,
  CommandLine,
  CopyButton,
  CopyText,
  Empty,
  explain,
  Instant,
  Loading,
  PageHead,
  RefusedPage,
} from '../../shared/parts.tsx'
import { routeTo } from '../../shared/route.ts'
import { useFresh } from '../../shared/use-fresh.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import { withCommand } from '../commands.tsx'
import { useMe } from '../me.ts'
import {
  isDueNow,
  lookAgainAfter,
  showAnswer,
  showLastAnswer,
  tones,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookEndpoint,
} from '../webhooks.ts'
import { words } from '../words/words.ts'

interface DeliveryInFull extends WebhookDelivery {
  readonly body: string
  readonly history: readonly WebhookAttempt[]
}

export function DeliveryPage({ id }: { id: string }) {
  const text = words().webhooks
  const params = { id }
  const delivery = useLoaded<DeliveryInFull>(() => call('admin_webhook_delivery', { params }), [id])
  const endpoints = useLoaded<{ readonly results: readonly WebhookEndpoint[] }>(() => call('admin_webhooks'), [])
  const { data, refusal, reload, refresh } = delivery
  useFresh(refresh, lookAgainAfter(data === undefined ? [] : [data]))
  const title = fill(text.delivery, { id })
  if (refusal?.status === 404) return <Gone title={title} />
  if (refusal !== undefined) return <RefusedPage title={title} refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  const isNamed = endpoints.data?.results.some(({ endpoint }) => endpoint === data.endpoint)
  return (
    <>
      <Back />
      <PageHead title={title}>{isNamed === true ? <Replay delivery={data} reload={reload} /> : null}</PageHead>
      {isNamed === false ? <Alert tone="warning">{text.noEndpoint}</Alert> : null}
      <Facts delivery={data} />
      <Body delivery={data} />
      <Attempts delivery={data} />
      <CommandLine command={`latchkey webhooks show ${data.id}`} />
    </>
  )
}

function Back() {
  return (
    <nav>
      <a href={routeTo(['webhooks'])}>← {words().webhooks.all}</a>
    </nav>
  )
}

function Gone({ title }: { title: string }) {
  const text = words().webhooks
  return (
    <>
      <Back />
      <PageHead title={title} />
      <Empty title={text.gone}>
        <p>{text.goneLead}</p>
      </Empty>
    </>
  )
}

function Facts({ delivery }: { delivery: DeliveryInFull }) {
  const text = words().webhooks
  const { state, event, endpoint, message_id: messageId, due_at: due, finished_at: finished, attempts } = delivery
  return (
    <dl class="facts">
      <dt>{text.state}</dt>
      <dd>
        <span class="row" role="status">
          <Badge tone={tones[state]}>{text.states[state]}</Badge>
          {showLastAnswer(delivery)}
        </span>
      </dd>
      <dt>{text.event}</dt>
      <dd class="mono">{event}</dd>
      <dt>{text.endpoint}</dt>
      <dd class="mono wrap">{endpoint}</dd>
      <dt>{text.id}</dt>
      <dd>
        <CopyText text={messageId} label={text.id} />
      </dd>
      <dt>{text.written}</dt>
      <dd>
        <Instant at={delivery.written_at} />
      </dd>
      {due === null ? null : <dt>{text.due}</dt>}
      {due === null ? null : <dd>{isDueNow(due) ? text.dueNow : <Instant at={due} />}</dd>}
      {finished === null ? null : <dt>{text.finished}</dt>}
      {finished === null ? null : (
        <dd>
          <Instant at={finished} />
        </dd>
      )}
      <dt>{text.attempts}</dt>
      <dd>{attempts}</dd>
    </dl>
  )
}

function Body({ delivery: { body } }: { delivery: DeliveryInFull }) {
  const text = words().webhooks
  const { parsed, trace } = readBody(body)
  const maySee = useMe().may('latchkey.view_audit')
  return (
    <section class="card">
      <div class="card-head">
        <h2>{text.body}</h2>
        <div class="actions">
          {trace === undefined || !maySee ? null : (
            <a class="button small" href={routeTo(['audit'], { trace })}>
              {text.trace}
            </a>
          )}
          <CopyButton text={body} label={text.copyBody} />
        </div>
      </div>
      <div class="card-body">
        <pre class="wrap">
          <code>{parsed === undefined ? body : JSON.stringify(parsed, undefined, 2)}</code>
        </pre>
        <p class="muted small">{text.bodyLead}</p>
      </div>
    </section>
  )
}

function readBody(body: string): { readonly parsed?: unknown; readonly trace?: string } {
  try {
    const parsed = JSON.parse(body)
    const trace: unknown = parsed?.data?.trace_id
    return typeof trace === 'string' ? { parsed, trace } : { parsed }
  } catch {
    return {}
  }
}

/** The last one first. */
function Attempts({ delivery: { history, attempts } }: { delivery: DeliveryInFull }) {
  const text = words().webhooks
  return (
    <section class="section">
      <h2>{text.history}</h2>
      {history.length === 0 ? <p class="muted">{text.untried}</p> : null}
      {history.length < attempts && history.length > 0 ? (
        <p class="muted">{fill(text.earlier, { count: history.length })}</p>
      ) : null}
      <ol class="timeline">
        {history.toReversed().map(attempt => (
          <li key={attempt.at} class={attempt.reason === null ? undefined : 'danger'}>
            <Instant at={attempt.at} />
            <span>
              {showAnswer(attempt)} <span class="muted">· {fill(text.took, { count: attempt.took })}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

interface ReplayProps {
  readonly delivery: WebhookDelivery
  readonly reload: () => void
  readonly isSmall?: boolean
}

/** Nothing for those who may not. */
export function Replay({ delivery: { id, state, event }, reload, isSmall = false }: ReplayProps) {
  const text = words().webhooks
  const mayChange = useMe().may('latchkey.change_webhook')
  const replay = async () => {
    const lead = withCommand(text.replayLeads[state], `latchkey webhooks replay ${id}`)
    if (!(await ask({ title: fill(text.replayTitle, { id: String(id) }), lead, confirm: text.replay }))) return
    const outcome = await call('admin_webhook_delivery_replay', { method: 'POST', params: { id } })
    if (outcome.ok) toast(text.replayed)
    else toast(outcome.status === 404 ? text.goneLead : explain(outcome), 'danger')
    reload()
  }
  if (!mayChange) return null
  return (
    <Button small={isSmall} label={`${text.replay}: ${event} #${id}`} onClick={replay}>
      {text.replay}
    </Button>
  )
}

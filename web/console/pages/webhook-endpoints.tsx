/** The services that are told: how each fares, a test, and all that failed once more. */
import { useId, useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { Dialog, toast } from '../../shared/dialogs.tsx'
import { fill, showAgo, showMoment } from '../../shared/i18n.ts'
import { Badge, Button, CommandLine, explain, shellWord } from '../../shared/parts.tsx'
import { goTo, routeTo } from '../../shared/route.ts'
import { shared } from '../../shared/words.ts'
import { useMe } from '../me.ts'
import { showCount, tones, type WebhookDelivery, type WebhookEndpoint } from '../webhooks.ts'
import { words } from '../words/words.ts'

interface Listed {
  readonly endpoints: readonly WebhookEndpoint[]
  readonly reload: () => void
}

export function EndpointList({ endpoints, reload }: Listed) {
  const text = words().webhooks
  const [replaying, setReplaying] = useState<string>()
  const mayChange = useMe().may('latchkey.change_webhook')
  return (
    <section class="section">
      <h2>{text.endpoints}</h2>
      <ul class="list card flush">
        {endpoints.map(each => (
          <li key={each.endpoint}>
            <EndpointLines shown={each} />
            {mayChange ? <Actions shown={each} replay={() => setReplaying(each.endpoint)} /> : null}
          </li>
        ))}
      </ul>
      {replaying === undefined ? null : (
        <ReplayDialog endpoint={replaying} onClose={() => setReplaying(undefined)} onDone={reload} />
      )}
      <CommandLine command="latchkey webhooks list --endpoints" />
    </section>
  )
}

function EndpointLines({ shown }: { shown: WebhookEndpoint }) {
  const text = words().webhooks
  const { endpoint, url, events, secrets, oldest_waiting: oldest, last_delivered: delivered } = shown
  const about = [
    fill(text.told, { count: events.length }),
    ...(secrets > 1 ? [fill(text.secrets, { count: secrets })] : []),
    ...(oldest === null ? [] : [fill(text.oldest, { time: showAgo(oldest) })]),
  ]
  return (
    <span class="list-main">
      <span class="row">
        <strong class="mono wrap">{endpoint}</strong>
        <StateCount shown={shown} state="waiting" />
        <StateCount shown={shown} state="failed" />
      </span>
      <span class="muted small mono wrap">{url}</span>
      <span class="muted small">
        <LastDelivered at={delivered} /> · {about.join(' · ')}
      </span>
    </span>
  )
}

function LastDelivered({ at }: { at: string | null }) {
  const time = at === null ? shared().never : showAgo(at)
  return <span title={at === null ? undefined : showMoment(at)}>{fill(words().webhooks.lastDelivered, { time })}</span>
}

function StateCount({ shown, state }: { shown: WebhookEndpoint; state: 'waiting' | 'failed' }) {
  const count = shown[state]
  if (count === 0) return null
  return (
    <a href={routeTo(['webhooks'], { endpoint: shown.endpoint, state })}>
      <Badge tone={tones[state]}>
        {words().webhooks.states[state]} {showCount(count)}
      </Badge>
    </a>
  )
}

function Actions({ shown: { endpoint, failed }, replay }: { shown: WebhookEndpoint; replay: () => void }) {
  const text = words().webhooks
  const test = async () => {
    const outcome = await call<WebhookDelivery>('admin_webhook_test', { method: 'POST', params: { endpoint } })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    toast(text.tested)
    // There it is seen how it fares.
    goTo(routeTo(['webhooks', outcome.data.id]))
  }
  return (
    <span class="list-end">
      {failed === 0 ? null : (
        <Button small label={`${text.replayFailed}: ${endpoint}`} onClick={replay}>
          {text.replayFailed}
        </Button>
      )}
      <Button small label={`${text.test}: ${endpoint}`} onClick={test}>
        {text.test}
      </Button>
    </span>
  )
}

const day = 86_400_000
/** As many are sent again at once: then there may be more. */
const most = 1000

interface ReplayDialogProps {
  readonly endpoint: string
  readonly onClose: () => void
  readonly onDone: () => void
}

function ReplayDialog({ endpoint, onClose, onDone }: ReplayDialogProps) {
  const text = words().webhooks
  const id = useId()
  const [typed, setTyped] = useState(() => localMinute(Date.now() - day))
  const [isBusy, setBusy] = useState(false)
  const since = momentOf(typed)
  const replay = async (event: Event) => {
    event.preventDefault()
    if (since === undefined || isBusy) return
    setBusy(true)
    const body = { since }
    const outcome = await call<Replayed>('admin_webhook_replay', { method: 'POST', params: { endpoint }, body })
    setBusy(false)
    if (outcome.ok) toast(sayReplayed(outcome.data))
    else toast(explain(outcome), 'danger')
    if (outcome.ok) onClose()
    onDone()
  }
  const command = `latchkey webhooks replay --endpoint ${shellWord(endpoint)} --since ${since ?? ''}`
  return (
    <Dialog title={fill(text.replayFailedTitle, { endpoint })} onClose={onClose}>
      <form onSubmit={replay}>
        <div class="dialog-body">
          <p>{text.replayFailedLead}</p>
          <div class="field">
            <label for={id}>{text.since}</label>
            <input
              id={id}
              type="datetime-local"
              required
              value={typed}
              onInput={event => setTyped(event.currentTarget.value)}
            />
          </div>
          <CommandLine command={command} />
        </div>
        <div class="dialog-foot">
          <Button onClick={onClose}>{shared().cancel}</Button>
          <Button type="submit" tone="primary" isBusy={isBusy} disabled={since === undefined}>
            {text.replay}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface Replayed {
  readonly replayed: number
}

function sayReplayed({ replayed: count }: Replayed): string {
  const text = words().webhooks
  if (count === 0) return text.replayedNone
  return fill(count < most ? text.replayedMany : text.replayedMost, { count })
}

/** `2026-11-29T18:05`, by the clock of the browser's place. */
function localMinute(time: number): string {
  const shifted = time - new Date(time).getTimezoneOffset() * 60_000
  return new Date(shifted).toISOString().slice(0, 16)
}

function momentOf(typed: string): string | undefined {
  const at = new Date(typed)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

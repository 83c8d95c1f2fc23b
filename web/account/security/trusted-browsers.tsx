/** The browsers that are not asked for a second factor. */
import { call } from '../../shared/api.ts'
import { deviceOf } from '../../shared/device.ts'
import { ask, toast } from '../../shared/dialogs.tsx'
import { fill, showAgo, showDay } from '../../shared/i18n.ts'
import { Button, explain, Loading, Refused } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { words } from '../words/words.ts'

interface TrustedBrowser {
  readonly id: string
  readonly trusted_at: string
  readonly last_used_at: string
  readonly expires_at: string
  readonly address: string
  readonly user_agent: string
}

/** `canTrust`: whether a login offers it. What was trusted before that was switched off is shown as long as it is there. */
export function TrustedBrowsers({ canTrust }: { canTrust: boolean }) {
  const text = words().browsers
  const { data, refusal, reload } = useLoaded<readonly TrustedBrowser[]>(() => call('mfa_devices'), [])
  if (!canTrust && (data === undefined || data.length === 0)) return null
  return (
    <section class="stack" aria-labelledby="browsers">
      <h2 id="browsers">{text.title}</h2>
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined ? <Loading /> : null}
      {data?.length === 0 ? <p class="muted">{text.none}</p> : null}
      {data === undefined || data.length === 0 ? null : (
        <>
          <p class="muted">{text.lead}</p>
          <ul class="list card flush">
            {data.map(browser => (
              <BrowserRow key={browser.id} browser={browser} reload={reload} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function BrowserRow({ browser, reload }: { browser: TrustedBrowser; reload: () => void }) {
  const text = words().browsers
  const device = deviceOf(browser.user_agent) || words().sessions.unknown
  const forget = async () => {
    const question = { title: text.forgetTitle, lead: text.forgetLead, confirm: text.forget, isDangerous: true }
    if (!(await ask(question))) return
    const outcome = await call('mfa_device', { params: { id: browser.id }, method: 'DELETE' })
    if (outcome.ok) toast(text.forgotten)
    else toast(explain(outcome), 'danger')
    reload()
  }
  return (
    <li>
      <span class="list-main">
        <strong class="wrap">{device}</strong>
        <span class="muted small">
          <span class="mono">{browser.address}</span> · {fill(text.trusted, { ago: showAgo(browser.trusted_at) })},{' '}
          {fill(text.until, { day: showDay(browser.expires_at) })}
        </span>
      </span>
      <span class="list-end">
        <Button small label={`${text.forget}: ${device}`} onClick={forget}>
          {text.forget}
        </Button>
      </span>
    </li>
  )
}

/** The keys of tokens: which signs, which will, and which ones still verify. Nothing that is secret in them. */
import { call } from '../../shared/api.ts'
import { ask, toast } from '../../shared/dialogs.tsx'
import { fill, showLength, showMoment } from '../../shared/i18n.ts'
import {
  Alert,
  Badge,
  Button,
  CommandLine,
  explain,
  Loading,
  PageHead,
  Refused,
  shellWord,
} from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { withCommand } from '../commands.tsx'
import { useMe } from '../me.ts'
import { words } from '../words/words.ts'

interface Key {
  readonly kid: string | null
  readonly algorithm: string
  readonly use: 'published' | 'signing' | 'verifying' | 'retired'
  readonly setting: string | null
  readonly source: string | null
  readonly published_at: string | null
  readonly signs_from: string | null
  readonly signs_until: string | null
  readonly verifies_until: string | null
}

interface Keys {
  readonly results: readonly Key[]
  readonly jwk_url: string | null
  readonly rotates: number | 'manual' | null
}

const tones = { published: 'info', signing: 'success', verifying: '', retired: 'warning' } as const

export function KeysPage() {
  const me = useMe()
  const text = words().keys
  const { data, refusal, reload } = useLoaded<Keys>(() => call('admin_keys'), [])
  const isManaged = data !== undefined && data.rotates !== null
  const mayChange = isManaged && me.may('latchkey.change_key')
  return (
    <>
      <PageHead title={text.title} lead={text.lead}>
        {mayChange ? <Rotations keys={data} reload={reload} /> : null}
      </PageHead>
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined && refusal === undefined ? <Loading /> : null}
      {typeof data?.jwk_url === 'string' ? <Alert tone="info">{fill(text.remote, { url: data.jwk_url })}</Alert> : null}
      {data === undefined ? null : <p class="muted">{howOften(data)}</p>}
      {data === undefined ? null : (
        <ul class="list card flush">
          {data.results.map(key => (
            <li key={`${key.kid}${key.use}${key.algorithm}`}>
              <KeyLines shown={key} />
              {mayChange && key.published_at !== null && key.use !== 'retired' ? (
                <Retirement shown={key} reload={reload} />
              ) : null}
            </li>
          ))}
        </ul>
      )}
      <CommandLine command="latchkey keys list" />
      {isManaged ? null : <CommandLine command="latchkey keys generate" />}
    </>
  )
}

function howOften({ rotates }: Keys): string {
  const text = words().keys
  if (rotates === null) return text.bySettings
  return rotates === 'manual' ? text.manual : fill(text.rotates, { time: showLength(rotates) })
}

function KeyLines({ shown: { kid, algorithm, use, setting, source, ...times } }: { shown: Key }) {
  const text = words().keys
  const place = setting === null ? text.database : `${setting} · ${source ?? '?'}`
  return (
    <span class="list-main">
      <span class="row">
        <strong class="mono wrap">{kid ?? text.unnamed}</strong>
        <Badge tone={tones[use]}>{text.uses[use]}</Badge>
      </span>
      <span class="muted small mono wrap">{`${algorithm} · ${place}`}</span>
      <span class="muted small">{timesOf(use, times).join(' · ')}</span>
    </span>
  )
}

function timesOf(use: Key['use'], key: Pick<Key, 'signs_from' | 'signs_until' | 'verifies_until'>): readonly string[] {
  const text = words().keys
  const say = (form: string, at: string | null) => (at === null ? [] : [fill(form, { time: showMoment(at) })])
  if (use === 'retired') return say(text.retiredAt, key.verifies_until)
  const until = say(text.verifiesUntil, key.verifies_until)
  if (use === 'published') return say(text.signsFrom, key.signs_from)
  return use === 'signing' ? [...say(text.signsUntil, key.signs_until), ...until] : until
}

interface Changing {
  readonly reload: () => void
}

/** The next key as planned, sooner, or in seconds. */
function Rotations({ keys, reload }: Changing & { keys: Keys }) {
  const text = words().keys
  const isPublished = keys.results.some(({ use }) => use === 'published')
  const rotate = async (haste: 'planned' | 'soon' | 'at_once', title: string, lead: string, flag: string) => {
    const command = `latchkey keys rotate${flag}`
    const question = { title, lead: withCommand(lead, command), confirm: text.rotate, isDangerous: haste === 'at_once' }
    if (!(await ask(question))) return
    const outcome = await call<{ key: Key }>('admin_keys_rotate', { method: 'POST', body: { haste } })
    if (!outcome.ok) toast(explain(outcome), 'danger')
    else {
      const { kid, signs_from: from } = outcome.data.key
      toast(fill(text.rotated, { kid: kid ?? '', time: from === null ? '' : showMoment(from) }))
    }
    reload()
  }
  return (
    <span class="row">
      {isPublished ? (
        <Button onClick={() => rotate('soon', text.soonTitle, text.soonLead, ' --now')}>{text.soon}</Button>
      ) : (
        <Button onClick={() => rotate('planned', text.rotateTitle, text.rotateLead, '')}>{text.rotate}</Button>
      )}
      <Button tone="danger" onClick={() => rotate('at_once', text.leakedTitle, text.leakedLead, ' --leaked')}>
        {text.leaked}
      </Button>
    </span>
  )
}

function Retirement({ shown, reload }: Changing & { shown: Key }) {
  const text = words().keys
  const kid = shown.kid ?? ''
  const retire = async () => {
    const weighed = await call<{ sessions: number }>('admin_key', { params: { kid } })
    if (!weighed.ok) return toast(explain(weighed), 'danger')
    const lead = withCommand(
      fill(text.retireLead, { count: weighed.data.sessions }),
      `latchkey keys retire ${shellWord(kid)}`,
    )
    const title = fill(text.retireTitle, { kid })
    if (!(await ask({ title, lead, confirm: text.retire, isDangerous: true }))) return
    const outcome = await call('admin_key_retire', { params: { kid }, method: 'POST' })
    if (outcome.ok) toast(text.retired)
    else toast(outcome.code === 'key_without_successor' ? text.noSuccessor : explain(outcome), 'danger')
    reload()
  }
  return (
    <Button small label={`${text.retire}: ${kid}`} onClick={retire}>
      {text.retire}
    </Button>
  )
}

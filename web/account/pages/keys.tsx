/** Keys for programs that act as their owner. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { ask, Dialog, toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form } from '../../shared/form.tsx'
import { fill, showAgo } from '../../shared/i18n.ts'
import { Badge, Button, CopyText, Empty, explain, Loading, PageHead, Refused } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { words } from '../words/words.ts'

interface Key {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly created_at: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
  readonly revoked_at: string | null
}

interface Described {
  readonly actions?: { readonly POST?: FieldInfos }
}

export function KeysPage() {
  const text = words().keys
  const { data, refusal, reload } = useLoaded<readonly Key[]>(() => call('api_key_list'), [])
  const [isAdding, setAdding] = useState(false)
  const [made, setMade] = useState<string>()
  const done = ({ key }: { readonly key: string }) => {
    setAdding(false)
    setMade(key)
    reload()
  }
  return (
    <>
      <PageHead title={text.title} lead={text.lead}>
        <Button tone="primary" onClick={() => setAdding(true)}>
          {text.add}
        </Button>
      </PageHead>
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined ? <Loading /> : null}
      {data?.length === 0 ? <Empty title={text.none}>{text.lead}</Empty> : null}
      {data === undefined || data.length === 0 ? null : (
        <ul class="list card flush">
          {data.map(key => (
            <KeyRow key={key.id} apiKey={key} reload={reload} />
          ))}
        </ul>
      )}
      {isAdding ? <NewKey close={() => setAdding(false)} done={done} /> : null}
      {made === undefined ? null : (
        <Dialog title={text.madeTitle} onClose={() => setMade(undefined)}>
          <div class="dialog-body stack">
            <p>{text.madeLead}</p>
            <CopyText text={made} label={text.madeTitle} />
          </div>
        </Dialog>
      )}
    </>
  )
}

function NewKey({ close, done }: { close: () => void; done: (made: { readonly key: string }) => void }) {
  const { data, refusal } = useLoaded<Described>(() => call('api_key_list', { method: 'OPTIONS' }), [])
  return (
    <Dialog title={words().keys.add} onClose={close}>
      <div class="dialog-body">
        {refusal === undefined ? null : <Refused refusal={refusal} />}
        {data === undefined ? (
          <Loading />
        ) : (
          <Form<{ readonly key: string }>
            fields={data.actions?.POST ?? {}}
            submit={words().keys.add}
            send={body => call('api_key_list', { method: 'POST', body })}
            onDone={done}
            onCancel={close}
          />
        )}
      </div>
    </Dialog>
  )
}

function KeyRow({ apiKey, reload }: { apiKey: Key; reload: () => void }) {
  const text = words().keys
  const revoke = async () => {
    const question = { title: text.revokeTitle, lead: text.revokeLead, confirm: text.revoke, isDangerous: true }
    if (!(await ask(question))) return
    const outcome = await call('api_key_detail', { params: { id: apiKey.id }, method: 'DELETE' })
    if (outcome.ok) toast(text.revoked)
    else toast(explain(outcome), 'danger')
    reload()
  }
  const { created_at: created, last_used_at: used, expires_at: expires } = apiKey
  return (
    <li>
      <span class="list-main">
        <strong class="wrap">{apiKey.name}</strong>{' '}
        {apiKey.scopes.map(scope => (
          <Badge key={scope}>{scope}</Badge>
        ))}
        <span class="muted small">
          {fill(text.created, { ago: showAgo(created) })}
          {used === null ? '' : `, ${fill(text.used, { ago: showAgo(used) })}`}
          {expires === null ? '' : `, ${fill(text.expires, { ago: showAgo(expires) })}`}
        </span>
      </span>
      <span class="list-end">
        {apiKey.revoked_at === null ? (
          <Button small label={`${text.revoke}: ${apiKey.name}`} onClick={revoke}>
            {text.revoke}
          </Button>
        ) : (
          <Badge>{text.gone}</Badge>
        )}
      </span>
    </li>
  )
}

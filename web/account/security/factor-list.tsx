/** The second factors that an account has, with what can be done to each. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { Dialog, toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form } from '../../shared/form.tsx'
import { fill, showAgo } from '../../shared/i18n.ts'
import { Badge, Button } from '../../shared/parts.tsx'
import { words } from '../words/words.ts'
import { type Factor, nameOf } from './factors.ts'

interface FactorListProps {
  readonly factors: readonly Factor[]
  readonly ownerFields: FieldInfos
  readonly reload: () => void
}

type Doing = 'rename' | 'remove'

export function FactorList({ factors, ownerFields, reload }: FactorListProps) {
  const [doing, setDoing] = useState<{ readonly what: Doing; readonly factor: Factor }>()
  const close = (isDone: boolean) => {
    setDoing(undefined)
    if (isDone) reload()
  }
  return (
    <>
      <ul class="list card flush">
        {factors.map(factor => (
          <FactorRow key={factor.id} factor={factor} begin={what => setDoing({ what, factor })} />
        ))}
      </ul>
      {doing?.what === 'rename' ? <Rename factor={doing.factor} close={close} /> : null}
      {doing?.what === 'remove' ? <Removal factor={doing.factor} ownerFields={ownerFields} close={close} /> : null}
    </>
  )
}

function FactorRow({ factor, begin }: { factor: Factor; begin: (what: Doing) => void }) {
  const text = words().security
  const name = nameOf(factor)
  const { kind, synced, created_at: created, last_used_at: used } = factor
  return (
    <li>
      <span class="list-main">
        <strong class="wrap">{name}</strong> {kind === 'passkey' ? <Badge tone="accent">{text.passkey}</Badge> : null}{' '}
        {synced === true ? <Badge>{text.synced}</Badge> : null}
        <span class="muted small">
          {fill(text.added, { ago: showAgo(created) })}
          {used === null ? '' : `, ${fill(text.used, { ago: showAgo(used) })}`}
        </span>
      </span>
      <span class="list-end">
        {kind === 'passkey' ? (
          <Button small label={`${text.rename}: ${name}`} onClick={() => begin('rename')}>
            {text.rename}
          </Button>
        ) : null}
        <Button small label={`${text.remove}: ${name}`} onClick={() => begin('remove')}>
          {text.remove}
        </Button>
      </span>
    </li>
  )
}

function Rename({ factor, close }: { factor: Factor; close: (isDone: boolean) => void }) {
  const text = words().security
  const fields = { name: { type: 'string', required: true, read_only: false, max_length: 100 } }
  return (
    <Dialog title={fill(text.renameTitle, { name: nameOf(factor) })} onClose={() => close(false)}>
      <div class="dialog-body">
        <Form
          fields={fields}
          values={{ name: factor.name }}
          submit={text.rename}
          send={({ name = factor.name }) =>
            call('mfa_passkey', { params: { id: factor.id }, method: 'PATCH', body: { name } })
          }
          onDone={() => {
            toast(text.renamed)
            close(true)
          }}
          onCancel={() => close(false)}
        />
      </div>
    </Dialog>
  )
}

interface RemovalProps extends Pick<FactorListProps, 'ownerFields'> {
  readonly factor: Factor
  readonly close: (isDone: boolean) => void
}

function Removal({ factor, ownerFields, close }: RemovalProps) {
  const text = words().security
  const isApp = factor.kind === 'totp'
  return (
    <Dialog title={fill(text.removeTitle, { name: nameOf(factor) })} onClose={() => close(false)}>
      <div class="dialog-body stack">
        <p>{isApp ? text.removeAppLead : text.removePasskeyLead}</p>
        <Form
          fields={ownerFields}
          submit={text.remove}
          isDangerous
          send={body =>
            isApp
              ? call('mfa_totp', { method: 'DELETE', body })
              : call('mfa_passkey', { params: { id: factor.id }, method: 'DELETE', body })
          }
          onDone={() => {
            toast(text.removed)
            close(true)
          }}
          onCancel={() => close(false)}
        />
      </div>
    </Dialog>
  )
}

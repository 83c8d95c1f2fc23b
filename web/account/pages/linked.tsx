/** Accounts of providers with which the person logs in. */
import { useState } from 'preact/hooks'
import { call, callPath } from '../../shared/api.ts'
import { config, type Provider } from '../../shared/config.ts'
import { Dialog, toast } from '../../shared/dialogs.tsx'
import { Form } from '../../shared/form.tsx'
import { fill, showAgo } from '../../shared/i18n.ts'
import { Address, Button, Empty, Loading, PageHead, Refused } from '../../shared/parts.tsx'
import { hereOf } from '../../shared/route.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import { words } from '../words/words.ts'

interface Linked {
  readonly provider: string
  readonly email: string
  readonly linked_at: string
  readonly has_usable_password: boolean
}

const passwordField = { current_password: { type: 'string', required: true, read_only: false } }

export function LinkedPage() {
  const text = words().linked
  const { data, refusal, reload } = useLoaded<readonly Linked[]>(() => call('social_account_list'), [])
  const [removing, setRemoving] = useState<Linked>()
  const [adding, setAdding] = useState<Provider>()
  const others = config.providers.filter(
    ({ name, linkPath }) => linkPath !== null && !data?.some(({ provider }) => provider === name),
  )
  return (
    <>
      <PageHead title={text.title} lead={text.lead}>
        {data === undefined
          ? null
          : others.map(provider => (
              <Button key={provider.name} onClick={() => setAdding(provider)}>
                {fill(text.link, { provider: provider.label })}
              </Button>
            ))}
      </PageHead>
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined ? <Loading /> : null}
      {data?.length === 0 ? <Empty title={text.none}>{text.lead}</Empty> : null}
      {data === undefined || data.length === 0 ? null : (
        <ul class="list card flush">
          {data.map(linked => (
            <li key={linked.provider}>
              <span class="list-main">
                <strong>{labelOf(linked.provider)}</strong> <Address text={linked.email} />
                <span class="muted small">{fill(text.since, { ago: showAgo(linked.linked_at) })}</span>
              </span>
              <span class="list-end">
                <Button small label={`${text.remove}: ${linked.provider}`} onClick={() => setRemoving(linked)}>
                  {text.remove}
                </Button>
              </span>
            </li>
          ))}
        </ul>
      )}
      {removing === undefined ? null : (
        <Removal
          linked={removing}
          close={isDone => {
            setRemoving(undefined)
            if (isDone) reload()
          }}
        />
      )}
      {adding === undefined ? null : (
        <Addition
          provider={adding}
          hasPassword={data?.[0]?.has_usable_password !== false}
          close={() => setAdding(undefined)}
        />
      )}
    </>
  )
}

interface AdditionProps {
  readonly provider: Provider
  readonly hasPassword: boolean
  readonly close: () => void
}

/** The provider's page follows, and leads back here. */
function Addition({ provider: { label, linkPath }, hasPassword, close }: AdditionProps) {
  const title = fill(words().linked.link, { provider: label })
  return (
    <Dialog title={title} onClose={close}>
      <div class="dialog-body">
        <Form<{ readonly location: string }>
          fields={hasPassword ? passwordField : {}}
          submit={title}
          send={body => callPath(linkPath ?? '', { method: 'POST', body: { ...body, next: hereOf() } })}
          onDone={({ location: to }) => location.assign(to)}
          onCancel={close}
        />
      </div>
    </Dialog>
  )
}

function Removal({ linked, close }: { linked: Linked; close: (isDone: boolean) => void }) {
  const text = words().linked
  const { provider } = linked
  return (
    <Dialog title={fill(text.removeTitle, { provider: labelOf(provider) })} onClose={() => close(false)}>
      <div class="dialog-body">
        <Form
          fields={linked.has_usable_password ? passwordField : {}}
          submit={text.remove}
          send={body => call('social_account_detail', { params: { provider }, method: 'DELETE', body })}
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

function labelOf(provider: string): string {
  return config.providers.find(({ name }) => name === provider)?.label ?? provider
}

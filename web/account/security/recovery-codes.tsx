/** Recovery codes: how many are left, new ones, and the one time that they are shown. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { config } from '../../shared/config.ts'
import { Dialog } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form } from '../../shared/form.tsx'
import { fill } from '../../shared/i18n.ts'
import { Alert, Button } from '../../shared/parts.tsx'
import { saveFile } from '../../shared/save-file.ts'
import { shared } from '../../shared/words.ts'
import { loginOf, usePerson } from '../me.ts'
import { words } from '../words/words.ts'
import type { Added } from './factors.ts'

interface RecoveryCodesProps {
  readonly count: number
  readonly ownerFields: FieldInfos
  readonly show: (made: Added) => void
}

export function RecoveryCodes({ count, ownerFields, show }: RecoveryCodesProps) {
  const text = words().recovery
  const [isMaking, setMaking] = useState(false)
  const button = (
    <div>
      <Button tone={count === 0 ? 'primary' : ''} onClick={() => setMaking(true)}>
        {text.make}
      </Button>
    </div>
  )
  return (
    <section class="stack" aria-labelledby="recovery">
      <h2 id="recovery">{text.title}</h2>
      {count === 0 ? (
        <Alert tone="warning" title={text.none}>
          <p>{text.noneLead}</p>
          {button}
        </Alert>
      ) : (
        <div class="card">
          <div class="card-body stack">
            <p>{fill(text.left, { count })}</p>
            {button}
          </div>
        </div>
      )}
      {isMaking ? (
        <MakeCodes
          ownerFields={ownerFields}
          isFirst={count === 0}
          close={made => {
            setMaking(false)
            if (made !== undefined) show(made)
          }}
        />
      ) : null}
    </section>
  )
}

interface MakeCodesProps {
  readonly ownerFields: FieldInfos
  readonly isFirst: boolean
  readonly close: (made?: Added) => void
}

function MakeCodes({ ownerFields, isFirst, close }: MakeCodesProps) {
  const text = words().recovery
  return (
    <Dialog title={text.makeTitle} onClose={() => close()}>
      <div class="dialog-body stack">
        <p>{isFirst ? text.lead : text.makeLead}</p>
        <Form<Added>
          fields={ownerFields}
          submit={text.make}
          send={body => call('mfa_recovery_codes', { method: 'POST', body })}
          onDone={close}
          onCancel={() => close()}
        />
      </div>
    </Dialog>
  )
}

/** They are not shown again. */
export function ShownCodes({ codes, close }: { codes: readonly string[]; close: () => void }) {
  const text = words().recovery
  const { profile } = usePerson()
  const [isCopied, setCopied] = useState(false)
  const whose = `${config.brand} · ${loginOf(profile)}`
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'))
    setCopied(true)
  }
  const download = () =>
    saveFile('recovery-codes.txt', {
      type: 'text/plain',
      content: `${text.title}\n${whose}\n\n${codes.join('\n')}\n`,
    })
  return (
    <Dialog title={text.shownTitle} onClose={close}>
      <div class="dialog-body stack">
        <p>{text.shownLead}</p>
        <p class="muted small wrap">{whose}</p>
        <ul class="codes" aria-label={text.title}>
          {codes.map(code => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div class="actions">
          <Button small onClick={copy}>
            {isCopied ? shared().copied : shared().copy}
          </Button>
          <Button small onClick={download}>
            {text.download}
          </Button>
          <Button small onClick={() => print()}>
            {text.print}
          </Button>
          <span class="visually-hidden" role="status">
            {isCopied ? shared().copied : ''}
          </span>
        </div>
      </div>
      <div class="dialog-foot">
        <Button tone="primary" onClick={close}>
          {text.kept}
        </Button>
      </div>
    </Dialog>
  )
}

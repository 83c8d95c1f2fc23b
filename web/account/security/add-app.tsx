/** Adds an authenticator app: its key as a picture and as a text, then the first code that it shows. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { linkOf } from '../../shared/config.ts'
import { Dialog } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form } from '../../shared/form.tsx'
import { CopyText } from '../../shared/parts.tsx'
import { words } from '../words/words.ts'
import type { Added } from './factors.ts'

interface Begun {
  readonly id: string
  readonly secret: string
}

interface AddAppProps {
  readonly ownerFields: FieldInfos
  readonly close: () => void
  readonly done: (added: Added) => void
}

export function AddApp({ ownerFields, close, done }: AddAppProps) {
  const text = words().security
  const [begun, setBegun] = useState<Begun>()
  return (
    <Dialog title={text.addApp} onClose={close}>
      <div class="dialog-body stack">
        {begun === undefined ? (
          <>
            <p>{text.appLead}</p>
            <Form<Begun>
              fields={ownerFields}
              submit={text.next}
              send={body => call('mfa_totp', { method: 'POST', body })}
              onDone={setBegun}
              onCancel={close}
            />
          </>
        ) : (
          <FirstCode begun={begun} close={close} done={done} />
        )}
      </div>
    </Dialog>
  )
}

function FirstCode({ begun: { id, secret }, close, done }: Omit<AddAppProps, 'ownerFields'> & { begun: Begun }) {
  const text = words().security
  const picture = linkOf('mfa_totp_qr')
  const fields = { code: { type: 'string', required: true, read_only: false, label: text.appCode } }
  return (
    <>
      <p>{text.scan}</p>
      {/* Each begun app has a picture of its own. */}
      {picture === undefined ? null : (
        <img class="qr" src={`${picture}?id=${encodeURIComponent(id)}`} alt={text.picture} width={224} height={224} />
      )}
      <p class="small">{text.secret}</p>
      <CopyText text={secret} label={text.secret} />
      <Form<Added>
        fields={fields}
        autocomplete={{ code: 'one-time-code' }}
        submit={text.confirm}
        send={body => call('mfa_totp_confirm', { method: 'POST', body })}
        onDone={done}
        onCancel={close}
      />
    </>
  )
}

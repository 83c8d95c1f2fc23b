/** Adds a passkey: the browser makes it, and the server keeps its public half. */

import { createPasskey, type PasskeyOptions } from 'latchkey/client'
import { call, cancelled, type Outcome, type Refusal } from '../../shared/api.ts'
import { deviceOf } from '../../shared/device.ts'
import { Dialog } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form, type Values } from '../../shared/form.tsx'
import { words } from '../words/words.ts'
import type { Added } from './factors.ts'

interface AddPasskeyProps {
  readonly ownerFields: FieldInfos
  readonly close: () => void
  readonly done: (added: Added) => void
}

const nameField: FieldInfos = { name: { type: 'string', required: true, read_only: false, max_length: 100 } }

export function AddPasskey({ ownerFields, close, done }: AddPasskeyProps) {
  const text = words().security
  const name = deviceOf(navigator.userAgent)
  return (
    <Dialog title={text.addPasskey} onClose={close}>
      <div class="dialog-body stack">
        <p>{text.passkeyLead}</p>
        <Form<Added>
          fields={{ ...nameField, ...ownerFields }}
          values={{ name }}
          submit={text.next}
          send={given => add({ name, ...given })}
          onDone={done}
          onCancel={close}
        />
      </div>
    </Dialog>
  )
}

async function add({ name, ...owner }: Values): Promise<Outcome<Added>> {
  const asked = await call<PasskeyOptions>('mfa_passkey_options', { method: 'POST', body: owner })
  if (!asked.ok) return asked
  try {
    const credential = await createPasskey(asked.data)
    return await call<Added>('mfa_passkeys', { method: 'POST', body: { credential, name } })
  } catch (error) {
    return refusalOf(error)
  }
}

/** `InvalidStateError`: the authenticator has one of those that were to be left out (WebAuthn section 5.1.3, step 22). */
function refusalOf(error: unknown): Refusal {
  const isThere = error instanceof DOMException && error.name === 'InvalidStateError'
  const { passkeyThere, passkeyNotMade } = words().security
  return { ...cancelled, code: 'passkey_not_made', detail: isThere ? passkeyThere : passkeyNotMade }
}

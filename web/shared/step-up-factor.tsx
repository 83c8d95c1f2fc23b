/** Asks for a second factor again, in a dialog: a passkey, a code of the app, or a recovery code. */
import { type PasskeyOptions, showPasskey } from 'latchkey/client'
import { useId, useState } from 'preact/hooks'
import { call, type FactorMethod, type Refusal, reauthenticate } from './api.ts'
import { config } from './config.ts'
import { Dialog } from './dialogs.tsx'
import { Alert, Button, explain } from './parts.tsx'
import { canUsePasskeys } from './passkey.ts'
import { shared } from './words.ts'

interface FactorDialogProps {
  readonly methods: readonly FactorMethod[]
  readonly finish: (isDone: boolean) => void
}

export function FactorDialog({ methods, finish }: FactorDialogProps) {
  const words = shared()
  const [problem, setProblem] = useState('')
  const show = async (send: () => Promise<Refusal | undefined>) => {
    setProblem('')
    const refusal = await send()
    if (refusal === undefined) finish(true)
    else setProblem(explain(refusal))
  }
  const hasPasskey = methods.includes('passkey') && canUsePasskeys(config.passkeyDomain)
  const hasCode = methods.some(each => each !== 'passkey')
  return (
    <Dialog title={words.factorTitle} onClose={() => finish(false)}>
      <div class="dialog-body stack">
        <p class="muted">{hasPasskey || hasCode ? words.confirmLead : words.factorElsewhere}</p>
        {problem === '' ? null : <Alert tone="danger">{problem}</Alert>}
        {hasPasskey ? (
          <Button tone={hasCode ? '' : 'primary'} onClick={() => show(sendPasskey)}>
            {words.passkeyUse}
          </Button>
        ) : null}
        {hasPasskey && hasCode ? <p class="divider">{words.or}</p> : null}
        {hasCode ? <CodeForm methods={methods} send={code => show(() => sendCode(code))} /> : null}
      </div>
      <div class="dialog-foot">
        <Button onClick={() => finish(false)}>{words.cancel}</Button>
      </div>
    </Dialog>
  )
}

interface CodeFormProps {
  readonly methods: readonly FactorMethod[]
  readonly send: (code: string) => Promise<void>
}

function CodeForm({ methods, send }: CodeFormProps) {
  const words = shared()
  const [code, setCode] = useState('')
  const [isBusy, setBusy] = useState(false)
  const id = useId()
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    await send(code)
    setBusy(false)
  }
  return (
    <form class="form" onSubmit={submit}>
      <div class="field">
        <label for={id}>{words.code}</label>
        <p class="hint" id={`${id}-hint`}>
          {methods.includes('totp') ? words.codeHint : words.recoveryHint}
        </p>
        <input
          id={id}
          autocomplete="one-time-code"
          required
          aria-describedby={`${id}-hint`}
          value={code}
          onInput={event => setCode(event.currentTarget.value)}
        />
      </div>
      <div class="form-actions">
        <Button type="submit" tone="primary" isBusy={isBusy}>
          {words.confirm}
        </Button>
      </div>
    </form>
  )
}

/** A recovery code is longer than the six digits of an app. */
async function sendCode(code: string): Promise<Refusal | undefined> {
  const isRecovery = code.replaceAll(/[\s-]/g, '').length > 8
  return refusalOf(await reauthenticate(isRecovery ? { recovery_code: code } : { code }))
}

async function sendPasskey(): Promise<Refusal | undefined> {
  const asked = await call<PasskeyOptions>('passkey_login_options', { method: 'POST', body: {} })
  if (!asked.ok) return asked
  try {
    return refusalOf(await reauthenticate({ credential: await showPasskey(asked.data) }))
  } catch {
    return passkeyUnused
  }
}

function refusalOf(outcome: { readonly ok: true } | Refusal): Refusal | undefined {
  return outcome.ok ? undefined : outcome
}

/** The person thought better of it, or this device has none of them. */
const passkeyUnused: Refusal = {
  ok: false,
  status: 0,
  code: 'passkey_unused',
  detail: '',
  fields: {},
  retryAfter: undefined,
}

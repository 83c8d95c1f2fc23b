/** Asks for the password again, in a dialog. */
import { useId, useState } from 'preact/hooks'
import { client, type Outcome, reauthenticate } from './api.ts'
import { config } from './config.ts'
import { Dialog } from './dialogs.tsx'
import { HiddenLoginName } from './login-name.tsx'
import { Alert, Button, explain } from './parts.tsx'
import { shared } from './words.ts'

interface PasswordDialogProps {
  readonly login: string
  readonly finish: (isRight: boolean) => void
}

export function PasswordDialog({ login, finish }: PasswordDialogProps) {
  const words = shared()
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState('')
  const [isBusy, setBusy] = useState(false)
  const id = useId()
  const confirm = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    const outcome = await confirmPassword(login, password)
    setBusy(false)
    if (outcome === 'confirmed') finish(true)
    else setProblem(outcome)
  }
  return (
    <Dialog title={words.confirmTitle} onClose={() => finish(false)}>
      <form onSubmit={confirm}>
        <div class="dialog-body stack">
          <p class="muted">{words.confirmLead}</p>
          {problem === '' ? null : <Alert tone="danger">{problem}</Alert>}
          <HiddenLoginName />
          <div class="field">
            <label for={id}>{words.password}</label>
            <input
              id={id}
              type="password"
              autocomplete="current-password"
              required
              value={password}
              onInput={event => setPassword(event.currentTarget.value)}
            />
          </div>
        </div>
        <div class="dialog-foot">
          <Button onClick={() => finish(false)}>{words.cancel}</Button>
          <Button type="submit" tone="primary" isBusy={isBusy}>
            {words.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** What is wrong, in words. */
async function confirmPassword(login: string, password: string): Promise<string> {
  const outcome: Outcome<unknown> = await reauthenticate({ password })
  if (outcome.ok) return 'confirmed'
  // The cookies are of no session of ours, which has nothing to confirm: another issuer's, or one without a row for it.
  const isForeign = outcome.code === 'recent_login_required' || outcome.code === 'unavailable'
  if (!isForeign)
    return outcome.code === 'invalid' || outcome.status === 400 ? shared().wrongPassword : explain(outcome)
  const credentials = config.loginField === 'email' ? { email: login, password } : { username: login, password }
  const entered = await client.login(credentials)
  if (entered.kind === 'signed_in') return 'confirmed'
  const isLater = entered.kind === 'later' || (entered.kind === 'refused' && entered.status === 429)
  return isLater ? shared().unavailable : shared().wrongPassword
}
